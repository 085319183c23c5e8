package dev.ringback.proofs.crashpoints;

import dev.ringback.outbox.OutboxEntry;
import dev.ringback.platform.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.ToIntFunction;

/** The database of a proof as somebody beside the service sees it. */
final class Ledger implements AutoCloseable {
    /** A Monday, midday in New York. */
    static final String MONDAY_NOON = "2026-11-23T17:00:00Z";

    private final String url;
    private final Connection connection;

    Ledger(EmbeddedPostgres postgres, String name) {
        try {
            try (Connection admin = connect(postgres, postgres.jdbcUrl());
                    Statement statement = admin.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            }
            url = postgres.jdbcUrl().replaceFirst("/postgres$", "/" + name);
            connection = connect(postgres, url);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection connect(EmbeddedPostgres postgres, String url) throws SQLException {
        return DriverManager.getConnection(url, postgres.username(), postgres.password());
    }

    String url() {
        return url;
    }

    /** @param attemptMayLive whether its newest attempt has not reported its end */
    record Row(UUID call, String number, String state, String reason, boolean attemptMayLive, boolean isCampaign) {
        /** Whether a person has to say what became of it: a campaign's row must become known by itself. */
        boolean isUnknownToAll() {
            return state.equals("UNKNOWN") && !isCampaign;
        }
    }

    List<Row> rows() {
        return query(
                """
                SELECT c.id, c.person, c.state, c.reason,
                       EXISTS (SELECT FROM outbox_entry e JOIN attempt a ON a.entry = e.id AND a.attempt = e.attempt
                               WHERE e.call = c.id AND a.finished_at IS NULL), c.via = 'CAMPAIGN'
                FROM call c ORDER BY c.person
                """,
                row -> new Row(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getBoolean(5),
                        row.getBoolean(6)));
    }

    /** Whether something is still to be done or to be learnt, by somebody. */
    boolean hasOpen() {
        return isTrue("EXISTS (SELECT FROM call WHERE state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN'))"
                + " OR EXISTS (SELECT FROM outbox_entry WHERE call IS NULL AND state IN ('DUE', 'SENDING', 'UNKNOWN'))"
                + " OR EXISTS (SELECT FROM draft WHERE read_at IS NOT NULL)");
    }

    /** Whether a write of that kind waits to be sent. */
    boolean isDue(OutboxEntry.Kind kind) {
        return isTrue("EXISTS (SELECT FROM outbox_entry WHERE state = 'DUE' AND kind = '" + kind + "')");
    }

    /** Whether all calls are rows of running campaigns. */
    boolean areAllStarted() {
        return isTrue("NOT EXISTS (SELECT FROM call WHERE state <> 'STARTED')");
    }

    private boolean isTrue(String condition) {
        return query("SELECT " + condition, row -> row.getBoolean(1)).getFirst();
    }

    boolean isAnyDue() {
        return isTrue("EXISTS (SELECT FROM outbox_entry WHERE state = 'DUE')");
    }

    String states(List<String> numbers, ToIntFunction<String> rings) {
        List<String> states = new ArrayList<>();
        for (Row row : rows()) {
            states.add(row.state().toLowerCase(java.util.Locale.ROOT) + "/" + rings.applyAsInt(row.number()));
        }
        return String.join(" ", states);
    }

    /** What the tables say against each other, whatever happened. */
    List<String> contradictions() {
        return query("""
                SELECT 'call ' || c.state || ', entry ' || e.state FROM call c JOIN outbox_entry e ON e.call = c.id
                WHERE (c.state, e.state) NOT IN (('PLACED', 'DONE'), ('REFUSED', 'REFUSED'), ('CANCELLED', 'CANCELLED'),
                                                 ('EXPIRED', 'EXPIRED'))
                UNION ALL
                SELECT 'an attempt is done, its call ' || c.state FROM call c JOIN outbox_entry e ON e.call = c.id
                JOIN attempt a ON a.entry = e.id WHERE a.outcome = 'done' AND c.state <> 'PLACED'
                UNION ALL
                SELECT 'an attempt without an end by a worker that lives' FROM attempt a
                WHERE a.finished_at IS NULL AND a.outcome IS NOT NULL
                UNION ALL
                SELECT 'no end in the timeline of a call ' || c.state FROM call c
                WHERE NOT EXISTS (SELECT FROM call_timeline t WHERE t.call = c.id AND t.what = lower(c.state))
                UNION ALL
                SELECT e.kind || ' ' || e.state FROM outbox_entry e
                WHERE e.call IS NULL AND (e.state IN ('DUE', 'SENDING', 'STARTED', 'UNKNOWN')
                                          OR e.kind IN ('STOP', 'DELETE') AND e.state NOT IN ('DONE', 'CANCELLED'))
                UNION ALL
                SELECT 'draft ' || state FROM draft WHERE state NOT IN ('SETTLED', 'GONE')
                UNION ALL
                SELECT 'alarm ' || kind FROM alarm WHERE kind IN ('SECOND_RING', 'DELETED_DRAFT_STARTED', 'second_ring', 'deleted_draft_started')
                """, row -> row.getString(1));
    }

    /** Empties it, and sets its clock to a Monday noon. */
    void reset() {
        run(
                "TRUNCATE consent, call_outcome, matter_fact, opt_out, evidence, attempt, outbox_entry, draft_row, draft, call_timeline, decision, ending, thing, call,"
                        + " person, pause, strike, hub_request, dial, alarm");
        run("UPDATE hub_key SET refused_at = NULL");
        run("UPDATE quota SET dial_blocked_until = NULL, dial_blocked_by = NULL, held_until = NULL");
        run("UPDATE installation SET clock_offset = timestamptz '" + MONDAY_NOON + "' - clock_timestamp()");
    }

    /** Lets time pass until something may happen again; returns whether it had to. */
    boolean moveOn() {
        return query("""
                WITH next AS (
                    SELECT least(greatest(min(CASE state WHEN 'DUE' THEN due_at WHEN 'SENDING' THEN answer_by END),
                                          (SELECT greatest(dial_blocked_until, held_until) FROM quota)),
                                 (SELECT min(read_at) FROM draft d -- nothing is to be learnt of it before it is stopped
                                  WHERE NOT EXISTS (SELECT FROM outbox_entry s WHERE s.draft = d.id
                                                    AND s.kind = 'STOP' AND s.state = 'DUE'))) - ringback_now() AS wait
                    FROM outbox_entry WHERE kind <> 'CONTACT' OR draft IS NULL
                )
                UPDATE installation SET clock_offset = clock_offset + greatest(wait, interval '0') + interval '1 second'
                FROM next RETURNING true
                """, row -> row.getBoolean(1)).getFirst();
    }

    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> query(String sql, Reading<T> reading) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(reading.read(rows));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
