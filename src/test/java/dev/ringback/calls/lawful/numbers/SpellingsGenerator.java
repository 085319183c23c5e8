package dev.ringback.calls.lawful.numbers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Makes {@code numbers/spellings.tsv}: many spellings of known numbers and what each means. The number is known before
 * its spelling, so the table does not repeat what a library says.
 */
final class SpellingsGenerator {
    private static final List<String> HEADER = List.of(
            "# Spellings of numbers and whom they mean. Made by SpellingsGenerator from known-numbers.tsv.",
            "# Columns, parted by tabs: typed; region as typed, may be empty; the number in E.164, or the name of the flaw;",
            "# extension or -; kind of spelling. A backslash, u and four hexadecimal digits stand for a UTF-16 unit in typed.");
    private static final List<String> EXTENSIONS = List.of(
            "x12",
            " x 12",
            " ext. 12",
            " ext 12",
            " extension 12",
            "#12",
            " (ext. 12)",
            " DW 12",
            ", Durchwahl 12",
            " ramal 12",
            " poste 12",
            " int. 12",
            " anexo 12",
            " \u0434\u043E\u0431. 12",
            " \u0432\u043D. 12",
            " \u5185\u7DDA12");
    private static final int ARABIC_INDIC = 0x0660;
    private static final int PERSIAN = 0x06F0;
    private static final int DEVANAGARI = 0x0966;
    private static final int FULL_WIDTH = 0xFF10;
    private static final int MATHEMATICAL = 0x1D7CE;

    private final KnownNumber number;
    private final List<Spelling> spellings = new ArrayList<>();

    private SpellingsGenerator(KnownNumber number) {
        this.number = number;
    }

    /** Writes the table to the file that the one argument names. */
    public static void main(String[] arguments) throws IOException {
        Files.writeString(Path.of(arguments[0]), table(), StandardCharsets.UTF_8);
    }

    static String table() {
        List<String> lines = new ArrayList<>(HEADER);
        KnownNumber.all().stream()
                .flatMap(number -> new SpellingsGenerator(number).all().stream())
                .forEach(spelling -> lines.add(spelling.line()));
        return String.join("\n", lines) + "\n";
    }

    private List<Spelling> all() {
        international();
        marks();
        national();
        spreadsheets();
        extensions();
        words();
        several();
        return spellings;
    }

    private void is(String kind, String typed, String region) {
        spellings.add(new Spelling(typed, region, number.e164(), false, kind));
    }

    private void isExtended(String kind, String typed, String region) {
        spellings.add(new Spelling(typed, region, number.e164(), true, kind));
    }

    private void isFlawed(String kind, String typed, String region, Flaw flaw) {
        spellings.add(new Spelling(typed, region, flaw.name(), false, kind));
    }

    private void international() {
        is("E.164", number.e164(), "");
        is("E.164 with another region", number.e164(), number.region().equals("FR") ? "US" : "FR");
        is("blanks", number.international(" "), "");
        is("blanks around", "  " + number.international(" ") + "\t", number.region());
        is("dashes", number.international("-"), "");
        is("points", number.international("."), "");
        is("calling code in brackets", "(+" + number.code() + ") " + number.grouped(" "), "");
        is("link", "tel:" + number.international("-"), "");
        is("link with percent signs", "tel:%2B" + number.code() + number.national(), "");
        is("link with context", "tel:" + number.grouped("-") + ";phone-context=+" + number.code(), "");
        is("link with other parameters", "tel:" + number.e164() + ";npdi;rn=+12025550199", "");
        isExtended("link with extension", "tel:" + number.e164() + ";ext=12", "");
        isExtended("extension of RFC 3966", number.e164() + ";ext=12", "");
        is("export of a lead form", "p:" + number.e164(), "");
        is("address of a messenger", "whatsapp:" + number.e164(), "");
        isFlawed("two plus signs", "+" + number.e164(), "", Flaw.NO_NUMBER);
    }

    private void marks() {
        String e164 = number.e164();
        is("apostrophe", "'" + e164, "");
        is("typographic apostrophe", "\u2019" + e164, "");
        is("formula", "=\"" + e164 + "\"", "");
        is("no-break blanks", number.international("\u00A0"), "");
        is("narrow no-break blanks", number.international("\u202F"), "");
        is("ideographic blanks", number.international("\u3000"), "");
        is("no-break hyphens", number.international("\u2011"), "");
        is("en dashes", number.international("\u2013"), "");
        is("minus signs", number.international("\u2212"), "");
        is("embedding", "\u202A" + number.international(" ") + "\u202C", "");
        is("override", "\u202D" + e164 + "\u202C", "");
        is("right-to-left embedding", "\u202B" + e164 + "\u202E\u202C", "");
        is("isolate", "\u2066" + e164 + "\u2069", "");
        is("other isolates", "\u2067" + e164 + "\u2068\u2069", "");
        is("direction marks", "\u200E" + e164 + "\u200F", "");
        is("zero-width characters", "\u200B+" + number.code() + "\u200C" + number.national() + "\u200D", "");
        is("byte order mark", "\uFEFF" + e164, "");
        is("soft hyphens", number.international("\u00AD"), "");
        is("variation selectors", "+\uFE0D" + number.code() + "\uFE0E-" + number.national() + "\uFE0F", "");
        is("word joiner and NUL", "+" + number.code() + "\u2060" + number.national() + "\0", "");
        is("full width", "\uFF0B" + inScript(number.code() + number.national(), FULL_WIDTH), "");
        is("Arabic-Indic digits", "+" + inScript(number.code() + number.national(), ARABIC_INDIC), "");
        is("Persian digits", "+" + inScript(number.code() + number.national(), PERSIAN), "");
        is("Devanagari digits", inScript(number.dialled(), DEVANAGARI), number.region());
        is("mathematical digits", "+" + inScript(number.code() + number.national(), MATHEMATICAL), "");
    }

