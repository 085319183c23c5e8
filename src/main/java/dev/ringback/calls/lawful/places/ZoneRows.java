package dev.ringback.calls.lawful.places;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads the rows of this package's tables of zones: columns by tabs, comments after {@code #}. */
final class ZoneRows {
    private static final Pattern ZONE = Pattern.compile("[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){1,2}");

    private ZoneRows() {}

    /**
     * Gives each row of a resource to a reader.
     *
     * @param resource an absolute name on the class path
     * @throws IllegalStateException with the file and the line, if the reader or the number of columns refuses a row
     */
    static void read(String resource, int columns, Consumer<List<String>> reader) {
        List<String> lines = text(resource).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("#")) {
                continue;
            }
            try {
                reader.accept(split(lines.get(i), columns));
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(resource + ", line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
    }

    private static List<String> split(String line, int columns) {
        List<String> fields = List.of(line.split("\t", -1));
        if (fields.size() != columns) {
            throw new IllegalArgumentException(columns + " columns were expected, not " + fields.size());
        }
        return fields;
    }

    /** Returns the zones of a comma-separated list. Whether a zone exists is for the tests to check. */
    static Set<String> zones(String list) {
        List<String> zones = List.of(list.split(",", -1));
        for (String zone : zones) {
            if (!ZONE.matcher(zone).matches()) {
                throw new IllegalArgumentException("no zone's id: '" + zone + "'");
            }
        }
        Set<String> all = Set.copyOf(zones);
        if (all.size() != zones.size()) {
            throw new IllegalArgumentException("a zone stands twice");
        }
        return all;
    }

    private static String text(String resource) {
        try (InputStream data = ZoneRows.class.getResourceAsStream(resource)) {
            if (data == null) {
                throw new IllegalStateException("the resource " + resource + " is missing");
            }
            return new String(data.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
