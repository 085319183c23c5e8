package dev.ringback;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads which package owns each table. The names of packages are relative to {@code dev.ringback}. */
final class TableOwners {
    static final Path FILE = Path.of("src/test/resources/schema/owners.properties");

    private TableOwners() {}

    /** The owner of each table, by the table's name. */
    static Map<String, String> byTable() {
        Map<String, String> owners = new TreeMap<>();
        entries(FILE)
                .forEach((owner, tables) -> Arrays.stream(tables.split(", *")).forEach(table -> {
                    if (owners.putIfAbsent(table, owner) != null) {
                        throw new IllegalStateException(FILE + ": " + table + " has two owners");
                    }
                }));
        return owners;
    }

    /** Reads {@code key = value} lines. Unlike {@link java.util.Properties}, it refuses a key that comes twice. */
    static Map<String, String> entries(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" = ", 2))
                    .collect(Collectors.toMap(
                            entry -> entry[0],
                            entry -> entry[1],
                            (one, two) -> {
                                throw new IllegalStateException(file + ": two lines for one key: " + one + " / " + two);
                            },
                            TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
