package dev.ringback.rules;

import dev.ringback.intake.Event;
import dev.ringback.intake.EventRepository;
import dev.ringback.rules.DecisionValues.ExpressionValue;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Explains the decisions on an event from stored facts: its body, and the text of the rules that decided. Nothing is stored
 * for it. All methods run in the caller's transaction.
 */
@ApplicationScoped
public class EventExplanations {
    private final EventRepository events;
    private final Rules rules;
    private final FactsReader reader;
    private final CancelOutcomes cancels;

    EventExplanations(EventRepository events, Rules rules, FactsReader reader, CancelOutcomes cancels) {
        this.events = events;
        this.rules = rules;
        this.reader = reader;
        this.cancels = cancels;
    }

    /**
     * The explanation of an event.
     *
     * @param values the expressions that decided, for each decision in the given order; null where the body is gone or
     *     unreadable, or the version has no such rule
     * @param cancels the results of the cancels that hear the event; null before the decision, or where they cannot be
     *     worked out any more
     */
    public record Explanation(List<List<ExpressionValue>> values, List<CancelOutcomes.CancelOutcome> cancels) {}

    /** Explains an event and its decisions as a reader may see them. */
    public Explanation of(Event event, List<Decision> decisions, Sight sight) {
        Optional<Facts> facts = facts(event);
        Map<Integer, Optional<RulesFile>> versions = new HashMap<>();
        List<List<ExpressionValue>> values = new ArrayList<>();
        for (Decision decision : decisions) {
            values.add(facts.flatMap(read -> file(versions, decision.ruleVersion())
                            .flatMap(file -> file.named(decision.rule()))
                            .flatMap(rule -> values(new DecisionValues(read, sight), rule, decision)))
                    .orElse(null));
        }
        return new Explanation(
                values,
                version(event, decisions)
                        .flatMap(version -> file(versions, version))
                        .flatMap(file -> cancels.of(event, facts, file, sight))
                        .orElse(null));
    }

    /** Returns the version that decided an event; an early release stored it with the decisions alone. */
    private static Optional<Integer> version(Event event, List<Decision> decisions) {
        return Optional.ofNullable(event.rulesVersion())
                .or(() -> decisions.stream().map(Decision::ruleVersion).findFirst());
    }

    private Optional<RulesFile> file(Map<Integer, Optional<RulesFile>> read, int version) {
        return read.computeIfAbsent(version, rules::readable);
    }

    private Optional<Facts> facts(Event event) {
        try {
            Optional<byte[]> body = events.body(event.id());
            return body.isEmpty() ? Optional.empty() : Optional.of(reader.read(event, body.get()));
        } catch (Facts.UnreadableException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<ExpressionValue>> values(DecisionValues values, Rule rule, Decision decision) {
        try {
            return Optional.of(values.of(rule, decision));
        } catch (RuntimeException | StackOverflowError e) { // the decision failed in the same way, and says so
            Log.debugf(e, "the values of rule %s cannot be worked out", rule.name());
            return Optional.empty();
        }
    }
}
