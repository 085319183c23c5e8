package dev.ringback.intake.sources;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds the configured sources: the permitted senders, each with its verifier. */
@ApplicationScoped
@Startup // reports a wrong setting at start, not at the first delivery
public class Sources {
    private final Map<String, Source> byName = new LinkedHashMap<>();

    Sources(SourcesConfig config, InstantSource clock) {
        config.all()
                .forEach((name, source) -> byName.put(
                        name,
                        new Source(
                                name,
                                source.kind(),
                                source.sender().orElse(name),
                                source.acceptTestEvents(),
                                source.kind().verifier(source, clock))));
    }

    /**
     * A configured source with its verifier.
     *
     * @param sender the party behind the source
     */
    public record Source(String name, Kind kind, String sender, boolean acceptsTestEvents, Verifier verifier) {
        /** Creates a source for events that are already known to be authentic. It verifies no delivery. */
        public static Source ofKnownEvents(String name, Kind kind, String sender, boolean acceptsTestEvents) {
            return new Source(name, kind, sender, acceptsTestEvents, delivery -> {
                throw new UnverifiedException("the source has no secret");
            });
        }

        /** @throws UnverifiedException if the delivery cannot be verified as the source's */
        public Delivery.Authentic verify(Delivery delivery) {
            return verifier.verify(delivery);
        }
    }

    public Optional<Source> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns the party behind a source; a source that is no longer configured is its own sender. */
    public String senderOf(String source) {
        return named(source).map(Source::sender).orElse(source);
    }

    /** Returns every name of a sender: its own, and the names of all its sources. */
    public Set<String> namesOfSender(String sender) {
        return Stream.concat(
                        Stream.of(sender),
                        byName.values().stream()
                                .filter(source -> source.sender.equals(sender))
                                .map(Source::name))
                .collect(Collectors.toSet());
    }

    public Collection<Source> all() {
        return byName.values();
    }

    public Set<String> names() {
        return byName.keySet();
    }
}
