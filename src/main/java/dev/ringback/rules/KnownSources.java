package dev.ringback.rules;

import dev.ringback.intake.sources.Kind;
import dev.ringback.intake.sources.Sources;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * Describes the sources that a rules file may name.
 *
 * @param byName all of them, by name
 * @param origin how certain it is that there are no others
 */
record KnownSources(Map<String, Source> byName, Origin origin) {
    /** The prefix of the names of all sources' settings; a source's name follows it. */
    static final String PREFIX = "ringback.sources.";

    /** @param sender the party behind the source */
    record Source(String name, Kind kind, String sender) {}

    /** Where the sources are known from. */
    enum Origin {
        /** The running service, which takes deliveries from no others. */
        SERVICE,
        /** The settings that a command finds, which may not be the service's. */
        SETTINGS,
        /** Nothing is known: a source's kind is guessed by the form of its types. */
        NONE
    }

    static final KnownSources NONE = new KnownSources(Map.of(), Origin.NONE);

    static KnownSources of(Sources sources) {
        return of(
                sources.all().stream()
                        .map(source -> new Source(source.name(), source.kind(), source.sender()))
                        .toList(),
                Origin.SERVICE);
    }

    static KnownSources of(Collection<Source> sources, Origin origin) {
        return new KnownSources(
                sources.stream()
                        .collect(Collectors.toMap(Source::name, Function.identity(), (one, same) -> one, TreeMap::new)),
                origin);
    }

    /** Reads the names, kinds and senders that settings give; {@link #NONE} if they name no source. */
    static KnownSources of(Config config) {
        List<Source> sources = StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(key -> key.startsWith(PREFIX) && key.endsWith(".kind"))
                .map(key -> key.substring(PREFIX.length(), key.length() - ".kind".length()))
                .distinct()
                .flatMap(name -> source(config, name).stream())
                .toList();
        return sources.isEmpty() ? NONE : of(sources, Origin.SETTINGS);
    }

    private static Optional<Source> source(Config config, String name) {
        String word = config.getOptionalValue(PREFIX + name + ".kind", String.class)
                .orElse("")
                .toUpperCase(Locale.ROOT)
                .replace('-', '_');
        String sender =
                config.getOptionalValue(PREFIX + name + ".sender", String.class).orElse(name);
        return List.of(Kind.values()).stream()
                .filter(kind -> kind.name().equals(word))
                .findFirst()
                .map(kind -> new Source(name, kind, sender));
    }

    Set<String> names() {
        return byName.keySet();
    }

    Optional<Source> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns the sources that a pattern takes events of. */
    List<Source> takenBy(Rule.EventPattern pattern) {
        String beginning = pattern.text().replaceAll("\\*$", "");
        return byName.values().stream()
                .filter(source -> pattern.source()
                        .map(source.name()::equals)
                        .orElseGet(() -> source.name().startsWith(beginning)))
                .toList();
    }
}
