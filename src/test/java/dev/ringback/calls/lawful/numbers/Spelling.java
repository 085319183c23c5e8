package dev.ringback.calls.lawful.numbers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Holds one spelling and what it means.
 *
 * @param typed as typed
 * @param region as typed, may be empty
 * @param expected a number in E.164, or the name of a {@link Flaw}
 * @param hasExtension whether an extension was typed
 * @param kind of spelling
 */
public record Spelling(String typed, String region, String expected, boolean hasExtension, String kind) {
    private static final char FIRST_PRINTED = ' ';
    private static final char LAST_PRINTED = '~';

    /** Returns the line of the table; characters outside ASCII and backslashes are written as backslash, u, four digits. */
    public String line() {
        return String.join("\t", escaped(typed), region, expected, hasExtension ? "extension" : "-", kind);
    }

    /** Returns the rows of a table, such as {@code /numbers/spellings.tsv}. */
    public static List<Spelling> table(String resource) throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Spelling.class.getResourceAsStream(resource)), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(Spelling::of)
                    .toList();
        }
    }

    /** Returns whether the text means a person. */
    public boolean meansSomebody() {
        return expected.startsWith("+");
    }

    static Spelling of(String line) {
        String[] columns = line.split("\t", -1);
        return new Spelling(unescaped(columns[0]), columns[1], columns[2], columns[3].equals("extension"), columns[4]);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char character : text.toCharArray()) {
            boolean printed = character >= FIRST_PRINTED && character <= LAST_PRINTED && character != '\\';
            escaped.append(printed ? String.valueOf(character) : String.format("\\u%04X", (int) character));
        }
        return escaped.toString();
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '\\') {
                plain.append((char) Integer.parseInt(text.substring(at + 2, at + 6), 16));
                at += 5;
            } else {
                plain.append(text.charAt(at));
            }
        }
        return plain.toString();
    }
}
