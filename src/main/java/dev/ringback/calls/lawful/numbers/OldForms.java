package dev.ringback.calls.lawful.numbers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Knows the numbers that a numbering plan has replaced, so that the old and the new form mean one person. */
final class OldForms {
    private static final String RESOURCE = "/numbers/old-forms.tsv";
    private static final int COLUMNS = 5;
    private static final int KEYS = 100;
    private static final int KEY_LENGTH = 2;

    private final List<Change> changes;
    /** The changes by the first two digits, so that numbers of other countries are passed over without a pattern. */
    private final List<List<Change>> byStart;

    /**
     * A change of a numbering plan.
     *
     * @param old over calling code and national number
     * @param current with the groups of the old form
     * @param since first day of the new form
     */
    record Change(Pattern old, String current, LocalDate since, String what) {}

    private OldForms(List<Change> changes) {
        this.changes = List.copyOf(changes);
        List<List<Change>> lists = Stream.generate(() -> (List<Change>) new ArrayList<Change>())
                .limit(KEYS)
                .toList();
        changes.forEach(change -> lists.get(key(change.old.pattern())).add(change));
        this.byStart = lists.stream().map(List::copyOf).toList();
    }

    /** Returns the table of this release. */
    static OldForms ofRelease() {
        try (InputStream table = OldForms.class.getResourceAsStream(RESOURCE)) {
            if (table == null) {
                throw new IllegalStateException(RESOURCE + " is missing");
            }
            return read(new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }

    /** @throws IllegalStateException for a bad line, with its number */
    static OldForms read(BufferedReader table) throws IOException {
        List<Change> changes = new ArrayList<>();
        int line = 0;
        for (String text = table.readLine(); text != null; text = table.readLine()) {
            line++;
            if (!text.isBlank() && !text.startsWith("#")) {
                changes.add(change(text, line));
            }
        }
        return new OldForms(changes);
    }

    private static Change change(String text, int line) {
        String[] columns = text.split("\t", -1);
        try {
            if (columns.length != COLUMNS || !columns[0].matches("\\d{2}.*")) {
                throw new IllegalStateException(RESOURCE + ", line " + line + ": not " + COLUMNS + " columns");
            }
            return new Change(Pattern.compile(columns[0]), columns[1], LocalDate.parse(columns[2]), columns[3]);
        } catch (PatternSyntaxException | DateTimeException e) {
            throw new IllegalStateException(RESOURCE + ", line " + line + ": " + e.getMessage(), e);
        }
    }

    private static int key(String digits) {
        return (digits.charAt(0) - '0') * 10 + digits.charAt(1) - '0';
    }

    List<Change> changes() {
        return changes;
    }

    /**
     * Returns the current form of a number; empty if the number is no old form.
     *
     * @param digits calling code and national number, without a plus sign
     */
    Optional<String> current(String digits) {
        if (digits.length() < KEY_LENGTH) {
            return Optional.empty();
        }
        for (Change change : byStart.get(key(digits))) {
            var match = change.old.matcher(digits);
            if (match.matches()) {
                return Optional.of(match.replaceFirst(change.current));
            }
        }
        return Optional.empty();
    }
}
