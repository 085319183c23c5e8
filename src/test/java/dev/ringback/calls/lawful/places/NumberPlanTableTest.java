package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Compares the table of area codes with the tables of countries and subdivisions. */
class NumberPlanTableTest {
    private static final NumberPlan PLAN = NumberPlan.ofRelease();
    private static final NumberPlanClocks CLOCKS = new NumberPlanClocks();

    /**
     * Zones of a code that its state does not have by the table of subdivisions, each with the reason.
     *
     * <p>334, 483: eastern Alabama keeps Eastern time by custom; the table of subdivisions has what the law says.
     */
    private static final Map<String, Set<String>> BESIDE_THE_STATE =
            Map.of("334", Set.of("America/New_York"), "483", Set.of("America/New_York"));

    @Test
    void everyZoneExists() {
        PLAN.codes()
                .forEach(code -> code.spots()
                        .forEach(spot -> assertThat(ZoneId.getAvailableZoneIds())
                                .as(code.code())
                                .containsAll(spot.zones())));
    }

    @Test
    void everyStateAndProvinceHasACode() {
        var served = new TreeSet<String>();
        PLAN.codes().forEach(code -> code.spots().forEach(spot -> served.add(spot.place())));
        var listed = new TreeSet<>(table("places/subdivisions.tsv").keySet());
        listed.removeIf(place -> !place.startsWith("US-") && !place.startsWith("CA-"));
        // Armed forces and free states have no area code; a territory has its country's code here.
        listed.removeAll(Set.of("US-AA", "US-AE", "US-AP", "US-FM", "US-MH", "US-PW", "US-UM"));
        listed.removeAll(Set.of("US-AS", "US-GU", "US-MP", "US-PR", "US-VI"));
        assertThat(served).containsAll(listed);
        served.removeIf(place -> place.length() == 2);
        assertThat(served).isEqualTo(listed);
    }

    @Test
    void everyZoneIsOneOfItsState() {
        var states = table("places/subdivisions.tsv");
        var beside = new TreeMap<String, Set<String>>();
        PLAN.codes()
                .forEach(code -> code.spots().stream()
                        .filter(spot -> spot.place().length() > 2)
                        .forEach(spot -> {
                            var zones = new TreeSet<>(spot.zones());
                            zones.removeAll(states.get(spot.place()));
                            if (!zones.isEmpty()) {
                                beside.put(code.code(), zones);
                            }
                        }));
        assertThat(beside).isEqualTo(BESIDE_THE_STATE);
    }

    /** The table of countries has the zone that stands for several islands, this one each island's own. */
    @Test
    void theZoneOfAnIslandHasTheClockOfItsCountry() {
        var countries = table("places/countries.tsv");
        PLAN.codes()
                .forEach(code -> code.spots().stream()
                        .filter(spot -> spot.place().length() == 2)
                        .forEach(spot -> spot.zones()
                                .forEach(zone -> assertThat(countries.get(spot.place()))
                                        .as(code.code())
                                        .anyMatch(other -> CLOCKS.areAlike(zone, other)))));
    }

    /** What a state has by its own table is in one of its codes, at least as a zone of the same clock. */
    @Test
    void everyZoneOfAStateIsInACode() {
        var found = new HashMap<String, Set<String>>();
        PLAN.codes()
                .forEach(code -> code.spots()
                        .forEach(spot -> found.computeIfAbsent(spot.place(), place -> new TreeSet<>())
                                .addAll(spot.zones())));
        table("places/subdivisions.tsv").forEach((state, zones) -> {
            if (found.containsKey(state)) {
                zones.forEach(zone -> assertThat(found.get(state))
                        .as(state + " " + zone)
                        .anyMatch(other -> CLOCKS.areAlike(zone, other)));
            }
        });
    }

    private static Map<String, Set<String>> table(String file) {
        try (InputStream data = Objects.requireNonNull(
                NumberPlanTableTest.class.getClassLoader().getResourceAsStream(file), file)) {
            var table = new HashMap<String, Set<String>>();
            new String(data.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .forEach(fields -> table.put(fields[0], Set.of(fields[1].split(","))));
            return table;
        } catch (IOException e) {
            throw new AssertionError(file, e);
        }
    }
}
