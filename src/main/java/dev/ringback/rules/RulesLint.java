package dev.ringback.rules;

import dev.ringback.calls.lawful.Zones;
import dev.ringback.intake.NewestEvents;
import dev.ringback.intake.sources.Sources;
import dev.ringback.outbox.AllowedCountries;
import dev.ringback.rules.Finding.Severity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds what is wrong with a rules file although its form is right: events that no sender has, fields that no event has,
 * comparisons that always fail, rules that never ring or ring twice. It is checked by the configured sources, the newest
 * stored events and the release's samples.
 */
@ApplicationScoped
class RulesLint {
    private final KnownSources sources;
    private final StoredBodies stored;
    private final AllowedCountries countries;
    private final InstantSource clock;
    private final boolean triesConditions;

    @Inject
    RulesLint(Sources sources, NewestEvents events, AllowedCountries countries, InstantSource clock) {
        this(KnownSources.of(sources), StoredBodies.of(events), countries, clock);
    }

    RulesLint(KnownSources sources, StoredBodies stored, AllowedCountries countries, InstantSource clock) {
        this(sources, stored, countries, clock, true);
    }

    private RulesLint(
            KnownSources sources,
            StoredBodies stored,
            AllowedCountries countries,
            InstantSource clock,
            boolean triesConditions) {
        this.triesConditions = triesConditions;
        this.sources = sources;
        this.stored = stored;
        this.countries = countries;
        this.clock = clock;
    }

    /**
     * Returns the flaws of a file that was read without an error, in its order. Reads the newest events of its types in the
     * caller's transaction, or in its own ones.
     */
    List<Finding> findings(String text, RulesFile file) {
        FileOutline outline = FileOutline.of(text);
        BodiesOfTypes bodies = new BodiesOfTypes(sources, stored);
        List<Finding> findings = new ArrayList<>(new EventLint(outline, sources, bodies.received()).findings());
        findings.addAll(new SenderLint(outline, sources).findings());
        findings.addAll(new FieldLint(outline, bodies, triesConditions).findings(file));
        findings.addAll(new PairLint(outline).findings(file));
        LocalDate today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
        findings.addAll(new TermsLint(outline, countries.contains("US"), today).findings(file));
        return sorted(findings);
    }

    /** Returns a lint that tries no condition on stored events, since its result would tell of their content. */
    RulesLint withoutConditions() {
        return new RulesLint(sources, stored, countries, clock, false);
    }

    /** Returns the flaws that show in a file which cannot be read as a whole: those of its events. */
    List<Finding> findings(String text) {
        return sorted(new EventLint(FileOutline.of(text), sources, stored.types()).findings());
    }

    /** Returns the warnings that do not come from the file's text, at its beginning. */
    static List<Finding> ofZones(Zones zones) {
        return zones.areOld()
                ? List.of(new Finding(
                        1,
                        1,
                        Severity.WARNING,
                        "the time zone data " + zones.version() + " are "
                                + zones.age().toDays()
                                + " days old; expected a newer release, or newer data by ringback.zones.file"))
                : List.of();
    }

    private static List<Finding> sorted(List<Finding> findings) {
        return findings.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Finding::line).thenComparingInt(Finding::column))
                .toList();
    }
}
