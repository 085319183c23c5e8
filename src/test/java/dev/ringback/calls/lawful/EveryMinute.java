package dev.ringback.calls.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.lawful.law.Law;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.joda.time.DateTimeZone;

/**
 * Looks at every minute, slowly and simply: a call is allowed while the rule of the local day allows the local minute at
 * every clock. The clocks are joda-time's, which compiles the time zone database by itself.
 */
final class EveryMinute {
    /** How far the product looks for an opening. */
    static final Duration AHEAD = Duration.ofDays(60);

    private static final int MINUTES_AN_HOUR = 60;
    private static final int SECOND = 1000; // in milliseconds

    private final Law law;
    private final List<Clock> clocks = new ArrayList<>();

    private record Clock(String place, DateTimeZone zone) {}

    /** @param clocks where the person may be; a place may be null, a zone not */
    EveryMinute(Law law, Collection<Explanation.HeldBy> clocks) {
        this.law = law;
        clocks.forEach(clock -> this.clocks.add(new Clock(clock.place(), DateTimeZone.forID(clock.zone()))));
    }

    boolean allows(Instant at) {
        for (int i = 0; i < clocks.size(); i++) {
            if (!allows(clocks.get(i), at)) {
                clocks.addFirst(clocks.remove(i)); // the next minute is probably refused by the same clock
                return false;
            }
        }
        return true;
    }

    private boolean allows(Clock clock, Instant at) {
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(clock.zone.getOffset(at.toEpochMilli()) / SECOND);
        LocalDateTime local = LocalDateTime.ofInstant(at, offset);
        return law.on(clock.place, local.toLocalDate()).allows(local.getHour() * MINUTES_AN_HOUR + local.getMinute());
    }

    /** Returns the first allowed instant from one on and before a limit; a later one begins a minute. */
    Optional<Instant> first(Instant from, Instant limit) {
        Instant minute = from;
        while (minute.isBefore(limit)) {
            if (allows(minute)) {
                return Optional.of(minute);
            }
            minute = minute.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        }
        return Optional.empty();
    }

    /** Returns the first refused instant after an allowed one. */
    Instant end(Instant allowed) {
        Instant minute = allowed;
        while (allows(minute)) {
            minute = minute.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        }
        return minute;
    }

    /**
     * Fails unless an opening is the first from an instant on, and ends with the first refused instant.
     *
     * @param next the opening that was found within {@link #AHEAD}; empty for none
     */
    void check(String what, Optional<LawfulWindow.Opening> next, Instant at) {
        Optional<Instant> from = next.map(LawfulWindow.Opening::from);
        assertThat(from).as(what).isEqualTo(first(at, at.plus(AHEAD)));
        assertThat(next.map(LawfulWindow.Opening::until)).as(what).isEqualTo(from.map(this::end));
        next.ifPresent(opening ->
                assertThat(allows(opening.until().minusMillis(1))).as(what).isTrue());
    }
}
