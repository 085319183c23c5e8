package dev.ringback.rules;

import dev.ringback.intake.Event;
import dev.ringback.intake.NewestEvents.Stored;
import dev.ringback.intake.NewestEvents.Type;
import dev.ringback.intake.sources.EventTypes;
import dev.ringback.intake.sources.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects what is known of the bodies of each type: stored events and the release's samples. One instance a check. */
final class BodiesOfTypes {
    /** A rule that hears many types is checked by the events of some of them. */
    private static final long MOST_BYTES = 16L * 1024 * 1024;

    private final KnownSources sources;
    private final StoredBodies stored;
    private final List<Type> received;
    private final Map<Rule.EventPattern, List<Type>> taken = new HashMap<>();
    private final Map<Type, List<Facts>> facts = new HashMap<>();
    private final Map<Type, BodyShape> shapes = new HashMap<>();
    private long bytes;

    BodiesOfTypes(KnownSources sources, StoredBodies stored) {
        this.sources = sources;
        this.stored = stored;
        this.received = stored.types();
    }

    /** Returns the types of which events were received. */
    List<Type> received() {
        return received;
    }

    /** Returns the types that a pattern takes, as far as there are events or samples of them. */
    List<Type> takenBy(Rule.EventPattern pattern) {
        List<Type> known = taken.get(pattern);
        if (known == null) {
            known = find(pattern);
            taken.put(pattern, known);
        }
        return known;
    }

    private List<Type> find(Rule.EventPattern pattern) {
        Set<Type> types = new LinkedHashSet<>();
        if (!pattern.text().endsWith("*")) {
            String source = pattern.source().orElseThrow();
            types.add(new Type(source, pattern.text().substring(source.length() + 1)));
        }
        received.stream()
                .filter(type -> pattern.matches(type.source(), type.type()))
                .forEach(types::add);
        for (KnownSources.Source source : sources.takenBy(pattern)) {
            EventTypes.of(source.kind()).all().stream()
                    .filter(type -> pattern.matches(source.name(), type))
                    .map(type -> new Type(source.name(), type))
                    .forEach(types::add);
        }
        return types.stream().filter(type -> !shape(type).isEmpty()).toList();
    }

    /** Returns the form of all known bodies of a type; empty if none is known. */
    BodyShape shape(Type type) {
        BodyShape known = shapes.get(type);
        if (known == null) {
            known = new BodyShape();
            shapes.put(type, known);
            kind(type).map(kind -> SampleBodies.of(kind, type.type())).ifPresent(known::addAll);
            known.addAll(facts(type).stream()
                    .map(each -> each.variables().get("event"))
                    .toList());
        }
        return known;
    }

    private Optional<Kind> kind(Type type) {
        return sources.origin() == KnownSources.Origin.NONE
                ? EventTypes.kindByForm(type.type())
                : sources.named(type.source()).map(KnownSources.Source::kind);
    }

    /** Returns the newest stored events of a type that rules can read. */
    List<Facts> facts(Type type) {
        List<Facts> known = facts.get(type);
        if (known == null) {
            known = new ArrayList<>();
            facts.put(type, known);
            List<Stored> events = received.contains(type) && bytes < MOST_BYTES ? stored.of(type) : List.of();
            for (Stored event : events) {
                bytes += event.body().length;
                read(event).ifPresent(known::add);
            }
        }
        return known;
    }

    private static Optional<Facts> read(Stored event) {
        try {
            Event seen = Event.unstored(event.source(), event.type(), event.receivedAt());
            return Optional.of(Facts.of(seen, event.body(), Optional.empty(), zone -> Optional.empty()));
        } catch (Facts.UnreadableException e) {
            return Optional.empty(); // no rule reads it either
        }
    }
}
