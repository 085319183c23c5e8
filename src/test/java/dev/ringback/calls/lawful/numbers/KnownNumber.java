package dev.ringback.calls.lawful.numbers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Holds a number in parts, so that spellings of it are built without the library under test.
 *
 * @param trunk prefix before national numbers; empty for none
 * @param prefix of international calls; empty where it needs a carrier's code
 * @param area digits of the area code
 */
record KnownNumber(String region, String code, String trunk, String prefix, int area, String national) {
    private static final int COLUMNS = 6;

    /** Returns the numbers of the test resource. */
    static List<KnownNumber> all() {
        var resource = Objects.requireNonNull(KnownNumber.class.getResourceAsStream("/numbers/known-numbers.tsv"));
        try (var lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(KnownNumber::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KnownNumber of(String line) {
        String[] columns = line.split("\t", COLUMNS);
        return new KnownNumber(
                columns[0],
                columns[1],
                orNone(columns[2]),
                orNone(columns[3]),
                Integer.parseInt(columns[4]),
                columns[5]);
    }

    private static String orNone(String column) {
        return column.equals("-") ? "" : column;
    }

    String e164() {
        return "+" + code + national;
    }

    /** Returns the number in international form with a separator between calling code and groups. */
    String international(String separator) {
        return "+" + code + separator + grouped(separator);
    }

    /** Returns the national number in groups: the area code, then groups of three and at last four or fewer. */
    String grouped(String separator) {
        StringBuilder grouped = new StringBuilder(national.substring(0, area));
        int at = area;
        while (at < national.length()) {
            int left = national.length() - at;
            int size = left <= 4 ? left : 3;
            grouped.append(grouped.isEmpty() ? "" : separator).append(national, at, at + size);
            at += size;
        }
        return grouped.toString();
    }

    /** Returns the number as dialled within its country. */
    String dialled() {
        return trunk + national;
    }
}
