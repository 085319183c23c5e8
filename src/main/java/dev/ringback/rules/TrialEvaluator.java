package dev.ringback.rules;

import dev.ringback.calls.SenderNames;
import dev.ringback.intake.Event;
import dev.ringback.intake.sources.Sources;
import dev.ringback.rules.RuleEvaluator.Ending;
import dev.ringback.rules.RuleEvaluator.SkipReason;
import dev.ringback.rules.RuleFailure.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Evaluates the rules of a trial on an event, as {@link Decider} does before it looks at any state. Safe for use by many
 * threads: the events of a trial can be evaluated in any order.
 */
final class TrialEvaluator {
    private static final int VERSION = 0; // of no stored file

    private final List<TrialRule> rules;
    private final TrialWorld world;
    private final TrialKeys keys;
    private final Map<String, Route> routes = new ConcurrentHashMap<>();

    TrialEvaluator(List<TrialRule> rules, TrialWorld world, TrialKeys keys) {
        this.rules = rules;
        this.world = world;
        this.keys = keys;
    }

    /** The rules that hear a type of event, and those whose cancels do. */
    private record Route(
            Optional<Sources.Source> source, SenderNames sender, List<TrialRule> hearing, List<Cancels> ending) {}

    /** @param isHeard whether calls of the rule can come from the event's sender */
    private record Cancels(TrialRule rule, List<Rule.Cancel> cancels, boolean isHeard) {}

    /** An event with what the rules say of it alone. */
    record Evaluated(Event event, long now, long sender, List<End> ends, List<Asked> asked) {}

    /** The end that a cancel found. */
    record End(TrialRule rule, boolean isHeard, Ending ending, long asOf) {}

    /** The result of a rule that hears the event. */
    sealed interface Asked {
        record Requested(TrialFact fact) implements Asked {}

        record Skipped(TrialDecision decision) implements Asked {}
    }

    /** Whether any rule hears this type of event, or ends calls by it. */
    boolean isHeard(String source, String type) {
        return rules.stream()
                .map(TrialRule::rule)
                .anyMatch(rule -> rule.listensTo(source, type)
                        || !rule.cancelsOn(source, type).isEmpty());
    }

    private Route route(Event event) {
        return routes.computeIfAbsent(event.source() + ':' + event.type(), key -> route(event.source(), event.type()));
    }

    private Route route(String source, String type) {
        SenderNames sender = world.sender().apply(source);
        List<Cancels> ending = new ArrayList<>();
        for (TrialRule rule : rules) {
            List<Rule.Cancel> cancels = rule.rule().cancelsOn(source, type);
            if (!cancels.isEmpty()) {
                boolean isHeard = sender.all().stream().anyMatch(rule.rule()::listensToSource);
                ending.add(new Cancels(rule, cancels, isHeard));
            }
        }
        List<TrialRule> hearing = rules.stream()
                .filter(rule -> rule.rule().listensTo(source, type))
                .toList();
        return new Route(world.source().apply(source), sender, hearing, ending);
    }

    Evaluated evaluate(Event event, byte[] body) {
        Route route = route(event);
        long sender = keys.of(route.sender().name());
        long now = TrialKeys.micros(event.receivedAt());
        if (route.hearing().isEmpty() && route.ending().isEmpty()) {
            return new Evaluated(event, now, sender, List.of(), List.of());
        }
        try {
            Facts facts = SharedValues.in(Facts.of(event, body, route.source(), world.zones()));
            RuleEvaluator evaluator = new RuleEvaluator(world.numbers(), world.whereabouts(), event::receivedAt);
            List<End> ends = facts.isTest() ? List.of() : ends(route, facts, evaluator);
            List<Asked> asked = new ArrayList<>(route.hearing().size());
            for (TrialRule rule : route.hearing()) {
                asked.add(asked(rule, facts, route.sender(), evaluator));
            }
            return new Evaluated(event, now, sender, ends, asked);
        } catch (Facts.UnreadableException e) {
            return unreadable(event, now, sender, route, e.getMessage());
        }
    }

    private List<End> ends(Route route, Facts facts, RuleEvaluator evaluator) {
        List<End> ends = new ArrayList<>();
        long asOf = TrialKeys.micros(facts.asOf());
        for (Cancels each : route.ending()) {
            List<Ending> found = new ArrayList<>(each.cancels().size());
            for (Rule.Cancel cancel : each.cancels()) {
                Ending ending = guarded(
                        each.rule(), Part.ENDING, () -> evaluator.ending(cancel, facts), Ending.Unreadable::new);
                if (!found.contains(ending)) { // versions of a cancel often agree
                    found.add(ending);
                    ends.add(new End(each.rule(), each.isHeard(), ending, asOf));
                }
            }
        }
        return ends;
    }

    private Asked asked(TrialRule rule, Facts facts, SenderNames sender, RuleEvaluator evaluator) {
        return guarded(
                rule,
                Part.ASKING,
                () -> switch (evaluator.evaluate(rule.rule(), VERSION, facts, sender, Set.of())) {
                    case RuleEvaluator.Evaluation.Request(var request, var said) ->
                        new Asked.Requested(TrialFact.of(rule, request, keys));
                    case RuleEvaluator.Evaluation.Skip(var reason, var detail, var said) ->
                        skipped(rule, facts.event(), reason, detail);
                },
                why -> skipped(rule, facts.event(), SkipReason.RULE_ERROR, why));
    }

    private static Asked skipped(TrialRule rule, Event event, SkipReason reason, String detail) {
        return new Asked.Skipped(TrialDecision.skip(rule, event.id(), reason, detail));
    }

    /** Runs one step of a rule. An unforeseen failure is the rule's error, as after two tries of the decider. */
    private static <T> T guarded(
            TrialRule rule, Part part, Supplier<T> step, java.util.function.Function<String, T> failed) {
        try {
            return RuleFailure.guard(rule.name(), part, step);
        } catch (RuleFailure failure) {
            return failed.apply(failure.why());
        }
    }

    private static Evaluated unreadable(Event event, long now, long sender, Route route, String why) {
        List<Asked> asked = route.hearing().stream()
                .map(rule -> skipped(rule, event, SkipReason.RULE_ERROR, "the event cannot be read: " + why))
                .toList();
        List<End> ends = route.ending().stream()
                .map(each -> new End(each.rule(), each.isHeard(), new Ending.Unreadable(why), now))
                .toList();
        return new Evaluated(event, now, sender, ends, asked);
    }

    /** Returns the decision on a fact whose reason is gone at an instant; empty if it is not. */
    static Optional<TrialDecision> stale(TrialFact fact, long now) {
        Instant expiresAt = fact.request().expiresAt();
        return fact.expiresAt() > now
                ? Optional.empty()
                : Optional.of(TrialDecision.skip(
                        fact.rule(),
                        fact.event(),
                        SkipReason.STALE,
                        "as of " + fact.request().asOf() + ", its reason was gone at " + expiresAt));
    }
}
