package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;

/** The end, by a person's word, of what the Hub's 429s stopped; {@link Quota#stop} is its beginning. */
@ApplicationScoped
class Holds {
    private final Session database;

    Holds(Session database) {
        this.database = database;
    }

    /**
     * A hold or a block that was in force.
     *
     * @param what {@code requests} or {@code dialling}
     * @param why in the Hub's words; null where a version before set it
     */
    record Lifted(String what, String why) {}

    /** Ends all of them and returns what they were. In the caller's transaction, whose first lock this is. */
    List<Lifted> lift() {
        Object[] row = database.createNativeQuery("""
                        SELECT coalesce(held_until > ringback_now(), false), held_by,
                               coalesce(dial_blocked_until > ringback_now(), false), dial_blocked_by
                        FROM quota FOR UPDATE""", Object[].class).getSingleResult();
        database.createNativeMutationQuery("""
                        UPDATE quota SET held_until = NULL, held_by = NULL, dial_blocked_until = NULL, dial_blocked_by = NULL
                        WHERE held_until IS NOT NULL OR dial_blocked_until IS NOT NULL""").executeUpdate();
        List<Lifted> lifted = new ArrayList<>();
        if ((Boolean) row[0]) {
            lifted.add(new Lifted("requests", (String) row[1]));
        }
        if ((Boolean) row[2]) {
            lifted.add(new Lifted("dialling", (String) row[3]));
        }
        return lifted;
    }
}
