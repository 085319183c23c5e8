package dev.ringback.alerts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** Stores messages to the webhook. Each is retried until it is accepted or given up. Its body never changes. */
@ApplicationScoped
class MessageRepository {
    /** The lease of a claim, longer than any try. After a crash during a try, another replica claims the message. */
    private static final int LEASE_SECONDS = 60;

    private final Session database;

    MessageRepository(Session database) {
        this.database = database;
    }

    /** @param tries the number of tries, this one included */
    record Message(UUID id, String body, int tries, Instant createdAt, Instant now) {}

    /** Inserts a message in the caller's transaction. */
    void insert(UUID alert, String type, String body) {
        database.createNativeMutationQuery(
                        "INSERT INTO alert_message (alert, type, body) VALUES (:alert, :type, :body)")
                .setParameter("alert", alert)
                .setParameter("type", type)
                .setParameter("body", body)
                .executeUpdate();
    }

    /** Claims a due message, unless an earlier message about the same alert is still unfinished. */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<Message> claim() {
        return database.createNativeQuery("""
                        UPDATE alert_message SET tries = tries + 1,
                               next_try_at = ringback_now() + make_interval(secs => :lease)
                        WHERE id = (SELECT m.id FROM alert_message m
                                    WHERE m.sent_at IS NULL AND m.given_up_at IS NULL
                                      AND m.next_try_at <= (SELECT ringback_now())
                                      AND NOT EXISTS (SELECT FROM alert_message e WHERE e.alert = m.alert
                                                      AND e.position < m.position
                                                      AND e.sent_at IS NULL AND e.given_up_at IS NULL)
                                    ORDER BY m.next_try_at, m.position LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING id, body, tries, created_at, ringback_now()
                        """, Message.class)
                .setParameter("lease", LEASE_SECONDS)
                .getResultStream()
                .findFirst();
    }

    /** Marks a message as accepted, whichever of its tries succeeded. */
    @Transactional(TxType.REQUIRES_NEW)
    void sent(Message message) {
        database.createNativeMutationQuery("""
                        UPDATE alert_message SET sent_at = ringback_now(), given_up_at = NULL, trouble = NULL WHERE id = :id
                        """).setParameter("id", message.id()).executeUpdate();
    }

    /** Reschedules a message after a backoff, unless a later try has begun or the message was accepted. */
    @Transactional(TxType.REQUIRES_NEW)
    void reschedule(Message message, Duration wait, String trouble) {
        database.createNativeMutationQuery("""
                        UPDATE alert_message SET next_try_at = ringback_now() + make_interval(secs => :wait), trouble = :trouble
                        WHERE id = :id AND tries = :tries AND sent_at IS NULL
                        """)
                .setParameter("wait", wait.toMillis() / 1000.0)
                .setParameter("trouble", trouble)
                .setParameter("id", message.id())
                .setParameter("tries", message.tries())
                .executeUpdate();
    }

    @Transactional(TxType.REQUIRES_NEW)
    void giveUp(Message message, String trouble) {
        database.createNativeMutationQuery("""
                        UPDATE alert_message SET given_up_at = ringback_now(), trouble = :trouble
                        WHERE id = :id AND tries = :tries AND sent_at IS NULL
                        """)
                .setParameter("trouble", trouble)
                .setParameter("id", message.id())
                .setParameter("tries", message.tries())
                .executeUpdate();
    }
}
