package dev.ringback.calls.lawful;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Holds a question with its lawful answer, a line of {@code lawful/hours.tsv}, whose header says what the columns are.
 *
 * @param postal null for none; likewise {@code zone}
 * @param next null if there is none within 60 days
 */
record HoursCase(
        String id,
        String number,
        String region,
        List<String> places,
        String postal,
        String zone,
        Instant at,
        boolean allowed,
        Instant next,
        String reason,
        String source) {
    private static final String FILE = "/lawful/hours.tsv";
    private static final String COLUMNS = "id number region place postal zone at allowed next reason source";
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9A-F]{4})");

    /** Returns all questions; throws {@link IllegalStateException} with the id if a line is no question. */
    static List<HoursCase> all() {
        List<String> lines =
                text().lines().filter(line -> !line.startsWith("#")).toList();
        if (!lines.getFirst().equals(COLUMNS.replace(' ', '\t'))) {
            throw new IllegalStateException(FILE + " has other columns");
        }
        return lines.stream().skip(1).map(HoursCase::of).toList();
    }

    private static String text() {
        try (InputStream data = Objects.requireNonNull(HoursCase.class.getResourceAsStream(FILE), FILE)) {
            return new String(data.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HoursCase of(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != COLUMNS.split(" ").length || cells[10].isBlank()) {
            throw new IllegalStateException(FILE + " has a line without all columns or without a source: " + cells[0]);
        }
        return new HoursCase(
                cells[0],
                ESCAPE.matcher(cells[1]).replaceAll(sign -> Character.toString(Integer.parseInt(sign.group(1), 16))),
                cells[2],
                cells[3].isEmpty() ? List.of() : Arrays.asList(cells[3].split(";")),
                cells[4].isEmpty() ? null : cells[4],
                cells[5].isEmpty() ? null : cells[5],
                Instant.parse(cells[6]),
                isTrue(cells[7]),
                cells[8].equals("-") ? null : Instant.parse(cells[8]),
                cells[9],
                cells[10]);
    }

    private static boolean isTrue(String cell) {
        return switch (cell) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalStateException(FILE + " has neither true nor false: " + cell);
        };
    }

    /** Returns the answer in words: whether allowed, and the next instant. */
    String answer() {
        return allowed + ", next " + next;
    }
}
