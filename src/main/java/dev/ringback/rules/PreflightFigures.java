package dev.ringback.rules;

import dev.ringback.calls.campaigns.Preflight;
import dev.ringback.intake.EventHistory;
import dev.ringback.rules.PreflightReport.DayCount;
import dev.ringback.rules.PreflightReport.Decisions;
import dev.ringback.rules.PreflightReport.HourCount;
import dev.ringback.rules.PreflightReport.OfRule;
import dev.ringback.rules.RuleEvaluator.SkipReason;
import dev.ringback.rules.TrialTallies.Tally;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts the figures of a preflight together. Used by one thread. */
final class PreflightFigures {
    private static final int MINUTES_PER_CALL = 1;
    private static final long SECONDS_AN_HOUR = 3_600;

    private final List<TrialRule> given;
    private final Trial trial;
    private final TrialTable people = new TrialTable(0);
    private long erased;

    PreflightFigures(List<TrialRule> tried, Trial trial) {
        this.given = tried.stream().filter(TrialRule::given).toList();
        this.trial = trial;
    }

    /** Adds events without a body any more. */
    void addErased(int events) {
        erased += events;
    }

    /** Adds the persons to whom calls were decided. */
    void add(List<TrialDecision> decisions) {
        for (TrialDecision decision : decisions) {
            if (decision.verdict() == Decision.Verdict.CALL && decision.rule().given()) {
                people.add(decision.person());
            }
        }
    }

    /**
     * Returns the report on a span whose events were all decided.
     *
     * @param rowsOfADraft the most calls that share a draft
     * @param difference null if no version is active
     */
    PreflightReport report(
            EventHistory.Span span, long placed, int rowsOfADraft, PreflightReport.Difference difference) {
        SortedMap<Long, Long> byHour = new TreeMap<>();
        tallies().forEach(tally -> tally.ringsByHour().forEach((hour, rings) -> byHour.merge(hour, rings, Long::sum)));
        long rings = byHour.values().stream().mapToLong(Long::longValue).sum();
        return new PreflightReport(
                span.from(),
                span.to(),
                span.events(),
                span.wanted(),
                erased,
                decisions(tallies()),
                people.size(),
                rings,
                byDay(byHour),
                byHour(byHour),
                given.stream()
                        .mapToLong(rule -> hubRequests(rule, rowsOfADraft))
                        .sum(),
                rings * MINUTES_PER_CALL,
                MINUTES_PER_CALL,
                placed,
                tallies().stream().mapToLong(Tally::noHour).sum(),
                given.stream().map(this::ofRule).toList(),
                difference);
    }

    private List<Tally> tallies() {
        return given.stream().map(trial.tallies()::of).toList();
    }

    private OfRule ofRule(TrialRule rule) {
        Tally tally = trial.tallies().of(rule);
        return new OfRule(
                rule.name(),
                rule.rule().mode() == Rule.Mode.OBSERVE,
                decisions(List.of(tally)),
                rings(tally),
                tally.noHour());
    }

    private static long rings(Tally tally) {
        return tally.ringsByHour().values().stream().mapToLong(Long::longValue).sum();
    }

    private static Decisions decisions(List<Tally> tallies) {
        Map<String, Long> skips = new LinkedHashMap<>();
        for (SkipReason reason : SkipReason.values()) {
            long count =
                    tallies.stream().mapToLong(tally -> tally.skips(reason)).sum();
            if (count > 0) {
                skips.put(reason.word(), count);
            }
        }
        return new Decisions(
                tallies.stream().mapToLong(Tally::calls).sum(),
                tallies.stream().mapToLong(Tally::refreshes).sum(),
                tallies.stream().mapToLong(Tally::cancels).sum(),
                skips);
    }

    private static List<DayCount> byDay(SortedMap<Long, Long> byHour) {
        SortedMap<LocalDate, Long> days = new TreeMap<>();
        byHour.forEach((hour, rings) -> days.merge(
                LocalDate.ofInstant(Instant.ofEpochSecond(hour * SECONDS_AN_HOUR), ZoneOffset.UTC), rings, Long::sum));
        return days.entrySet().stream()
                .map(day -> new DayCount(day.getKey(), day.getValue()))
                .toList();
    }

    private List<HourCount> byHour(SortedMap<Long, Long> byHour) {
        List<HourCount> hours = new ArrayList<>();
        for (int hour = 0; hour < TrialTallies.HOURS; hour++) {
            int each = hour;
            long inUtc = byHour.entrySet().stream()
                    .filter(entry -> Math.floorMod(entry.getKey(), TrialTallies.HOURS) == each)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            hours.add(new HourCount(
                    hour,
                    inUtc,
                    tallies().stream().mapToLong(tally -> tally.ringsAt(each)).sum()));
        }
        return hours;
    }

    /** Estimates the requests of a rule's calls: one each, or those of drafts that share an hour. */
    private long hubRequests(TrialRule rule, int rowsOfADraft) {
        Tally tally = trial.tallies().of(rule);
        return switch (rule.rule().via()) {
            case ORIGINATE -> rings(tally);
            case CAMPAIGN ->
                tally.ringsByHour().values().stream()
                        .mapToLong(rings -> Preflight.hubRequests(Math.ceilDiv(rings, rowsOfADraft), rings))
                        .sum();
        };
    }
}
