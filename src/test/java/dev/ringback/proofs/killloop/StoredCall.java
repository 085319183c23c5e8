package dev.ringback.proofs.killloop;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * One call as the service has it at the end.
 *
 * @param lastClaim when it, or a start of a campaign with it, was last claimed; null if never
 */
record StoredCall(String id, CallerLine line, String about, String state, Instant lastClaim, String via) {
    /** All of them, of whatever state. */
    static List<StoredCall> all(Database database) {
        return database.all(
                row -> new StoredCall(
                        row.getString(1),
                        new CallerLine(row.getString(2), row.getString(3), row.getString(4)),
                        row.getString(5),
                        row.getString(6),
                        Database.instant(row, 7),
                        row.getString(8).toLowerCase(Locale.ROOT)),
                """
                SELECT c.id, person, agent, from_number, about, state,
                       (SELECT max(a.claimed_at) FROM attempt a JOIN outbox_entry e ON e.id = a.entry
                        WHERE e.call = c.id OR e.kind = 'START'
                              AND e.draft IN (SELECT draft FROM draft_row r WHERE r.call = c.id)), via
                FROM call c
                """);
    }

    boolean mayHaveRung() {
        return state.equals("PLACED") || state.equals("UNKNOWN");
    }

    boolean isOpen() {
        return List.of("WAITING", "SENDING", "STARTED").contains(state);
    }
}
