package dev.ringback.calls.settlement;

import dev.ringback.privacy.PhoneNumber;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Reads a carrier account's own record of its calls, which is evidence independent of the Hub. Never writes to it. */
interface CarrierLog {
    /**
     * Returns the outbound calls to a number in an interval by the carrier's clock, whatever their caller id. Asks the
     * carrier: no transaction may be open.
     */
    Reading calls(PhoneNumber to, Instant from, Instant until);

    /** The result of reading a log. */
    sealed interface Reading {
        /** All calls found; an empty list means that the log shows none. */
        record Calls(List<LoggedCall> calls) implements Reading {}

        /** The log was not read to its end, so it proves nothing. {@code reason} contains neither numbers nor secrets. */
        record Unavailable(String reason) implements Reading {}
    }

    /**
     * Describes one call as the carrier lists it.
     *
     * @param id the carrier's
     * @param created when the call was requested from the carrier
     * @param started when it was dialled; null if it was not yet, or the carrier does not say
     * @param isOver whether its entry is final
     */
    record LoggedCall(String id, Instant created, Instant started, boolean isOver) {
        /** Whether the call was requested or dialled in an interval, its ends included. */
        boolean isWithin(Instant from, Instant until) {
            return Stream.of(created, started == null ? created : started)
                    .filter(Objects::nonNull)
                    .anyMatch(at -> !at.isBefore(from) && !at.isAfter(until));
        }
    }
}
