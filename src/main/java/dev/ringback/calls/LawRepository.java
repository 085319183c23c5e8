package dev.ringback.calls;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.Session;

/** Stores the digest of the law that entries must be planned by. Every method runs in the caller's transaction. */
@ApplicationScoped
class LawRepository {
    /** A replica without a sign of life for so long counts as gone, and another takes over. */
    private static final Duration ALIVE = Duration.ofSeconds(30);

    private static final Duration SIGN_EVERY = Duration.ofSeconds(10);

    private final Session database;

    LawRepository(Session database) {
        this.database = database;
    }

    /** @param isAlive whether a replica that plans by it has been seen lately */
    record InForce(String digest, boolean isAlive) {}

    /** Returns the law in force; empty before the first replica of this version has started. */
    Optional<InForce> inForce() {
        return database.createNativeQuery("""
                        SELECT digest, seen_at > ringback_now() - make_interval(secs => :alive) FROM law
                        """, InForce.class)
                .setParameter("alive", (double) ALIVE.toSeconds())
                .getResultStream()
                .findFirst();
    }

    /** Locks the law in force to the end of the transaction, so that two changes come one after the other. */
    void lock() {
        database.createNativeQuery("SELECT 1 FROM law FOR UPDATE", Integer.class)
                .getResultList();
    }

    /** Keeps a law in force to the end of the transaction, if it is; returns whether it is. */
    boolean isKept(String digest) {
        return !database.createNativeQuery("SELECT 1 FROM law WHERE digest = :digest FOR SHARE", Integer.class)
                .setParameter("digest", digest)
                .getResultList()
                .isEmpty();
    }

    /** Puts a law in force. Returns whether another was before. Entries planned by another are not claimed from now on. */
    boolean put(String digest) {
        return database.createNativeMutationQuery("""
                        INSERT INTO law (digest) VALUES (:digest)
                        ON CONFLICT (is_only) DO UPDATE
                        SET digest = excluded.digest, changed_at = ringback_now(), seen_at = ringback_now()
                        WHERE law.digest <> excluded.digest""")
                        .setParameter("digest", digest)
                        .executeUpdate()
                > 0;
    }

    /** Gives a sign of life of a replica that plans by a law; at most every ten seconds, to spare the row. */
    void seen(String digest) {
        database.createNativeMutationQuery("""
                        UPDATE law SET seen_at = ringback_now()
                        WHERE digest = :digest AND seen_at < ringback_now() - make_interval(secs => :every)""")
                .setParameter("digest", digest)
                .setParameter("every", (double) SIGN_EVERY.toSeconds())
                .executeUpdate();
    }
}
