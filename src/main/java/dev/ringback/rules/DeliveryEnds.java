package dev.ringback.rules;

import dev.ringback.intake.EndReader;
import dev.ringback.intake.Event;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the ends of a delivery, by the rules that this process last saw active, and by the rules of calls still open. */
@ApplicationScoped
class DeliveryEnds implements EndReader {
    private static final int LARGEST = 256 * 1024; // bytes; a larger body holds by its type, and is decided soon
    private static final int MOST_KEYS = 64;

    private final Rules rules;
    private final RuleEvaluator evaluator;
    private final FactsReader reader;
    private final InstantSource clock;

    DeliveryEnds(Rules rules, RuleEvaluator evaluator, FactsReader reader, InstantSource clock) {
        this.rules = rules;
        this.evaluator = evaluator;
        this.reader = reader;
        this.clock = clock;
    }

    @Override
    public Ends of(String source, String type, byte[] body) {
        Rules.Active active = rules.lastSeen();
        List<Rule.Cancel> cancels = Stream.concat(Stream.of(active.file()), active.older().values().stream())
                .flatMap(file -> file.rules().stream())
                .flatMap(rule -> rule.cancelsOn(source, type).stream())
                .distinct()
                .toList();
        if (active.version() == 0 || !cancels.isEmpty() && body.length > LARGEST) {
            return new Ends.Unread();
        }
        try {
            return cancels.isEmpty()
                    ? new Ends.Read(active.since(), Set.of())
                    : read(active, source, type, body, cancels);
        } catch (Facts.UnreadableException e) {
            return new Ends.Unread();
        } catch (RuntimeException | StackOverflowError e) { // the decision fails again, and reports it
            Log.debugf(e, "what a delivery to source %s may end cannot be read", source);
            return new Ends.Unread();
        }
    }

    private Ends read(Rules.Active active, String source, String type, byte[] body, List<Rule.Cancel> cancels)
            throws Facts.UnreadableException {
        Facts facts = reader.read(Event.unstored(source, type, clock.instant()), body);
        Set<String> keys = new HashSet<>();
        if (!facts.isTest()) {
            for (Rule.Cancel cancel : cancels) {
                switch (evaluator.ending(cancel, facts)) {
                    case RuleEvaluator.Ending.OfThing(var about) -> keys.add("about:" + about);
                    case RuleEvaluator.Ending.OfPerson(var numbers) ->
                        numbers.forEach(number -> keys.add("to:" + number.e164()));
                    case RuleEvaluator.Ending.None none -> { // its condition is not true
                    }
                    case RuleEvaluator.Ending.Unreadable unreadable -> {
                        return new Ends.Unread();
                    }
                }
            }
        }
        return keys.size() > MOST_KEYS ? new Ends.Unread() : new Ends.Read(active.since(), keys);
    }
}
