package dev.ringback.calls.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.lawful.Explanation.HeldBy;
import dev.ringback.calls.lawful.law.Blackouts;
import dev.ringback.calls.lawful.law.Law;
import dev.ringback.calls.lawful.law.Packs;
import dev.ringback.calls.lawful.law.Preset;
import dev.ringback.calls.lawful.places.Origin;
import dev.ringback.calls.lawful.places.Spot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the hours of every place against a search of every minute, around every change of its clocks from 2024 to 2028. */
class LawfulPlacesTest {
    private static final Packs PACKS = Packs.ofRelease();
    private static final Law LAW = law(Preset.LAWFUL, true);

    private final Random random = new Random(RandomPersons.SEED);
    private final ChangesOfClocks changes = new ChangesOfClocks(random);

    private static Law law(Preset preset, boolean withBills) {
        return new Law(PACKS, preset, withBills, Blackouts.none());
    }

    private static LawfulHours hours(Law law) {
        return new LawfulHours(Countries.whereabouts(), Countries::zone, law);
    }

    /** Each country in each of its zones, and each subdivision in its own, twice around each change of clocks there. */
    @Test
    void everyChangeOfClocksMovesTheHoursOfItsPlaces() {
        System.out.println("seed " + RandomPersons.SEED);
        LawfulHours hours = hours(LAW);
        int asked = 0;
        for (Spot spot : everyPlace()) {
            for (Instant change : ChangesOfClocks.in(spot.zones())) {
                check(hours, spot, changes.near(change));
                check(hours, spot, changes.justBefore(change));
                asked++;
            }
        }
        assertThat(asked).isGreaterThan(1000);
    }

    private static List<Spot> everyPlace() {
        List<Spot> places = new ArrayList<>();
        for (String country : new TreeSet<>(Countries.TABLES.countries().codes())) {
            for (String zone : new TreeSet<>(Countries.TABLES.countries().zones(country))) {
                places.add(new Spot(country, Set.of(zone), Origin.PLACE));
            }
            for (String part : new TreeSet<>(Countries.TABLES.countries().subdivisionsOf(country))) {
                Countries.TABLES
                        .countries()
                        .subdivisionZones(part)
                        .filter(zones -> !zones.isEmpty())
                        .ifPresent(zones -> places.add(new Spot(part, zones, Origin.PLACE)));
            }
        }
        return places;
    }

    private static Optional<LawfulWindow.Opening> next(LawfulHours hours, Spot spot, Instant at) {
        return hours.window(List.of(spot)).next(at, at.plus(EveryMinute.AHEAD));
    }

    private static void check(LawfulHours hours, Spot spot, Instant at) {
        List<HeldBy> clocks = spot.zones().stream()
                .map(zone -> new HeldBy(zone, spot.place(), "place"))
                .toList();
        Optional<LawfulWindow.Opening> next = next(hours, spot, at);
        new EveryMinute(LAW, clocks)
                .check("seed %d: %s at %s: %s".formatted(RandomPersons.SEED, spot, at, next), next, at);
    }

    /** What the cautious settings allow, the others allow too. */
    @Test
    void billsAndTheStrictPresetOnlyNarrow() {
        System.out.println("seed " + RandomPersons.SEED);
        LawfulHours strict = hours(law(Preset.STRICT, true));
        LawfulHours withoutBills = hours(law(Preset.LAWFUL, false));
        LawfulHours lawful = hours(LAW);
        int narrower = 0;
        for (Spot spot : everyPlace()) {
            Instant at = changes.anywhere();
            Optional<LawfulWindow.Opening> cautious = next(strict, spot, at);
            Optional<LawfulWindow.Opening> usual = next(lawful, spot, at);
            Optional<LawfulWindow.Opening> bold = next(withoutBills, spot, at);
            narrower += cautious.equals(usual) ? 0 : 1;
            cautious.ifPresent(opening -> assertThat(next(lawful, spot, opening.from()))
                    .as("%s at %s", spot, at)
                    .hasValueSatisfying(wider -> assertThat(wider.from()).isEqualTo(opening.from()))
                    .hasValueSatisfying(wider -> assertThat(wider.until()).isAfterOrEqualTo(opening.until())));
            usual.ifPresent(opening -> assertThat(bold)
                    .as("%s at %s", spot, at)
                    .hasValueSatisfying(wider -> assertThat(wider.from()).isBeforeOrEqualTo(opening.from())));
        }
        assertThat(narrower).as("places where the preset tells").isPositive();
    }
}
