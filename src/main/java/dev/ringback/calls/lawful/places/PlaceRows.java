package dev.ringback.calls.lawful.places;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Reads the rows of a tab-separated resource. Lines that start with {@code #} and blank lines are no rows. */
final class PlaceRows {
    private PlaceRows() {}

    /** A row of a file with its columns. */
    record Row(List<String> columns) {
        /** Returns a column, counted from 0; throws if the row is shorter or the column is empty. */
        String column(int index) {
            if (index >= columns.size() || columns.get(index).isEmpty()) {
                throw new IllegalArgumentException("column " + (index + 1) + " is missing");
            }
            return columns.get(index);
        }

        /** Returns all columns from one on; empty if the row is shorter. */
        List<String> from(int index) {
            return columns.subList(Math.min(index, columns.size()), columns.size());
        }
    }

    /**
     * Gives each row of a resource to a consumer.
     *
     * @param file a path below the root of the class path, such as {@code /places/zips.tsv}
     * @throws IllegalStateException with file and line, if the consumer refuses a row
     */
    static void forEach(String file, Consumer<Row> consumer) {
        try (InputStream data = Objects.requireNonNull(PlaceRows.class.getResourceAsStream(file), file)) {
            forEach(file, new String(data.readAllBytes(), StandardCharsets.UTF_8), consumer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #forEach(String, Consumer)}, for a text in place of the resource; the file's name is for messages. */
    static void forEach(String file, String text, Consumer<Row> consumer) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            if (!line.isBlank() && !line.startsWith("#")) {
                read(file, number, line, consumer);
            }
        }
    }

    private static void read(String file, int number, String line, Consumer<Row> consumer) {
        try {
            consumer.accept(new Row(List.of(line.split("\t"))));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(file + ", line " + number + ": " + e.getMessage(), e);
        }
    }
}
