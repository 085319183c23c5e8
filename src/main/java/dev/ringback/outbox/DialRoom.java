package dev.ringback.outbox;

import dev.ringback.hub.HubConfig;
import dev.ringback.outbox.Breaker.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Computes how many dials the breaker allows a claim. All methods run in the claim's transaction, which has locked the
 * quota.
 */
@ApplicationScoped
class DialRoom {
    private final Session database;
    private final Breaker breaker;
    private final DialTurns turns;
    private final int unknowns;

    private volatile UUID ownDial; // the one dial of a half open breaker that this process claimed last

    DialRoom(Session database, Breaker breaker, DialTurns turns, HubConfig hub) {
        this.database = database;
        this.breaker = breaker;
        this.turns = turns;
        this.unknowns = hub.breaker().unknowns();
    }

    /** The number of dials left to one claim, which reports the dials that it takes. */
    final class Room {
        private final State state;
        private int left;

        private Room(State state, int left) {
            this.state = state;
            this.left = left;
        }

        /** Returns whether the breaker is open, so that neither creates nor dials may be claimed. */
        boolean isShut() {
            return state == State.OPEN;
        }

        /** Returns how many more dials may be claimed. */
        int left() {
            return left;
        }

        /** Deducts claimed dials. The first becomes the one dial of a half open breaker. */
        void took(List<OutboxEntry> dials) {
            left -= dials.size();
            if (state == State.HALF_OPEN && !dials.isEmpty()) {
                tryOne(dials.getFirst().id);
            }
        }
    }

    /** @param seen the breaker as read under the quota's lock */
    Room of(Breaker.Seen seen) {
        breaker.seen(seen);
        return switch (seen.state()) {
            case CLOSED -> {
                int number = Math.max(0, unknowns - seen.unknowns() - seen.sendingElsewhere());
                yield new Room(State.CLOSED, turns.allow(number, seen.sendingHere()));
            }
            case OPEN -> {
                turns.close();
                yield new Room(State.OPEN, 0);
            }
            case HALF_OPEN -> {
                turns.allow(seen.dial() != null && seen.dial().equals(ownDial) ? 1 : 0, seen.sendingHere());
                yield new Room(State.HALF_OPEN, seen.dial() == null ? 1 : 0);
            }
        };
    }

    private void tryOne(UUID entry) {
        ownDial = entry;
        turns.allow(1, 1);
        database.createNativeMutationQuery("UPDATE quota SET breaker_dial = :entry")
                .setParameter("entry", entry)
                .executeUpdate();
    }
}
