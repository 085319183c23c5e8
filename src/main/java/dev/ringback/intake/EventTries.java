package dev.ringback.intake;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.OptionalInt;
import java.util.UUID;
import org.hibernate.Session;

/** Counts the tries to decide an event. The count survives a restart of the process. */
@ApplicationScoped
public class EventTries {
    private final Session database;

    EventTries(Session database) {
        this.database = database;
    }

    /**
     * Counts a try that is about to begin, in a transaction of its own, so that a try that kills the process counts too. The
     * commit does not wait for the disk, so a crash of PostgreSQL may lose the count of a try.
     *
     * @return the try's number, from 1; empty if the event has been decided, or another transaction has locked it
     */
    @Transactional(TxType.REQUIRES_NEW)
    public OptionalInt begin(UUID event) {
        return database.createNativeQuery("""
                        UPDATE event SET tries = tries + 1
                        FROM (SELECT set_config('synchronous_commit', 'off', true)) AS commits_without_waiting
                        WHERE id = (SELECT id FROM event WHERE id = :id AND state = 'RECEIVED' FOR UPDATE SKIP LOCKED)
                        RETURNING tries
                        """, Integer.class)
                .setParameter("id", event)
                .getResultStream()
                .mapToInt(Integer::intValue)
                .findFirst();
    }
}
