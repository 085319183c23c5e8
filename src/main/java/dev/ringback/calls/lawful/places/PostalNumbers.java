package dev.ringback.calls.lawful.places;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Holds the spots of each postal code of a country whose codes are numbers of a fixed length.
 *
 * <p>A file's row has ranges, such as {@code 37301-37305,37307}, and their spots. A later row overrides an earlier
 * one, so exceptions follow the rule.
 */
final class PostalNumbers {
    private static final short NO_ROW = -1;

    /** For each postal code the index of its spots, or {@link #NO_ROW}. */
    private final short[] rows;

    private final List<List<Spot>> spots = new ArrayList<>();

    private final int digits;
    private final Pattern range;

    private PostalNumbers(int digits) {
        this.digits = digits;
        range = Pattern.compile("\\d{%d}(-\\d{%<d})?".formatted(digits));
        rows = new short[Math.toIntExact(Math.round(Math.pow(10, digits)))];
        Arrays.fill(rows, NO_ROW);
    }

    /** Reads a resource of postal codes with that many digits. */
    static PostalNumbers ofResource(String file, int digits) {
        PostalNumbers numbers = new PostalNumbers(digits);
        Map<String, Short> known = new HashMap<>();
        TableRows.forEach(file, row -> numbers.add(row, known));
        return numbers;
    }

    /** Reads a text of the same form; the file's name is for messages. */
    static PostalNumbers ofText(String file, String text, int digits) {
        PostalNumbers numbers = new PostalNumbers(digits);
        Map<String, Short> known = new HashMap<>();
        TableRows.forEach(file, text, row -> numbers.add(row, known));
        return numbers;
    }

    private void add(TableRows.Row row, Map<String, Short> known) {
        short index = known.computeIfAbsent(row.column(1), column -> {
            spots.add(PostalSpots.read(column));
            return (short) (spots.size() - 1);
        });
        for (String codes : row.column(0).split(",")) {
            fill(codes, index);
        }
    }

    private void fill(String codes, short index) {
        if (!range.matcher(codes).matches()) {
            throw new IllegalArgumentException("not a postal code or a range of them: " + codes);
        }
        int first = Integer.parseInt(codes.substring(0, digits));
        int last = Integer.parseInt(codes.substring(codes.length() - digits));
        if (first > last) {
            throw new IllegalArgumentException("a range that runs backwards: " + codes);
        }
        Arrays.fill(rows, first, last + 1, index);
    }

    /** Returns the spots of a postal code: empty if no row has it, an empty list if it says no place. */
    Optional<List<Spot>> spots(int code) {
        return rows[code] == NO_ROW ? Optional.empty() : Optional.of(spots.get(rows[code]));
    }
}
