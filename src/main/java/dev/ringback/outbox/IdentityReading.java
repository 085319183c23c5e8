package dev.ringback.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The present identity of an installation, beside the accepted identity.
 *
 * @param accepted blank before the first start
 * @param acceptedAt the time of the acceptance, by the server's own clock; null if an earlier version accepted it
 * @param at the time of the reading, by the server's own clock
 * @param ahead the lead of the installation's clock over the server's; negative if it is behind
 * @param sameUrl the addresses, {@code host:port}, that the connection's URL names
 */
record IdentityReading(
        Identity here, Identity accepted, Instant acceptedAt, Instant at, Duration ahead, List<String> sameUrl) {
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);

    /**
     * A reason to pause.
     *
     * @param what the finding in words, without numbers or secrets
     */
    record Finding(Doubt doubt, String what) {}

    /** Finds each reason to doubt that the present identity is the accepted identity; empty if there is none. */
    List<Finding> doubts() {
        List<Finding> found = new ArrayList<>();
        if (!here.databaseChanges(accepted).isEmpty()) {
            found.add(databaseDoubt(accepted));
        }
        here.hubChange(accepted).ifPresent(change -> found.add(new Finding(Doubt.HUB_CHANGED, change)));
        if (isClockShifted()) {
            found.add(new Finding(Doubt.CLOCK_SHIFTED, "the clock is shifted, and the Hub is " + here.hub()));
        }
        return found;
    }

    /** Describes the exchange of another place for this place under a running process. */
    Finding exchanged(Identity.Place before) {
        return databaseDoubt(new Identity(before, accepted.port(), here.tableOid(), null));
    }

    private Finding databaseDoubt(Identity before) {
        return new Finding(
                here.continuesInPlace(before, sameUrl) ? Doubt.DATABASE_REPLACED : Doubt.DATABASE_COPIED,
                "the database is another one: " + String.join(", ", here.databaseChanges(before)));
    }

    /** Returns whether calls would ring by a shifted clock: the Hub is real, and the clock is more than a second off. */
    boolean isClockShifted() {
        return ahead.abs().compareTo(CLOCK_TOLERANCE) > 0 && !here.hub().isLoopback();
    }

    /** Returns whether this place was accepted after an instant of the server's own clock. */
    boolean isAcceptedSince(Instant instant) {
        return here.place().equals(accepted.place()) && acceptedAt != null && acceptedAt.isAfter(instant);
    }
}
