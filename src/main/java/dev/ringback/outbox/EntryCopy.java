package dev.ringback.outbox;

import dev.ringback.platform.Copy;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.hibernate.Session;

/** Inserts many new entries by one COPY, with the same result as separate inserts. */
final class EntryCopy {
    private EntryCopy() {}

    /** Runs in the session's transaction. */
    static void into(Session database, Collection<OutboxEntry> entries) {
        Copy.into(
                database,
                "outbox_entry (id, kind, call, person, lot, stop_at, payload, state, due_at, first_due_at, not_after, cancel_on,"
                        + " scopes, bulk, country, law, most_calls, most_seconds, consent_of, consent_at)",
                rows -> entries.forEach(entry -> rows.row(
                        entry.id,
                        entry.kind,
                        entry.call,
                        entry.person == null ? null : entry.person.e164(),
                        entry.lot,
                        entry.stopAt,
                        entry.payload,
                        entry.state,
                        entry.dueAt,
                        entry.firstDueAt,
                        entry.notAfter,
                        texts(entry.cancelOn),
                        texts(entry.scopes),
                        entry.bulk,
                        entry.country,
                        entry.law,
                        Arrays.stream(entry.mostCalls).boxed().toList(),
                        Arrays.stream(entry.mostSeconds).boxed().toList(),
                        entry.consentOf,
                        entry.consentAt)));
    }

    private static List<String> texts(String[] texts) {
        return Arrays.asList(texts);
    }
}
