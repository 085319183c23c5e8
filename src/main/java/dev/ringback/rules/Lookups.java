package dev.ringback.rules;

import dev.ringback.calls.lawful.Numbers;
import dev.ringback.intake.Event;
import dev.ringback.intake.EventRepository;
import dev.ringback.privacy.PhoneNumber;
import dev.ringback.rules.RuleEvaluator.SkippedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hibernate.Session;

/**
 * Answers what the Hub's agent asks about a person during a call. Facts are stored when their event is decided; what is said of
 * them is worked out from the event's body, by the rules that are active at the time of the question.
 */
@ApplicationScoped
public class Lookups {
    private static final int MOST_ITEMS = 5;

    private final Rules rules;
    private final LookupRepository facts;
    private final EventRepository events;
    private final FactsReader reader;
    private final Numbers numbers;
    private final Recipients recipients;
    private final Session database;
    private final MeterRegistry metrics;

    Lookups(
            Rules rules,
            LookupRepository facts,
            EventRepository events,
            FactsReader reader,
            Numbers numbers,
            Session database,
            MeterRegistry metrics) {
        this.rules = rules;
        this.facts = facts;
        this.events = events;
        this.reader = reader;
        this.numbers = numbers;
        this.recipients = new Recipients(numbers);
        this.database = database;
        this.metrics = metrics;
    }

    /** The result of a question. */
    public sealed interface Answer {
        /** @param items the newest fact of each thing, newest first; empty if none is known */
        record Found(List<Item> items) implements Answer {}

        /** @param known the names that the active rules have, sorted */
        record Unknown(Set<String> known) implements Answer {}
    }

    /** @param texts what the agent may say, by name, in the file's order */
    public record Item(String about, Instant asOf, Map<String, String> texts) {}

    private record Row(String lookup, PhoneNumber person, String about) {}

    /**
     * Stores an event's facts for every lookup that hears it, in the caller's transaction. A lookup that fails is left out. Must
     * be the deciding transaction's last step but the event's own: rows are written in one order, so decisions cannot
     * deadlock.
     */
    void remember(RulesFile file, Facts event) {
        if (event.isTest()) {
            return;
        }
        file.lookups().stream()
                .filter(lookup ->
                        lookup.listensTo(event.event().source(), event.event().type()))
                .flatMap(lookup -> row(lookup, event).stream())
                .sorted(Comparator.comparing((Row row) -> row.person().e164())
                        .thenComparing(Row::lookup)
                        .thenComparing(Row::about))
                .forEach(row -> facts.remember(
                        row.lookup,
                        row.person,
                        new LookupRepository.Fact(
                                row.about,
                                event.asOf(),
                                event.event().deliveryId(),
                                event.event().id())));
    }

    private Optional<Row> row(Lookup lookup, Facts event) {
        try {
            Optional<String> about = RuleEvaluator.thing(lookup.about(), event);
            if (about.isEmpty()) {
                failed(lookup, event.event(), "'about' has no value");
                return Optional.empty();
            }
            return person(lookup, event).map(person -> new Row(lookup.name(), person, about.get()));
        } catch (SkippedException e) {
            failed(lookup, event.event(), e.getMessage());
            return Optional.empty();
        } catch (RuntimeException | StackOverflowError e) {
            failed(lookup, event.event(), e.getClass().getSimpleName()); // its message may quote the body
            return Optional.empty();
        }
    }

    /** Returns the person of the first number that can be read, whether it may be rung or not. */
    private Optional<PhoneNumber> person(Lookup lookup, Facts event) {
        return lookup.to().stream()
                .flatMap(target -> recipients.one(target.number(), target.region(), event).person().stream())
                .findFirst();
    }

    /**
     * Answers a question about a person.
     *
     * @param name the lookup's name
     */
    @Transactional
    public Answer of(String name, PhoneNumber person) {
        RulesFile file = rules.active().file();
        return file.lookup(name)
                .<Answer>map(lookup -> new Answer.Found(facts.newest(name, numbers.forms(person), MOST_ITEMS).stream()
                        .flatMap(fact -> item(lookup, fact).stream())
                        .toList()))
                .orElseGet(() -> new Answer.Unknown(
                        file.lookups().stream().map(Lookup::name).collect(Collectors.toCollection(TreeSet::new))));
    }

    /** @return empty if the event's body has been erased or cannot be read any more */
    private Optional<Item> item(Lookup lookup, LookupRepository.Fact fact) {
        Event event = database.find(Event.class, fact.event());
        Optional<byte[]> body = event == null ? Optional.empty() : events.body(event.id());
        if (body.isEmpty()) {
            return Optional.empty();
        }
        try {
            Facts read = reader.read(event, body.get());
            Map<String, String> texts = new LinkedHashMap<>();
            lookup.say().forEach((name, expression) -> texts.put(name, said(lookup, name, expression, read)));
            return Optional.of(new Item(fact.about(), fact.asOf(), texts));
        } catch (Facts.UnreadableException e) {
            failed(lookup, event, e.getMessage());
            return Optional.empty();
        }
    }

    /** Returns a text of an answer; empty if the event gives it no value, or it cannot be worked out. */
    private String said(Lookup lookup, String name, Expression expression, Facts event) {
        return switch (expression.evaluate(event.variables())) {
            case Expression.Value.Present(var value) -> CallDetails.spoken(value);
            case Expression.Value.Absent absent -> "";
            case Expression.Value.Failed(var why) -> {
                failed(lookup, event.event(), "'say." + name + "': " + why);
                yield "";
            }
        };
    }

    private void failed(Lookup lookup, Event event, String why) {
        Log.debugf("lookup %s leaves out event %s: %s", lookup.name(), event.id(), why);
        metrics.counter("ringback.lookup.failures", "lookup", lookup.name()).increment();
    }
}
