package dev.ringback.calls;

import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.hibernate.Session;

/** Finds the call in which a person is speaking, or spoke last. Runs in the caller's transaction. */
@ApplicationScoped
class RecentRings {
    /** The time after a ring in which what the person says still belongs to it. */
    private static final Duration RECENT = Duration.ofHours(24);

    private final Session database;

    RecentRings(Session database) {
        this.database = database;
    }

    /**
     * Returns the newest call that rang, or may be ringing, in the last 24 hours.
     *
     * @param forms every number that may be the person's
     * @param now by the database's clock
     */
    Optional<Call> newest(Collection<PhoneNumber> forms, Instant now) {
        return database.createNativeQuery("""
                        SELECT c.* FROM outbox_entry e JOIN call c ON c.id = e.call
                        WHERE e.person = ANY (:persons) AND e.state IN ('SENDING', 'STARTED', 'UNKNOWN', 'DONE') AND e.sent_at > :since
                        AND c.state IN ('SENDING', 'STARTED', 'UNKNOWN', 'PLACED') ORDER BY e.sent_at DESC LIMIT 1
                        """, Call.class)
                .setParameter("persons", forms.stream().map(PhoneNumber::e164).toArray(String[]::new))
                .setParameter("since", now.minus(RECENT))
                .getResultStream()
                .findFirst();
    }
}
