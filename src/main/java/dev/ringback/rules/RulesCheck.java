package dev.ringback.rules;

import dev.ringback.calls.lawful.Zones;
import dev.ringback.hub.HubDirectory;
import dev.ringback.hub.HubLookup;
import dev.ringback.rules.Finding.Severity;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Checks a rules file as an activation does, without activating it. Changes nothing. */
@ApplicationScoped
public class RulesCheck {
    private final RecentDirectory directory;
    private final RulesLint lint;
    private final RulesTransition activation;
    private final Instance<FileTests> tests;
    private final Zones zones;
    private final InstantSource clock;

    RulesCheck(
            RecentDirectory directory,
            RulesLint lint,
            RulesTransition activation,
            Instance<FileTests> tests,
            Zones zones,
            InstantSource clock) {
        this.directory = directory;
        this.lint = lint;
        this.activation = activation;
        this.tests = tests;
        this.zones = zones;
        this.clock = clock;
    }

    /**
     * Checks a text. Asks the Hub for its agents and numbers: no transaction may be open.
     *
     * @param files finds an event's file of a test by its name
     * @param mayTryConditions whether the caller may learn which stored events pass a condition
     */
    public CheckReport check(String text, Function<String, Optional<byte[]>> files, boolean mayTryConditions) {
        List<Finding> further = new ArrayList<>(RulesLint.ofZones(zones));
        HubLookup hub = lookup(directory.read(), further);
        RulesFile.Parsed parsed = RulesFile.parse(text, zones::zone, clock.instant(), hub);
        RulesFile.Parsed owned = QuarkusTransaction.requiringNew().call(() -> withOwners(text, parsed));
        RulesLint allowed = mayTryConditions ? lint : lint.withoutConditions();
        return CheckReport.of(text, owned, allowed, tests.stream().findFirst(), files, further);
    }

    /** Takes names as written if the Hub does not answer, and adds a warning. */
    static HubLookup lookup(HubDirectory.Reading reading, List<Finding> further) {
        return switch (reading) {
            case HubDirectory.Reading.Known(var listed) -> listed;
            case HubDirectory.Reading.Unavailable(var why) -> {
                further.add(new Finding(
                        1, 1, Severity.WARNING, "agents and caller numbers are not checked at the Hub: " + why));
                yield HubLookup.UNCHECKED;
            }
        };
    }

    private RulesFile.Parsed withOwners(String text, RulesFile.Parsed parsed) {
        return parsed instanceof RulesFile.Parsed.Valid(var file)
                ? activation
                        .ambiguous(text, file)
                        .<RulesFile.Parsed>map(Function.identity())
                        .orElse(parsed)
                : parsed;
    }
}
