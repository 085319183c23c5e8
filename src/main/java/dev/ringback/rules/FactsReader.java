package dev.ringback.rules;

import dev.ringback.calls.lawful.Zones;
import dev.ringback.intake.Event;
import dev.ringback.intake.sources.Sources;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads events as rules see them, by the configured sources and the time zone data in use. */
@ApplicationScoped
class FactsReader {
    private final Sources sources;
    private final Zones zones;

    FactsReader(Sources sources, Zones zones) {
        this.sources = sources;
        this.zones = zones;
    }

    /** @throws Facts.UnreadableException if no rule can read the body */
    Facts read(Event event, byte[] body) throws Facts.UnreadableException {
        return Facts.of(event, body, sources.named(event.source()), zones::zone);
    }
}
