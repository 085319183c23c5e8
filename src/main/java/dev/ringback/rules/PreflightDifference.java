package dev.ringback.rules;

import dev.ringback.intake.Event;
import dev.ringback.rules.PreflightReport.Change;
import dev.ringback.rules.PreflightReport.Flip;
import dev.ringback.rules.PreflightReport.Verdict;
import dev.ringback.rules.RuleEvaluator.SkipReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares the decisions of a file with those of the active version, event by event. Used by one thread. */
final class PreflightDifference {
    private static final int MOST_FLIPS = 1_000;
    private static final Verdict NONE = new Verdict("none", null, null);

    private final RulesFile given;
    private final RulesFile active;
    private final Consumer<Flip> listener;
    private final Map<String, String> whys = new HashMap<>();
    private final Map<Change, long[]> changes = new LinkedHashMap<>(); // with a count of 0
    private final List<Flip> flips = new ArrayList<>();
    private long total;

    /** @param listener is told each of the decisions that differ, beyond those that are kept too */
    PreflightDifference(RulesFile given, RulesFile active, Consumer<Flip> listener) {
        this.given = given;
        this.active = active;
        this.listener = listener;
    }

    /** A rule's part in a decision on an event. */
    private record Part(UUID event, String rule, boolean isCancel) {}

    private static final class Pair {
        private TrialDecision before;
        private TrialDecision after;
    }

    /** Adds the decisions that an event led to, on itself or on earlier events. */
    void add(Event event, List<TrialDecision> decisions) {
        Map<Part, Pair> pairs = null;
        for (TrialDecision decision : decisions) {
            if (!decision.rule().isShared() && decision.counts()) {
                pairs = pairs == null ? new LinkedHashMap<>() : pairs;
                Pair pair = pairs.computeIfAbsent(
                        new Part(decision.event(), decision.rule().name(), decision.isCancel()), part -> new Pair());
                if (decision.rule().given()) {
                    pair.after = decision;
                } else {
                    pair.before = decision;
                }
            }
        }
        if (pairs != null) {
            pairs.forEach((part, pair) -> compare(event, part, pair));
        }
    }

    private void compare(Event event, Part part, Pair pair) {
        boolean isSame = pair.before != null
                && pair.after != null
                && pair.before.verdict() == pair.after.verdict()
                && Objects.equals(pair.before.reason(), pair.after.reason());
        if (isSame) {
            return;
        }
        Verdict from = verdict(pair.before);
        Verdict to = verdict(pair.after);
        total++;
        changes.computeIfAbsent(new Change(part.rule, from.inWords(), to.inWords(), 0), change -> new long[1])[0]++;
        boolean isOfThisEvent = part.event.equals(event.id()); // else an earlier one, decided again
        Flip flip = new Flip(
                part.event,
                isOfThisEvent ? event.source() : null,
                isOfThisEvent ? event.type() : null,
                part.rule,
                from,
                to,
                why(part.rule, pair));
        listener.accept(flip);
        if (flips.size() < MOST_FLIPS) {
            flips.add(flip);
        }
    }

    private static Verdict verdict(TrialDecision decision) {
        return decision == null ? NONE : new Verdict(decision.verdictWord(), decision.reasonWord(), decision.detail());
    }

    private String why(String rule, Pair pair) {
        Optional<Rule> before = active.named(rule);
        Optional<Rule> after = given.named(rule);
        if (before.isEmpty()) {
            return "the rule is new";
        }
        if (after.isEmpty()) {
            return "the file has no such rule";
        }
        return Stream.of(pair.before, pair.after)
                .flatMap(decision -> Stream.ofNullable(decision == null ? null : decision.reason()))
                .flatMap(reason -> likely(reason).stream())
                .filter(RuleChanges.between(before.get(), after.get())::contains)
                .findFirst()
                .map(field -> "'" + field + "' differs")
                .orElseGet(() -> whys.computeIfAbsent(rule, name -> all(before.get(), after.get())));
    }

    /** Names all fields that differ. A rule of equal fields shares its matters with one of others. */
    private static String all(Rule before, Rule after) {
        List<String> fields = RuleChanges.between(before, after);
        return fields.isEmpty()
                ? "another rule with the same 'matter' differs"
                : fields.stream().map(field -> "'" + field + "'").collect(Collectors.joining(", "))
                        + (fields.size() == 1 ? " differs" : " differ");
    }

    /** Returns the fields that a reason comes from. */
    private static List<String> likely(SkipReason reason) {
        return switch (reason) {
            case CONDITION_FALSE -> List.of("when");
            case NO_NUMBER, BAD_NUMBER, COUNTRY_NOT_ALLOWED, OPTED_OUT -> List.of("to");
            case NO_CONSENT -> List.of("consent");
            case STALE -> List.of("expire", "as_of");
            case SUPERSEDED -> List.of("cancel", "about");
            case ALREADY_CALLED -> List.of("about", "matter", "wait");
            case TEST_EVENT, OBSERVED, RULE_ERROR -> List.of();
        };
    }

    PreflightReport.Difference report(int activeVersion) {
        List<Change> counted = changes.entrySet().stream()
                .map(each -> new Change(
                        each.getKey().rule(),
                        each.getKey().from(),
                        each.getKey().to(),
                        each.getValue()[0]))
                .sorted(Comparator.comparingLong(Change::count).reversed())
                .toList();
        return new PreflightReport.Difference(activeVersion, total, counted, List.copyOf(flips));
    }
}
