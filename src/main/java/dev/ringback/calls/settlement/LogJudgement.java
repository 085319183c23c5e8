package dev.ringback.calls.settlement;

import dev.ringback.calls.settlement.CarrierLog.LoggedCall;
import dev.ringback.calls.settlement.Evidence.Missing;
import dev.ringback.outbox.UnknownAttempts.Other;
import dev.ringback.outbox.UnknownAttempts.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Judges what a carrier's log proves about an unknown originate (docs/PROTOCOL.md, "By the carrier's log").
 *
 * <p>A call in the log belongs to one attempt, and an attempt makes at most one call. So this attempt rang if more of the
 * log's calls to the person can be explained with it than without it. Calls that other attempts may have made count as
 * theirs: two unknown attempts and one call leave both to an operator.
 */
final class LogJudgement {
    static final Duration BEFORE_CLAIM = Duration.ofMinutes(2);
    static final Duration AFTER_END = Duration.ofMinutes(15);
    /** The time after an attempt's end within which a campaign may reach its row. */
    private static final Duration CAMPAIGN_MAY_LAST = Duration.ofDays(1);

    private LogJudgement() {}

    /** The conclusion from the log. Its texts contain no telephone numbers. */
    sealed interface Verdict {
        record Placed(String evidence) implements Verdict {}

        record NotPlaced(String evidence) implements Verdict {}

        record Open(String finding, List<Missing> missing) implements Verdict {}
    }

    /**
     * The interval in which an attempt's call must have been requested from the carrier.
     *
     * @param until null while the attempt may be alive
     */
    record Interval(Instant from, Instant until) {
        boolean holds(LoggedCall call) {
            return call.isWithin(from, until == null ? Instant.MAX : until);
        }

        boolean isOver(Instant now) {
            return until != null && !now.isBefore(until);
        }

        String inWords() {
            return "from " + from + (until == null ? " on" : " to " + until);
        }
    }

    static Interval interval(Unknown unknown) {
        return interval(unknown.claimedAt(), unknown.endedAt(), AFTER_END);
    }

    private static Interval interval(Other other) {
        return interval(other.claimedAt(), other.endedAt(), other.dialsAtOnce() ? AFTER_END : CAMPAIGN_MAY_LAST);
    }

    static Interval interval(Instant claimedAt, Instant endedAt, Duration after) {
        return new Interval(claimedAt.minus(BEFORE_CLAIM), endedAt == null ? null : endedAt.plus(after));
    }

    /**
     * @param calls the log's calls to the person, read after the control was found, from a day before the claim to now
     * @param control a call of this installation, later than the interval, in the log; null if there is none
     */
    static Verdict judge(Unknown unknown, List<LoggedCall> calls, LoggedCall control, Instant now) {
        Interval interval = interval(unknown);
        List<LoggedCall> within = calls.stream().filter(interval::holds).toList();
        List<Interval> others =
                unknown.others().stream().map(LogJudgement::interval).toList();
        List<Interval> all = new ArrayList<>(others);
        all.add(interval);
        String shown = "the log shows " + within.size() + " call(s) to the number " + interval.inWords();
        if (explained(calls, all) > explained(calls, others)) {
            return new Verdict.Placed(
                    shown + ", the first at " + within.getFirst().created() + asOf(others, ", "));
        }
        if (!within.isEmpty()) {
            return new Verdict.Open(shown + asOf(others, ", which may all be of "), List.of(Missing.UNEXPLAINED_CALL));
        }
        List<Missing> missing = missing(interval, control, now);
        return missing.isEmpty()
                ? new Verdict.NotPlaced(shown + ", and a later call of ours at " + control.created())
                : new Verdict.Open(shown, missing);
    }

    private static String asOf(List<Interval> others, String text) {
        return others.isEmpty() ? "" : text + others.size() + " other attempt(s) to the person";
    }

    /** Returns why a log that shows no call does not prove that there was none. */
    static List<Missing> missing(Interval interval, LoggedCall control, Instant now) {
        List<Missing> missing = new ArrayList<>();
        if (interval.until() == null) {
            missing.add(Missing.ATTEMPT_END);
        }
        if (!interval.isOver(now)) {
            missing.add(Missing.TIME_SINCE_END);
        }
        if (control == null) {
            missing.add(Missing.POSITIVE_CONTROL);
        }
        return missing;
    }

    /** Counts the calls that can be matched to an attempt each, no attempt twice: the largest matching. */
    private static int explained(List<LoggedCall> calls, List<Interval> attempts) {
        int[] given = new int[attempts.size()];
        Arrays.fill(given, -1);
        return (int) IntStream.range(0, calls.size())
                .filter(call -> give(call, calls, attempts, given, new boolean[given.length]))
                .count();
    }

    private static boolean give(
            int call, List<LoggedCall> calls, List<Interval> attempts, int[] given, boolean[] tried) {
        for (int attempt = 0; attempt < given.length; attempt++) {
            if (!tried[attempt] && attempts.get(attempt).holds(calls.get(call))) {
                tried[attempt] = true;
                if (given[attempt] < 0 || give(given[attempt], calls, attempts, given, tried)) {
                    given[attempt] = call;
                    return true;
                }
            }
        }
        return false;
    }
}
