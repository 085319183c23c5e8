package dev.ringback.calls.lawful.places;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads the rows of this release's tables: columns by tabs. Lines that start with {@code #} and blank lines are no rows.
 *
 * <p>A wrong row is an error at load, with file and line: a row passed over would ring people at night.
 */
public final class TableRows {
    private TableRows() {}

    /** A row of a file with its columns, of which some may be empty. */
    public record Row(List<String> columns) {
        /**
         * Returns all columns.
         *
         * @throws IllegalArgumentException if their number is another one
         */
        public List<String> exactly(int count) {
            if (columns.size() != count) {
                throw new IllegalArgumentException(count + " columns were expected, not " + columns.size());
            }
            return columns;
        }

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
     * @param file an absolute name on the class path, such as {@code /places/zips.tsv}
     * @throws IllegalStateException with the file, if it is missing; with file and line, if the consumer refuses a row by an
     *     {@link IllegalArgumentException} or a {@link DateTimeException}
     */
    public static void forEach(String file, Consumer<Row> consumer) {
        try (InputStream data = TableRows.class.getResourceAsStream(file)) {
            if (data == null) {
                throw new IllegalStateException("the resource " + file + " is missing");
            }
            forEach(file, new String(data.readAllBytes(), StandardCharsets.UTF_8), consumer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #forEach(String, Consumer)}, for a text in place of the resource; the file's name is for messages. */
    public static void forEach(String file, String text, Consumer<Row> consumer) {
        List<String> lines = text.lines().toList();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            if (!line.isBlank() && !line.startsWith("#")) {
                read(file, number, line, consumer);
            }
        }
    }

    private static void read(String file, int number, String line, Consumer<Row> consumer) {
        try {
            consumer.accept(new Row(List.of(line.split("\t", -1))));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalStateException(file + ", line " + number + ": " + e.getMessage(), e);
        }
    }
}
