package dev.ringback.emulator;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * Tracks one account's use of its cost caps (Hub contract, section 4b). Days are UTC. A call and all its minutes count
 * from its dial.
 */
final class Usage {
    private final PriorityQueue<Instant> ends = new PriorityQueue<>(Comparator.naturalOrder());
    private final Queue<Instant> lastMinute = new ArrayDeque<>();
    private LocalDate day = LocalDate.MIN;
    private int callsToday;
    private Duration talkToday = Duration.ZERO;

    void add(Ring ring) {
        roll(ring.instant());
        ends.add(ring.end());
        lastMinute.add(ring.instant());
        callsToday++;
        talkToday = talkToday.plus(ring.duration());
    }

    /** Returns the text of the first cap that forbids another call now, if any. A cap of 0 always forbids. */
    Optional<String> reached(Caps caps, Instant now) {
        roll(now);
        if (ends.size() >= caps.concurrentMax()) {
            return Optional.of(Caps.CONCURRENT);
        }
        if (lastMinute.size() >= caps.callsPerMinute()) {
            return Optional.of(Caps.PER_MINUTE);
        }
        if (callsToday >= caps.dailyCallsMax()) {
            return Optional.of(Caps.DAILY_CALLS);
        }
        if (talkToday.compareTo(Duration.ofMinutes(caps.dailyMinutesMax())) >= 0) {
            return Optional.of(Caps.DAILY_MINUTES);
        }
        return Optional.empty();
    }

    private void roll(Instant now) {
        while (!ends.isEmpty() && !ends.peek().isAfter(now)) {
            ends.remove();
        }
        var minuteAgo = now.minusSeconds(60);
        while (!lastMinute.isEmpty() && !lastMinute.peek().isAfter(minuteAgo)) {
            lastMinute.remove();
        }
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (!today.equals(day)) {
            day = today;
            callsToday = 0;
            talkToday = Duration.ZERO;
        }
    }
}
