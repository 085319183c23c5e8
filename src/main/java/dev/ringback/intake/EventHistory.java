package dev.ringback.intake;

import dev.ringback.platform.LongTransaction;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.hibernate.Session;
import org.postgresql.PGStatement;
import org.postgresql.jdbc.PgConnection;

/**
 * Reads stored events of a span, in the order of their receipt, with no effect on them: short statements, no locks and no
 * snapshot that lasts.
 */
@ApplicationScoped
public class EventHistory {
    private static final Duration LONGEST = Duration.ofMinutes(5); // to count the events of a span
    private static final int ROWS = 500; // of a page
    private static final int BYTES = 2_000_000; // of a page's bodies, but for the last
    private static final int SLICE = 1_000; // the events among which one statement may look for a page

    private static final String PAGE = """
            SELECT id, source, delivery_id, type, received_at, body FROM (
                SELECT e.*, b.body,
                       coalesce(sum(octet_length(b.body)) OVER (ORDER BY e.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
                FROM (
                    SELECT id, source, delivery_id, type, received_at FROM event
                    WHERE id > ? AND id <= ? AND received_at >= ? AND received_at < ? AND source || ':' || type = ANY (?)
                    ORDER BY id LIMIT ?) AS e
                LEFT JOIN event_body b ON b.event = e.id) AS page
            WHERE before < ? ORDER BY id
            """;

    private final Session database;
    private final AgroalDataSource pool;

    EventHistory(Session database, AgroalDataSource pool) {
        this.database = database;
        this.pool = pool;
    }

    /**
     * The events of a span that somebody wants to read.
     *
     * @param from inclusive; {@code to} is exclusive
     * @param types {@code source:type} of the wanted events that there are
     * @param events the number of all events
     * @param wanted the number of wanted events
     * @param first the id of the first wanted event; null if there is none, as is {@code last}
     */
    public record Span(Instant from, Instant to, List<String> types, long events, long wanted, UUID first, UUID last) {}

    /** @param body null if it has been erased */
    public record Stored(UUID id, String source, String deliveryId, String type, Instant receivedAt, byte[] body) {}

    private record SourceType(String source, String type) {}

    private record Counts(long events, long wanted, String first, String last) {}

    /**
     * Counts the events that were received in a span. No transaction may be open.
     *
     * @param isWanted whether events of a source and type are to be read
     */
    public Span span(Instant from, Instant to, BiPredicate<String, String> isWanted) {
        return LongTransaction.call(database, LONGEST, () -> {
            List<String> types = types().stream()
                    .filter(each -> isWanted.test(each.source, each.type))
                    .map(each -> each.source + ':' + each.type)
                    .toList();
            Counts counts = database.createNativeQuery("""
                            SELECT count(*) AS events, count(*) FILTER (WHERE is_wanted) AS wanted,
                                   min(id COLLATE "C") FILTER (WHERE is_wanted) AS first,
                                   max(id COLLATE "C") FILTER (WHERE is_wanted) AS last
                            FROM (SELECT cast(id AS text) AS id, source || ':' || type = ANY (:types) AS is_wanted FROM event
                                  WHERE received_at >= :from AND received_at < :to) AS v
                            """, Counts.class)
                    .setParameter("types", types.toArray(String[]::new))
                    .setParameter("from", from)
                    .setParameter("to", to)
                    .getSingleResult();
            return new Span(
                    from,
                    to,
                    types,
                    counts.events,
                    counts.wanted,
                    counts.first == null ? null : UUID.fromString(counts.first),
                    counts.last == null ? null : UUID.fromString(counts.last));
        });
    }

    /** Returns each source and type once, by steps through their index. */
    private List<SourceType> types() {
        return database.createNativeQuery("""
                        WITH RECURSIVE step AS (
                            (SELECT source, type FROM event ORDER BY source, type LIMIT 1)
                            UNION ALL
                            SELECT following.* FROM step CROSS JOIN LATERAL (
                                SELECT source, type FROM event WHERE (source, type) > (step.source, step.type)
                                ORDER BY source, type LIMIT 1) AS following
                        )
                        SELECT source, type FROM step
                        """, SourceType.class).getResultList();
    }

    /** Opens a span to read it page by page. */
    public Pages open(Span span) {
        return new Pages(span);
    }

    /**
     * The pages of a span. Each is a statement of its own on a connection of its own, since a connection that is used for a
     * minute is cut. Used by one thread at a time.
     */
    public final class Pages {
        private final Span span;
        private final long slices;
        private long slice;
        private UUID after;
        private UUID end;

        private Pages(Span span) {
            this.span = span;
            this.slices = Math.ceilDiv(span.wanted, SLICE);
            if (span.wanted > 0) {
                after = before(span.first);
                end = endOf(slice);
            }
        }

        private UUID before(UUID id) {
            return id.getLeastSignificantBits() == 0
                    ? new UUID(id.getMostSignificantBits() - 1, -1)
                    : new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() - 1);
        }

        /** Divides the span by time, the ids' first 48 bits, so that a statement never searches the whole span. */
        private UUID endOf(long number) {
            if (number == slices - 1) {
                return span.last;
            }
            long first = span.first.getMostSignificantBits() >>> Short.SIZE;
            long last = span.last.getMostSignificantBits() >>> Short.SIZE;
            return new UUID(first + (last - first) * (number + 1) / slices << Short.SIZE, 0);
        }

        /** Returns the next page; empty after the last. A page may have no event. */
        public Optional<List<Stored>> next() throws SQLException {
            if (slice >= slices) {
                return Optional.empty();
            }
            List<Stored> page = read();
            if (page.isEmpty()) {
                after = end;
                slice++;
                end = slice < slices ? endOf(slice) : end;
            } else {
                after = page.getLast().id();
            }
            return Optional.of(page);
        }

        private List<Stored> read() throws SQLException {
            try (Connection connection = pool.getConnection();
                    PreparedStatement statement = connection.prepareStatement(PAGE)) {
                if (connection.unwrap(PgConnection.class).getPrepareThreshold() != 0) { // 0: a pooler is in between
                    statement
                            .unwrap(PGStatement.class)
                            .setPrepareThreshold(-1); // bodies in binary from the first page on
                }
                bind(statement, connection.createArrayOf("text", span.types.toArray()));
                List<Stored> page = new ArrayList<>(ROWS);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        page.add(stored(rows));
                    }
                }
                return page;
            }
        }

        private void bind(PreparedStatement statement, Array types) throws SQLException {
            int parameter = 0;
            statement.setObject(++parameter, after);
            statement.setObject(++parameter, end);
            statement.setObject(++parameter, span.from.atOffset(ZoneOffset.UTC));
            statement.setObject(++parameter, span.to.atOffset(ZoneOffset.UTC));
            statement.setArray(++parameter, types);
            statement.setInt(++parameter, ROWS);
            statement.setInt(++parameter, BYTES);
        }

        private Stored stored(ResultSet row) throws SQLException {
            return new Stored(
                    row.getObject("id", UUID.class),
                    row.getString("source"),
                    row.getString("delivery_id"),
                    row.getString("type"),
                    row.getObject("received_at", OffsetDateTime.class).toInstant(),
                    row.getBytes("body"));
        }
    }
}
