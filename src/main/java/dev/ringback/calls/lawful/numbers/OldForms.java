package dev.ringback.calls.lawful.numbers;

import dev.ringback.calls.lawful.places.TableRows;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
        List<Change> changes = new ArrayList<>();
        TableRows.forEach(RESOURCE, row -> changes.add(change(row)));
        return new OldForms(changes);
    }

    /** @throws IllegalStateException for a bad line, with its number */
    static OldForms read(String text) {
        List<Change> changes = new ArrayList<>();
        TableRows.forEach(RESOURCE, text, row -> changes.add(change(row)));
        return new OldForms(changes);
    }

    private static Change change(TableRows.Row row) {
        List<String> columns = row.exactly(COLUMNS);
        if (!columns.getFirst().matches("\\d{2}.*")) {
            throw new IllegalArgumentException("the old form begins with no calling code");
        }
        return new Change(
                Pattern.compile(columns.get(0)), columns.get(1), LocalDate.parse(columns.get(2)), columns.get(3));
    }

    private static int key(String digits) {
        return (digits.charAt(0) - '0') * 10 + digits.charAt(1) - '0';
    }

    /** Returns a regular expression of all old forms, with a plus sign in front. */
    String pattern() {
        return changes.stream().map(change -> change.old.pattern()).collect(Collectors.joining("|", "^\\+(?:", ")$"));
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
