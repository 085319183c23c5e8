package dev.ringback.calls.lawful.numbers;

import java.util.regex.Pattern;

/** Cleans typed text: one form for each digit, dash, blank, plus sign and bracket, and no invisible characters. */
final class CleanText {
    private static final int FULL_WIDTH_FIRST = 0xFF01;
    private static final int FULL_WIDTH_LAST = 0xFF5E;
    private static final int FULL_WIDTH_OFFSET = 0xFEE0;

    /** Spreadsheets and shops write an apostrophe, quotes or ="…" around a number to keep it as text. */
    private static final Pattern AROUND = Pattern.compile("^[\\s'\"=<>`]+|[\\s'\"<>`.,;:]+$");

    /** Columns of a table without other separators. */
    private static final Pattern COLUMNS = Pattern.compile("(?<=\\d{5}) {3,}(?=\\d{5})");

    private static final Pattern BLANKS = Pattern.compile(" {2,}");

    /** Labels of links and exports, such as {@code tel:}, {@code p:}, {@code whatsapp:}. */
    private static final Pattern LABEL = Pattern.compile("^\\p{L}{1,12}\\s*:\\s*(?://)?(?=[+(\\d%'])");

    private CleanText() {}

    /** Returns the text in its clean form; empty if nothing visible is in it. */
    static String of(String typed) {
        StringBuilder clean = new StringBuilder(typed.length());
        typed.codePoints().forEach(character -> append(clean, character));
        String bounded = AROUND.matcher(clean).replaceAll("");
        String cells = bounded.contains("   ") ? COLUMNS.matcher(bounded).replaceAll("\n") : bounded;
        String inner = BLANKS.matcher(cells).replaceAll(" ");
        String bare = LABEL.matcher(inner).replaceFirst("");
        return bare.length() == inner.length()
                ? inner
                : AROUND.matcher(bare.replace("%2B", "+").replace("%2b", "+").replace("%20", " "))
                        .replaceAll("");
    }

    private static void append(StringBuilder clean, int typed) {
        int character = typed >= FULL_WIDTH_FIRST && typed <= FULL_WIDTH_LAST ? typed - FULL_WIDTH_OFFSET : typed;
        int digit = Character.digit(character, 10);
        if (digit >= 0) {
            clean.append((char) ('0' + digit));
        } else if (!isInvisible(character)) {
            clean.appendCodePoint(plain(character));
        }
    }

    private static boolean isInvisible(int character) {
        return switch (Character.getType(character)) {
            case Character.FORMAT, Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            case Character.CONTROL -> !Character.isWhitespace(character) && character != 0x85;
            default -> false;
        };
    }

    private static int plain(int character) {
        return switch (character) {
            case '\t', '\n', '\r', 0x0B, 0x0C, 0x85, 0x2028, 0x2029 -> '\n';
            case 0x2795, 0xFE62, 0x207A -> '+';
            case 0x2212, 0x30FC, 0xFF70, 0x2043, 0x02D7 -> '-';
            case 0x2044, 0x2215, 0x29F8 -> '/';
            case 0x00B7, 0x2022, 0x2024, 0x2027, 0x30FB, 0xFF65, 0x3002 -> '.';
            case 0x066B, 0x066C, 0x060C, 0x3001 -> ',';
            case 0x2018, 0x2019, 0x201B, 0x02BC, 0x2032, 0x00B4 -> '\'';
            case 0x201C, 0x201D, 0x201E, 0x00AB, 0x00BB -> '"';
            case 0x301C, 0x223C -> '~';
            case '[' -> '(';
            case ']' -> ')';
            default -> plainByType(character);
        };
    }

    private static int plainByType(int character) {
        return switch (Character.getType(character)) {
            case Character.DASH_PUNCTUATION -> '-';
            case Character.SPACE_SEPARATOR, Character.CONTROL -> ' ';
            default -> character;
        };
    }
}
