package dev.ringback.rules;

import dev.ringback.calls.DueTimes;
import dev.ringback.intake.Event;
import dev.ringback.rules.RuleEvaluator.Ending;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides events in memory, in the order of their receipt, and gives each the verdicts that {@link Decider} would: with no
 * effect, and from an empty database. {@link #evaluate} may run on many threads, {@link #decide} on one.
 *
 * <p>Its memory is about 32 bytes a thing and rule. Rules that decide alike in both files are tried once.
 *
 * <p>It knows no claims: a call counts as placed once its due time has passed by the clock of the events. So limits, pauses,
 * the gap between two calls to a person and withdrawn consent change nothing, and no call is refused by the Hub.
 */
final class Trial {
    private final TrialEvaluator evaluator;
    private final TrialCalls calls;
    private final TrialTallies tallies;
    private final Set<Long> senders = new LinkedHashSet<>();

    Trial(List<TrialRule> rules, TrialWorld world, TrialKeys keys) {
        this.evaluator = new TrialEvaluator(rules, world, keys);
        this.tallies = new TrialTallies(rules.size());
        this.calls = new TrialCalls(
                keys, new DueTimes(world.hours(), world.numbers()), world.optedOut(), world.dispatch(), tallies);
    }

    /** Whether any rule hears this type of event, or ends calls by it. Other events need not be evaluated. */
    boolean isHeard(String source, String type) {
        return evaluator.isHeard(source, type);
    }

    /** Evaluates the rules on an event, without effect on the trial. */
    TrialEvaluator.Evaluated evaluate(Event event, byte[] body) {
        return evaluator.evaluate(event, body);
    }

    /** Decides the next event. Returns its decisions, and those on earlier events whose matter it has made free. */
    List<TrialDecision> decide(TrialEvaluator.Evaluated evaluated) {
        senders.add(evaluated.sender());
        calls.begin();
        List<TrialDecision> decisions = new ArrayList<>();
        for (TrialEvaluator.End end : evaluated.ends()) {
            ended(evaluated, end).ifPresent(decisions::add);
        }
        for (TrialEvaluator.Asked asked : evaluated.asked()) {
            decisions.add(
                    switch (asked) {
                        case TrialEvaluator.Asked.Requested(var fact) -> calls.propose(fact, evaluated.now());
                        case TrialEvaluator.Asked.Skipped(var decision) -> decision;
                    });
        }
        for (Optional<TrialFact> again = calls.nextAgain(); again.isPresent(); again = calls.nextAgain()) {
            TrialFact fact = again.get();
            decisions.add(
                    TrialEvaluator.stale(fact, evaluated.now()).orElseGet(() -> calls.propose(fact, evaluated.now())));
        }
        decisions.forEach(tallies::count);
        return decisions;
    }

    /** Ends the calls that a cancel names; empty where the cancel's condition is not true. */
    private Optional<TrialDecision> ended(TrialEvaluator.Evaluated evaluated, TrialEvaluator.End end) {
        long sender = end.isHeard() ? evaluated.sender() : TrialEnds.ANY;
        return switch (end.ending()) {
            case Ending.None() -> Optional.empty();
            case Ending.OfThing(var about) ->
                Optional.of(
                        cancel(evaluated, end, calls.endAbout(end.rule(), sender, senders, about, evaluated.now())));
            case Ending.OfPerson(var numbers) ->
                Optional.of(cancel(
                        evaluated,
                        end,
                        numbers.stream()
                                .mapToInt(
                                        number -> calls.endTo(end.rule(), sender, number, end.asOf(), evaluated.now()))
                                .sum()));
            case Ending.Unreadable(var why) -> {
                calls.endFailed(end.rule(), sender, end.asOf(), evaluated.now());
                yield Optional.of(TrialDecision.cancel(
                        end.rule(),
                        evaluated.event().id(),
                        "it cannot be read what this ends (" + why + "); calls that it may mean are held",
                        0));
            }
        };
    }

    private static TrialDecision cancel(TrialEvaluator.Evaluated evaluated, TrialEvaluator.End end, int ended) {
        return TrialDecision.cancel(
                end.rule(),
                evaluated.event().id(),
                ended == 0 ? "nothing waited; later facts are superseded" : ended + " waiting calls ended",
                ended);
    }

    TrialTallies tallies() {
        return tallies;
    }
}
