package dev.ringback.rules;

import dev.ringback.intake.Event;
import dev.ringback.rules.RuleEvaluator.SkipReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Compares the decisions on a test's events with those that it expects. */
final class TestOutcome {
    private final List<Step> steps;

    TestOutcome(List<Step> steps) {
        this.steps = steps;
    }

    /** An event, with the decisions that were made when it was received. */
    record Step(Event event, List<TrialDecision> decisions) {}

    /**
     * Finds the expected decisions that were not made. Each decision satisfies one expectation.
     *
     * @return in words, with what was decided instead; empty if all were made
     */
    String missing(List<RuleTest.Expected> expects) {
        List<TrialDecision> left = new ArrayList<>(steps.stream()
                .flatMap(step -> step.decisions().stream())
                .filter(TrialDecision::counts)
                .toList());
        List<String> missing = new ArrayList<>();
        // An expectation with a reason takes its decision before one that any reason satisfies.
        List<RuleTest.Expected> strictest = expects.stream()
                .sorted(Comparator.comparing((RuleTest.Expected expected) -> expected.reason() == null))
                .toList();
        for (RuleTest.Expected expected : strictest) {
            Optional<TrialDecision> made = left.stream()
                    .filter(decision -> satisfies(decision, expected))
                    .findFirst();
            made.ifPresentOrElse(
                    left::remove,
                    () -> missing.add(
                            "expected " + expected.rule() + ": " + inWords(expected) + nearest(expected, left)));
        }
        return missing.isEmpty() ? "" : String.join("; ", missing) + ". Decided were: " + decided();
    }

    private static boolean satisfies(TrialDecision decision, RuleTest.Expected expected) {
        if (!decision.rule().name().equals(expected.rule())) {
            return false;
        }
        boolean isAsLive = decision.verdictWord().equals(expected.verdict())
                && (expected.reason() == null || expected.reason().equals(decision.reasonWord()));
        return isAsLive || wouldBeObserved(decision) && isObserved(expected);
    }

    /** Whether a rule that observes would skip the event as observed, instead of this decision. */
    private static boolean wouldBeObserved(TrialDecision decision) {
        return decision.rule().rule().mode() == Rule.Mode.OBSERVE
                && (decision.verdict() == Decision.Verdict.CALL || decision.verdict() == Decision.Verdict.REFRESH);
    }

    private static boolean isObserved(RuleTest.Expected expected) {
        return expected.verdict().equals("skip")
                && (expected.reason() == null || expected.reason().equals(SkipReason.OBSERVED.word()));
    }

    private static String inWords(RuleTest.Expected expected) {
        return expected.verdict() + (expected.reason() == null ? "" : " " + expected.reason());
    }

    /** Returns the decision of the same rule that comes nearest: of the same verdict, otherwise the first. */
    private static String nearest(RuleTest.Expected expected, List<TrialDecision> left) {
        return left.stream()
                .filter(decision -> decision.rule().name().equals(expected.rule()))
                .min(Comparator.comparing(
                        (TrialDecision decision) -> !decision.verdictWord().equals(expected.verdict())))
                .map(decision -> ", nearest is " + decision.inWords() + " (" + decision.detail() + ")")
                .orElse(", but the rule made no other decision");
    }

    private String decided() {
        return IntStream.range(0, steps.size())
                .mapToObj(i -> "event " + (i + 1) + " " + inWords(steps.get(i)))
                .collect(Collectors.joining("; "));
    }

    private static String inWords(Step step) {
        String decisions = step.decisions().stream()
                .map(decision -> decision.rule().name() + ": " + decision.inWords() + " (" + decision.detail() + ")")
                .collect(Collectors.joining(", "));
        return "(" + step.event().source() + ":" + step.event().type() + ") "
                + (decisions.isEmpty() ? "is heard by no rule" : decisions);
    }
}
