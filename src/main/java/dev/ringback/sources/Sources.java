package dev.ringback.sources;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The configured sources: who may send, and how to tell that it was they. */
@ApplicationScoped
@Startup // a wrong setting is found at start, not at the first delivery
public class Sources {
    private final Map<String, Source> byName = new LinkedHashMap<>();

    Sources(SourcesConfig config, InstantSource clock) {
        config.all()
                .forEach((name, source) -> byName.put(
                        name,
                        new Source(
                                name,
                                source.kind(),
                                source.acceptTestEvents(),
                                source.kind().verifier(source, clock))));
    }

    /** One configured sender, ready to judge deliveries. */
    public record Source(String name, Kind kind, boolean acceptsTestEvents, Verifier verifier) {
        /** @throws UnverifiedException if the source did not send it */
        public Delivery.Authentic verify(Delivery delivery) {
            return verifier.verify(delivery);
        }
    }

    public Optional<Source> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Set<String> names() {
        return byName.keySet();
    }
}
