package dev.ringback.outbox;

import java.util.ArrayList;
import java.util.List;

/** The two claim lanes of a simulated process, stepped by hand: what {@link OutboxWorker} does in its threads. */
public final class SimulatedLanes {
    private final ClaimLane brakes;
    private final ClaimLane others;

    /** @param permits most claims of each lane that may be under way at once */
    public SimulatedLanes(Outbox outbox, int permits) {
        brakes = new ClaimLane(outbox, true, permits);
        others = new ClaimLane(outbox, false, permits);
    }

    /**
     * Makes one round of a lane. Claims in doubt are voided first, each in a transaction of its own.
     *
     * @param ofBrakes which lane
     * @return the claims, each of which needs {@link #done}
     * @throws RuntimeException if the database failed; the next round voids what was claimed
     */
    public List<Claim> round(boolean ofBrakes) {
        List<Claim> claims = new ArrayList<>();
        lane(ofBrakes).round(claims::add);
        return claims;
    }

    /** Gives the permit of a claim back. */
    public void done(Claim claim) {
        lane(claim.kind().isStopOrDelete()).done();
    }

    private ClaimLane lane(boolean ofBrakes) {
        return ofBrakes ? brakes : others;
    }
}
