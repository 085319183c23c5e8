package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joda.time.DateTimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountriesTest {
    private final Countries countries = Countries.ofRelease();
    private final JodaClocks clocks = new JodaClocks();

    @Test
    void holdsEveryZoneOfZoneTab() throws IOException {
        Map<String, Set<String>> made = CountryTable.zonesByCountry(resource("/places/zone.tab"));

        assertThat(countries.codes()).isEqualTo(made.keySet());
        made.forEach((country, zones) -> assertThat(countries.zones(country)).isEqualTo(zones));
    }

    /** A zone that several countries shared since 1970 may have gone its own way in one of them. */
    @Test
    void showsTheClocksOfEachSharedZoneInEachOfItsCountries() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String[] row : rows("/places/zone1970.tab")) {
            for (String country : row[0].split(",")) {
                if (countries.zones(country).stream().map(clocks::of).noneMatch(clock -> clock == clocks.of(row[2]))) {
                    wrong.add(country + " " + row[2]);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void namesZonesThatExist() {
        Stream<String> named = Stream.concat(
                countries.codes().stream().flatMap(country -> countries.zones(country).stream()),
                countries.codes().stream()
                        .flatMap(country -> countries.subdivisionsOf(country).stream())
                        .flatMap(code -> countries.subdivisionZones(code).orElseThrow().stream()));

        assertThat(named).isSubsetOf(DateTimeZone.getAvailableIDs());
    }

    /** Territories have clocks of their own; the other subdivisions of a country show clocks of the country. */
    @Test
    void givesSubdivisionsNoClocksButTheirCountrys() {
        Set<String> apart = Set.of("US", "FR", "NL", "NO", "FI", "CN");
        for (String country : countries.codes()) {
            Set<String> zones = countries.subdivisionsOf(country).stream()
                    .filter(code -> !code.matches("UA-(09|14|23|65)"))
                    .flatMap(code -> countries.subdivisionZones(code).orElseThrow().stream())
                    .collect(Collectors.toSet());
            if (!apart.contains(country)) {
                assertThat(countries.zones(country)).as(country).containsAll(zones);
            }
        }
    }

    /** Whoever is in a country whose subdivisions are all listed is in one of them. */
    @Test
    void coversEachZoneOfACountryByItsSubdivisions() {
        Map<String, Set<String>> uncovered = new HashMap<>();
        for (String country : countries.codes()) {
            Set<String> zones = countries.subdivisionsOf(country).stream()
                    .flatMap(code -> countries.subdivisionZones(code).orElseThrow().stream())
                    .collect(Collectors.toSet());
            Set<String> missing = new TreeSet<>(countries.zones(country));
            missing.removeAll(zones);
            if (!countries.subdivisionsOf(country).isEmpty() && zones.size() > 1 && !missing.isEmpty()) {
                uncovered.put(country, missing);
            }
        }
        // Metropolitan France and the Netherlands list what lies overseas alone; of Greenland the National Park, of
        // Russia
        // Crimea and of Australia the Eyre Bird Observatory stand in no listed subdivision.
        assertThat(uncovered)
                .isEqualTo(Map.of(
                        "FR", Set.of("Europe/Paris"),
                        "NL", Set.of("Europe/Amsterdam"),
                        "GL", Set.of("America/Danmarkshavn"),
                        "RU", Set.of("Europe/Simferopol"),
                        "AU", Set.of("Asia/Tokyo")));
    }

    @ParameterizedTest
    @CsvSource({
        "US-CA, America/Los_Angeles",
        "CA-MB, America/Winnipeg",
        "CA-NT, America/Edmonton|America/Inuvik",
        "CA-NU, America/Atikokan|America/Cambridge_Bay|America/Iqaluit|America/Rankin_Inlet|America/Resolute",
        "CA-ON, America/Atikokan|America/Toronto|America/Winnipeg",
        "CA-BC, America/Creston|America/Dawson_Creek|America/Edmonton|America/Fort_Nelson|America/Vancouver",
        "RU-SAR, Europe/Saratov",
        "CL-AI, America/Coyhaique",
        "CL-MA, America/Punta_Arenas",
        "ES-CN, Atlantic/Canary",
        "PT-20, Atlantic/Azores",
        "MX-ROO, America/Cancun",
        "EC-W, Pacific/Galapagos",
        "NZ-CIT, Pacific/Chatham",
        "UA-43, Europe/Kyiv|Europe/Simferopol",
        "FR-RE, Indian/Reunion",
        "FM-YAP, Pacific/Chuuk",
    })
    void knowsTheZonesOfASubdivision(String code, String zones) {
        assertThat(countries.subdivisionZones(code)).contains(Set.of(zones.split("\\|")));
    }

    @Test
    void tellsACodeOfNoLocationFromOneThatItLacks() {
        assertThat(countries.subdivisionZones("US-AE")).contains(Set.of());
        assertThat(countries.subdivisionZones("DE-BY")).isEmpty();
        assertThat(countries.subdivisionZones(null)).isEmpty();
    }

    @Test
    void hasNoZoneForWhatIsNoInhabitedCountry() {
        assertThat(Stream.of("BV", "HM", "ZZ", "us", "001", "", null).map(countries::zones))
                .allMatch(Set::isEmpty);
        assertThat(countries.subdivisionsOf("ZZ")).isEmpty();
        assertThat(countries.subdivisionsOf(null)).isEmpty();
    }

    @Test
    void keepsWhatIsDisputedWithAllItsZones() {
        assertThat(countries.zones("XK")).containsExactly("Europe/Belgrade");
        assertThat(countries.zones("EH")).containsExactly("Africa/El_Aaiun");
        assertThat(countries.zones("UA")).containsExactlyInAnyOrder("Europe/Kyiv", "Europe/Simferopol");
        assertThat(countries.zones("RU")).contains("Europe/Simferopol");
        assertThat(countries.zones("CY")).containsExactlyInAnyOrder("Asia/Nicosia", "Asia/Famagusta");
    }

    @ParameterizedTest
    @CsvSource({
        "/places/wrong-zone.tsv, 'line 2: no zone''s id'",
        "/places/wrong-columns.tsv, 'line 2: 2 columns were expected, not 3'",
        "/places/wrong-code.tsv, 'line 2: no code of ISO 3166'",
        "/places/twice.tsv, 'line 3: AD stands twice'",
        "/places/missing.tsv, missing",
    })
    void refusesAWrongTableWithItsFileAndLine(String resource, String words) {
        assertThatThrownBy(() -> Countries.read(resource, "/places/subdivisions.tsv"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(resource)
                .hasMessageContaining(words);
    }

    private static List<String[]> rows(String resource) throws IOException {
        return resource(resource)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t"))
                .toList();
    }

    private static String resource(String name) throws IOException {
        try (var data = CountriesTest.class.getResourceAsStream(name)) {
            return new String(data.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
