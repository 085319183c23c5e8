package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;

/** Ends, on a person's request, the holds and blocks that the Hub's 429s set; {@link Quota#stop} sets them. */
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
     * @param why the recorded reason; null if an earlier version set the hold or block
     */
    record Lifted(String what, String why) {}

    private record QuotaRow(boolean isHeld, String heldBy, boolean isDialBlocked, String dialBlockedBy) {}

    /**
     * Ends all holds and blocks, and returns those in force. Runs in the caller's transaction and must take its first lock.
     */
    List<Lifted> lift() {
        QuotaRow before = database.createNativeQuery("""
                        SELECT coalesce(held_until > ringback_now(), false), held_by,
                               coalesce(dial_blocked_until > ringback_now(), false), dial_blocked_by
                        FROM quota FOR UPDATE""", QuotaRow.class).getSingleResult();
        database.createNativeMutationQuery("""
                        UPDATE quota SET held_until = NULL, held_by = NULL, dial_blocked_until = NULL, dial_blocked_by = NULL
                        WHERE held_until IS NOT NULL OR dial_blocked_until IS NOT NULL""").executeUpdate();
        List<Lifted> lifted = new ArrayList<>();
        if (before.isHeld) {
            lifted.add(new Lifted("requests", before.heldBy));
        }
        if (before.isDialBlocked) {
            lifted.add(new Lifted("dialling", before.dialBlockedBy));
        }
        return lifted;
    }
}
