package dev.ringback.rules;

import dev.ringback.calls.lawful.Zones;
import dev.ringback.hub.HubLookup;
import dev.ringback.hub.StandaloneHub;
import dev.ringback.outbox.AllowedCountries;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * Checks a rules file outside the container: without a database, by the release's samples and the settings of the
 * environment.
 *
 * @param zones the time zone data
 * @param notes what could not be checked, in words
 */
record StandaloneCheck(CheckReport report, Zones zones, List<String> notes) {
    /**
     * Checks a text.
     *
     * @param tests runs its tests; empty if nothing can
     * @param files finds a file beside the rules file by its name
     */
    static StandaloneCheck of(
            String text,
            Config config,
            InstantSource clock,
            Optional<FileTests> tests,
            Function<String, Optional<byte[]>> files) {
        Zones zones = Zones.standalone(
                config.getOptionalValue("ringback.zones.file", String.class).map(Path::of), clock);
        List<String> notes = new ArrayList<>();
        List<Finding> further = new ArrayList<>(RulesLint.ofZones(zones));
        HubLookup hub = StandaloneHub.read(config)
                .map(reading -> RulesCheck.lookup(reading, further))
                .orElseGet(() -> {
                    notes.add("agents and caller numbers are not checked, since no key for the Hub is set"
                            + " (KATAVEN_API_KEY)");
                    return HubLookup.UNCHECKED;
                });
        KnownSources sources = KnownSources.of(config);
        if (sources.origin() == KnownSources.Origin.NONE) {
            notes.add(
                    "sources are not checked, since no ringback.sources are set; their kinds are guessed by the types");
        }
        RulesLint lint = new RulesLint(sources, StoredBodies.NONE, countries(config), clock);
        RulesFile.Parsed parsed = RulesFile.parse(text, zones::zone, clock.instant(), hub);
        return new StandaloneCheck(CheckReport.of(text, parsed, lint, tests, files, further), zones, notes);
    }

    private static AllowedCountries countries(Config config) {
        return new AllowedCountries(config.getOptionalValue("ringback.allowed-countries", String.class)
                .map(text -> Arrays.stream(text.split(",")).map(String::strip).collect(Collectors.toSet())));
    }
}
