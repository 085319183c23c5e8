package dev.ringback.outbox;

import dev.ringback.privacy.PhoneNumber;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The key of rows that may share a draft. {@code outbox_entry.lot} stores its text. Only this class knows the separators.
 *
 * @param series the campaign of ours, whose drafts run one after the other; null for a call about an event
 * @param agent the Hub's id of the agent that speaks
 * @param from the caller number
 * @param columns the names of the agent's variables, in the order of the text
 * @param hour the hour in which the rows' draft must be stopped; null without a series
 */
public record BatchKey(Scope series, String agent, PhoneNumber from, List<String> columns, Instant hour) {
    private static final String SEPARATOR = "|";
    private static final String BETWEEN_COLUMNS = ",";

    /**
     * @throws IllegalArgumentException if a series is no campaign or has no hour, or the text could not be parsed again
     */
    public BatchKey {
        columns = List.copyOf(columns);
        if ((series == null) != (hour == null)) {
            throw new IllegalArgumentException("a series has an hour, and nothing else has one");
        }
        if (series != null && series.kind() != Scope.Kind.CAMPAIGN) {
            throw new IllegalArgumentException("a series is a campaign");
        }
        if (agent.contains(SEPARATOR)
                || columns.stream().anyMatch(name -> name.contains(SEPARATOR) || name.contains(BETWEEN_COLUMNS))) {
            throw new IllegalArgumentException("a part of a batch key contains a separator");
        }
    }

    /** Returns the key of a call about an event. Columns in another order give the same key. */
    public static BatchKey of(String agent, PhoneNumber from, Collection<String> columns) {
        return new BatchKey(null, agent, from, columns.stream().sorted().toList(), null);
    }

    /** Returns the key of a campaign's row. Rows whose hours end together share a draft, which stops at the first end. */
    public BatchKey inSeries(Scope campaign, Instant stopAt) {
        return new BatchKey(campaign, agent, from, columns, stopAt.truncatedTo(ChronoUnit.HOURS));
    }

    /**
     * Parses a stored key. Its text is then the same again.
     *
     * @throws IllegalArgumentException if no key has such a text
     */
    public static BatchKey parse(String text) {
        String[] parts = text.split(Pattern.quote(SEPARATOR), -1);
        return switch (parts.length) {
            case 3 -> new BatchKey(null, parts[0], new PhoneNumber(parts[1]), columns(parts[2]), null);
            case 5 ->
                new BatchKey(
                        Scope.parse(parts[0]), parts[1], new PhoneNumber(parts[2]), columns(parts[3]), hour(parts[4]));
            default -> throw new IllegalArgumentException("a batch key has 3 or 5 parts, not " + parts.length);
        };
    }

    private static Instant hour(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("a batch key ends with an instant", e);
        }
    }

    private static List<String> columns(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(BETWEEN_COLUMNS, -1));
    }

    /** Returns the text to store. */
    public String text() {
        String rows = String.join(SEPARATOR, agent, from.e164(), String.join(BETWEEN_COLUMNS, columns));
        return series == null ? rows : String.join(SEPARATOR, series.text(), rows, hour.toString());
    }

    /** Returns an SQL expression for the text of the series that a column's key begins with. */
    static String seriesOf(String column) {
        return "split_part(" + column + ", '" + SEPARATOR + "', 1)";
    }
}
