package dev.ringback.rules;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The answer of a preflight: what a rules file would have done with the events of a span.
 *
 * @param from inclusive; {@code to} is exclusive
 * @param events all events that were received in the span
 * @param considered the events that a rule or a cancel of one of the two files hears
 * @param erased considered events without a body any more, which were left out
 * @param decisions by verdict
 * @param people the persons to whom calls were decided
 * @param rings the calls that were not ended or refused later, and would ring
 * @param byDay rings by the UTC day at which they are due
 * @param byHour rings by the hour of the day
 * @param hubRequests estimated requests to the Hub
 * @param diallingMinutes {@code rings} times {@code minutesPerCall}
 * @param minutesPerCall the length of a call that is assumed
 * @param placed the calls that events of the span did lead to, and that rang
 * @param refusedWithoutHour decisions for a call that had no lawful hour before its expiry
 * @param rules by rule of the file
 * @param difference to the active version; null if none is active
 */
public record PreflightReport(
        Instant from,
        Instant to,
        long events,
        long considered,
        long erased,
        Decisions decisions,
        long people,
        long rings,
        List<DayCount> byDay,
        List<HourCount> byHour,
        long hubRequests,
        long diallingMinutes,
        int minutesPerCall,
        long placed,
        long refusedWithoutHour,
        List<OfRule> rules,
        Difference difference) {
    /** Returns the same with other items of the difference. */
    public PreflightReport with(List<Flip> items) {
        return new PreflightReport(
                from,
                to,
                events,
                considered,
                erased,
                decisions,
                people,
                rings,
                byDay,
                byHour,
                hubRequests,
                diallingMinutes,
                minutesPerCall,
                placed,
                refusedWithoutHour,
                rules,
                new Difference(difference.activeVersion(), difference.total(), difference.changes(), items));
    }

    /**
     * Counts decisions.
     *
     * @param cancel events that ended waiting calls
     * @param skip by reason
     */
    public record Decisions(long call, long refresh, long cancel, Map<String, Long> skip) {}

    public record DayCount(LocalDate day, long calls) {}

    /**
     * @param calls by UTC
     * @param localCalls by one of the clocks that the person may live by
     */
    public record HourCount(int hour, long calls, long localCalls) {}

    /** @param observed whether the rule observes, by the file; its decisions are shown as if it were live */
    public record OfRule(String rule, boolean observed, Decisions decisions, long rings, long refusedWithoutHour) {}

    /**
     * The decisions that differ from those of the active version.
     *
     * @param total all of them
     * @param changes counts of equal ones
     * @param items the first of them
     */
    public record Difference(int activeVersion, long total, List<Change> changes, List<Flip> items) {}

    /** @param from the verdict and the reason by the active version, such as {@code skip stale}; {@code to} by the file */
    public record Change(String rule, String from, String to, long count) {}

    /**
     * A decision that differs.
     *
     * @param from by the active version
     * @param to by the file
     * @param why the fields of the rule that differ
     */
    public record Flip(UUID event, String source, String type, String rule, Verdict from, Verdict to, String why) {
        /** Returns the same without details, which may tell of the event's content. */
        public Flip withoutDetails() {
            return new Flip(event, source, type, rule, from.withoutDetail(), to.withoutDetail(), why);
        }
    }

    /**
     * @param verdict {@code none} if there is no decision
     * @param reason null unless it is a skip
     * @param detail in words; null if there is no decision
     */
    public record Verdict(String verdict, String reason, String detail) {
        String inWords() {
            return reason == null ? verdict : verdict + " " + reason;
        }

        private Verdict withoutDetail() {
            return new Verdict(verdict, reason, null);
        }
    }
}
