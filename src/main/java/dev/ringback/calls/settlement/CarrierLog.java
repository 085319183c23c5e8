package dev.ringback.calls.settlement;

import dev.ringback.privacy.PhoneNumber;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A carrier account's own record of the calls made through it: a witness that is independent of the Hub. Only ever read. */
interface CarrierLog {
    /**
     * The outbound calls to a number in an interval, whatever their caller id, by the carrier's clock. Asks the carrier:
     * no transaction may be open.
     */
    Reading calls(PhoneNumber to, Instant from, Instant until);

    /** What came of reading a log. */
    sealed interface Reading {
        /** All of them; none means that the log shows none. */
        record Calls(List<LoggedCall> calls) implements Reading {}

        /** The log was not read, or not to its end: it says nothing. {@code reason} has neither numbers nor secrets. */
        record Unavailable(String reason) implements Reading {}
    }

    /**
     * One call as the carrier lists it.
     *
     * @param id the carrier's
     * @param created when the carrier was asked for it
     * @param started when it was dialled; null if it was not yet, or the carrier does not say
     * @param isOver whether its entry is final
     */
    record LoggedCall(String id, Instant created, Instant started, boolean isOver) {
        /** Whether it was asked for or dialled in an interval, its ends included. */
        boolean isWithin(Instant from, Instant until) {
            return Stream.of(created, started == null ? created : started)
                    .filter(Objects::nonNull)
                    .anyMatch(at -> !at.isBefore(from) && !at.isAfter(until));
        }
    }
}
