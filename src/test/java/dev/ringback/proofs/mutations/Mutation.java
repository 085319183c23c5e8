package dev.ringback.proofs.mutations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One way to break the protocol, and the tests that must see it.
 *
 * @param breaks the rule of docs/PROTOCOL.md that it breaks, in words
 * @param file below src/main/java/dev/ringback, or a migration whose function it changes: {@code migrations/…}
 * @param text occurs once in the file; a space stands for any white space
 * @param becomes what stands there instead
 * @param fails {@code package.Class.method} each, below dev.ringback
 */
record Mutation(String name, String breaks, String file, String text, String becomes, List<String> fails) {
    static final Path LIST = Path.of("src/test/mutations/outbox.txt");
    private static final Path SOURCES = Path.of("src/main/java/dev/ringback");

    /** All of the list, in its order: blocks of {@code key: value} lines with an empty line between them. */
    static List<Mutation> all() {
        try {
            return Arrays.stream(Files.readString(LIST)
                            .replaceAll("(?m)^#.*\n", "")
                            .strip()
                            .split("\n\n+"))
                    .map(Mutation::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mutation read(String block) {
        List<String> fails = new ArrayList<>();
        String[] fields = new String[5];
        List<String> keys = List.of("name", "breaks", "file", "text", "becomes");
        for (String line : block.split("\n")) {
            int colon = line.indexOf(':');
            String key = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            if (key.equals("fails")) {
                fails.add(value);
            } else {
                fields[keys.indexOf(key)] = value;
            }
        }
        return new Mutation(fields[0], fields[1], fields[2], fields[3], fields[4], List.copyOf(fails));
    }

    /** Whether it changes a function of the database, not a class. */
    boolean isSql() {
        return file.startsWith("migrations/");
    }

    Path path() {
        return isSql() ? Path.of(file) : SOURCES.resolve(file);
    }

    String source() {
        try {
            return Files.readString(path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often its text occurs; it can be applied if that is once. */
    long occurrences() {
        return pattern().matcher(source()).results().count();
    }

    /** The file's text with the mutation in it. */
    String mutated() {
        if (occurrences() != 1) {
            throw new IllegalStateException(name + ": its text occurs " + occurrences() + " times in " + file);
        }
        return pattern().matcher(source()).replaceFirst(Matcher.quoteReplacement(becomes));
    }

    private Pattern pattern() {
        return Pattern.compile(
                Arrays.stream(text.split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+")));
    }
}
