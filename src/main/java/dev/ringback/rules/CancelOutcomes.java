package dev.ringback.rules;

import dev.ringback.intake.Event;
import dev.ringback.outbox.EndReason.Word;
import dev.ringback.privacy.PhoneNumber;
import dev.ringback.rules.RuleEvaluator.Ending;
import dev.ringback.rules.RuleEvaluator.SkippedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hibernate.Session;

/** Works out the result of each cancel that hears a decided event. All methods run in the caller's transaction. */
@ApplicationScoped
public class CancelOutcomes {
    private final RuleEvaluator evaluator;
    private final Session database;

    CancelOutcomes(RuleEvaluator evaluator, Session database) {
        this.evaluator = evaluator;
        this.database = database;
    }

    /** The result of a cancel. */
    enum Outcome {
        /** Calls ended. */
        ENDED,
        /** No call ended; later facts about the thing, or of the person up to the event's time, are superseded. */
        NOTHING_WAITED,
        /** The cancel's condition is not true. */
        NOT_MEANT,
        /** The event names no number that a call could be to. */
        NO_NUMBER,
        /** The calls that it could have meant are held. */
        UNREADABLE
    }

    /**
     * The result of one cancel of a rule.
     *
     * @param by {@code about} or {@code to}
     * @param outcome {@code ended}, {@code nothing_waited}, {@code not_meant}, {@code no_number} or {@code unreadable}
     * @param detail in words
     */
    public record CancelOutcome(String rule, String by, String outcome, String detail) {}

    private record Found(Outcome outcome, String detail) {}

    /**
     * Returns the results of the cancels of a version's rules that hear the event, in the file's order.
     *
     * @param facts empty if the body is gone or unreadable
     * @return empty before the decision, or where the body of a readable event is gone
     */
    Optional<List<CancelOutcome>> of(Event event, Optional<Facts> facts, RulesFile file, Sight sight) {
        boolean isDecided = event.state() == Event.State.DECIDED;
        if (event.state() == Event.State.RECEIVED || isDecided && facts.isEmpty()) {
            return Optional.empty();
        }
        List<CancelOutcome> outcomes = new ArrayList<>();
        for (Rule rule : file.rules()) {
            for (Rule.Cancel cancel : rule.cancelsOn(event.source(), event.type())) {
                Found found =
                        isDecided ? found(rule, cancel, facts.get()) : new Found(Outcome.UNREADABLE, event.failure());
                outcomes.add(new CancelOutcome(
                        rule.name(),
                        cancel.about() == null ? "to" : "about",
                        found.outcome.name().toLowerCase(Locale.ROOT),
                        sight.words(found.detail)));
            }
        }
        return Optional.of(outcomes);
    }

    private Found found(Rule rule, Rule.Cancel cancel, Facts facts) {
        if (facts.isTest()) {
            return new Found(Outcome.NOT_MEANT, "the sender marks it as a test");
        }
        try {
            return switch (evaluator.ending(cancel, facts)) {
                case Ending.Unreadable(var why) -> new Found(Outcome.UNREADABLE, why);
                case Ending.None() ->
                    RuleEvaluator.isMeant(cancel.when(), facts)
                            ? new Found(Outcome.NO_NUMBER, "'to' names no number that a call could be to")
                            : new Found(Outcome.NOT_MEANT, "'when' is not true");
                case Ending.OfThing(var about) -> endedAbout(rule, about, facts.event());
                case Ending.OfPerson(var numbers) -> endedTo(rule, numbers, facts);
            };
        } catch (SkippedException | StackOverflowError e) {
            return new Found(Outcome.UNREADABLE, e.getMessage());
        }
    }

    /**
     * The calls that an event ended.
     *
     * @param ended those that ended by it
     * @param marked those that could be ringing then: they end by it unless they were placed
     */
    private record Counted(long ended, long marked) {}

    private static final String COUNT = """
            SELECT count(*) FILTER (WHERE reason = :reason),
                   count(*) FILTER (WHERE EXISTS (SELECT FROM call_timeline t WHERE t.call = c.id AND t.what = 'withdrawn'
                                                  AND starts_with(t.detail, :reason)))
            FROM call c WHERE rule = :rule AND\s""";

    private Found endedAbout(Rule rule, String about, Event event) {
        Counted counted = database.createNativeQuery(COUNT + "about = :about", Counted.class)
                .setParameter("rule", rule.name())
                .setParameter("reason", Word.CANCELLED_BY_EVENT.by(event.id()).text())
                .setParameter("about", about)
                .getSingleResult();
        return found(rule, event, counted, "later facts about the thing are superseded");
    }

    private Found endedTo(Rule rule, List<PhoneNumber> numbers, Facts facts) {
        Event event = facts.event();
        Counted counted = database.createNativeQuery(COUNT + "person = ANY (:numbers)", Counted.class)
                .setParameter("rule", rule.name())
                .setParameter(
                        "reason",
                        Word.CALLS_TO_PERSON_ENDED_BY_EVENT.by(event.id()).text())
                .setParameter("numbers", numbers.stream().map(PhoneNumber::e164).toArray(String[]::new))
                .getSingleResult();
        return found(rule, event, counted, "facts of the person up to " + facts.asOf() + " are superseded");
    }

    private Found found(Rule rule, Event event, Counted counted, String later) {
        if (counted.ended > 0) {
            return new Found(Outcome.ENDED, counted.ended + " calls ended");
        }
        if (hasFailed(rule, event)) {
            return new Found(Outcome.UNREADABLE, "the rule failed on the event");
        }
        return new Found(
                Outcome.NOTHING_WAITED,
                "nothing waited; "
                        + (counted.marked > 0
                                ? counted.marked + " that may be ringing end unless they were placed; "
                                : "")
                        + later);
    }

    /** Whether the decision took the rule's cancels for unreadable, as after a failure that no evaluation shows. */
    private boolean hasFailed(Rule rule, Event event) {
        return database.createNativeQuery(
                        "SELECT EXISTS (SELECT FROM ending WHERE kind = 'FAILED' AND rule = :rule AND event = :event)",
                        Boolean.class)
                .setParameter("rule", rule.name())
                .setParameter("event", event.id())
                .getSingleResult();
    }
}