    private static String inScript(String digits, int zero) {
        return digits.chars()
                .map(digit -> zero + digit - '0')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private void national() {
        String region = number.region();
        is("national", number.dialled(), region);
        is("national, region in small letters", number.dialled(), region.toLowerCase(Locale.ROOT));
        is("national in groups", number.trunk() + number.grouped(" "), region);
        is("national with points", number.trunk() + number.grouped("."), region);
        is("national without trunk prefix", number.national(), region);
        is("digits without plus sign", number.code() + number.national(), region);
        isFlawed("national without region", number.dialled(), "", Flaw.NO_REGION);
        isFlawed("national with unknown region", number.dialled(), "Atlantis", Flaw.UNKNOWN_REGION);
        if (number.area() > 0) {
            String area = number.trunk() + number.national().substring(0, number.area());
            String rest = number.national().substring(number.area());
            is("area code in brackets", "(" + area + ") " + rest, region);
            is("area code with slash", area + "/" + rest, region);
            is("area code with slash and blanks", area + " / " + rest, region);
            is(
                    "international with slash",
                    "+" + number.code() + " " + area.substring(number.trunk().length()) + "/" + rest,
                    "");
        }
        if (!number.trunk().isEmpty()) {
            is(
                    "trunk prefix in brackets",
                    "+" + number.code() + " (" + number.trunk() + ") " + number.grouped(" "),
                    "");
            is(
                    "trunk prefix in brackets, joined",
                    "+" + number.code() + "(" + number.trunk() + ")" + number.national(),
                    "");
        }
        if (!number.prefix().isEmpty()) {
            is("international prefix", number.prefix() + number.code() + number.national(), region);
            is(
                    "international prefix in groups",
                    number.prefix() + " " + number.code() + " " + number.grouped(" "),
                    region);
        }
    }

    private void spreadsheets() {
        String region = number.region();
        is("decimal nought", number.national() + ".0", region);
        is("decimal nought with comma", number.national() + ",0", region);
        is("decimal nought behind E.164", number.e164() + ".0", "");
        isFlawed("decimals", number.national() + ".5", region, Flaw.SPREADSHEET);
        isFlawed("two decimals", number.national() + ".00", region, Flaw.SPREADSHEET);
        isFlawed("exponent", number.code().charAt(0) + ".20256E+10", region, Flaw.SPREADSHEET);
        isFlawed("exponent with comma", number.code().charAt(0) + ",20256E+10", region, Flaw.SPREADSHEET);
        isFlawed(
                "whole exponent",
                number.national().charAt(0) + "." + number.national().substring(1) + "E9",
                region,
                Flaw.SPREADSHEET);
        isFlawed("negative", "-" + number.national(), region, Flaw.SPREADSHEET);
    }

    private void extensions() {
        EXTENSIONS.forEach(extension -> isExtended("extension", number.international(" ") + extension, ""));
        EXTENSIONS.forEach(extension -> isExtended(
                "extension of a national number", number.trunk() + number.grouped(" ") + extension, number.region()));
    }

    private void words() {
        is("name behind", number.international(" ") + " Hans", "");
        is("name behind a national number", number.trunk() + number.grouped(" ") + " Hans", number.region());
        is("name in front", "Anna Berg: " + number.international(" "), "");
        is("note in brackets", number.trunk() + number.grouped(" ") + " (cell)", number.region());
        is("label", "Tel.: " + number.international(" "), "");
        is("picture in front", "\uD83D\uDCDE " + number.international(" "), "");
        isFlawed("name glued", number.dialled() + "Hans", number.region(), Flaw.LETTERS);
        isFlawed("O for nought", "+" + number.code() + "O" + number.national(), "", Flaw.LETTERS);
        isFlawed(
                "O among digits",
                number.dialled().substring(0, 5) + "O" + number.dialled().substring(5),
                number.region(),
                Flaw.LETTERS);
    }

    private void several() {
        String region = number.region();
        String national = number.trunk() + number.grouped(" ");
        String other = number.dialled().substring(0, number.dialled().length() - 1) + "0";
        isFlawed("two numbers with slash", number.dialled() + " / " + other, region, Flaw.TWO_NUMBERS);
        isFlawed("two numbers with slash, grouped", national + " / " + other, region, Flaw.TWO_NUMBERS);
        isFlawed("two numbers with comma", national + ", " + other, region, Flaw.TWO_NUMBERS);
        isFlawed("two numbers with semicolon", number.e164() + ";" + other, region, Flaw.TWO_NUMBERS);
        isFlawed("two numbers in lines", national + "\n" + other, region, Flaw.TWO_NUMBERS);
        isFlawed("two numbers with a word", number.e164() + " or " + other, region, Flaw.TWO_NUMBERS);
        isFlawed("two numbers with blank", number.dialled() + " " + other, region, Flaw.TWO_NUMBERS);
        isFlawed("two international numbers", number.e164() + " " + number.e164(), "", Flaw.TWO_NUMBERS);
    }
}
