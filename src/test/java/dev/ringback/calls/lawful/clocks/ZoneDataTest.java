package dev.ringback.calls.lawful.clocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZoneDataTest {
    private static final ZoneData DATA = ZoneData.ofRelease();

    private static ZoneRules rules(String id) {
        return DATA.zone(id).orElseThrow().rules();
    }

    // --- The clocks of 2026: the news of the tz database, releases 2026b to 2026f

    @ParameterizedTest
    @CsvSource({
        "America/Vancouver, -07:00",
        "America/Edmonton, -06:00",
        "America/Yellowknife, -06:00",
        "America/Inuvik, -06:00",
        "America/Winnipeg, -05:00",
        "America/Rainy_River, -05:00",
        "America/Havana, -04:00",
        "Africa/Casablanca, Z",
        "Africa/El_Aaiun, Z",
        // and neighbours that stay as they were
        "America/Rankin_Inlet, -06:00",
        "America/Iqaluit, -05:00",
        "America/Cambridge_Bay, -07:00",
        "America/Toronto, -05:00",
        "America/Chicago, -06:00",
        "America/Los_Angeles, -08:00",
        "America/Whitehorse, -07:00",
        "America/Regina, -06:00",
        "Europe/Dublin, Z",
        "Asia/Kathmandu, +05:45",
        "Australia/Lord_Howe, +11:00"
    })
    void theOffsetsOfDecember2026AreThoseOfTheLaw(String id, String offset) {
        assertThat(rules(id).getOffset(Instant.parse("2026-12-15T12:00:00Z"))).isEqualTo(ZoneOffset.of(offset));
    }

    @Test
    void cubaGoesBackInNovember2027() {
        Instant from = Instant.parse("2026-06-01T00:00:00Z");
        assertThat(Change.of(rules("America/Havana"), from, Instant.parse("2028-12-31T00:00:00Z")).stream()
                        .map(Change::toString))
                .containsExactly(
                        "2027-11-07T05:00:00Z -04:00 -05:00",
                        "2028-03-12T05:00:00Z -05:00 -04:00",
                        "2028-11-05T05:00:00Z -04:00 -05:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Africa/Casablanca", "Africa/El_Aaiun"})
    void moroccoKeepsItsClocksFromSeptember2026(String id) {
        Instant from = Instant.parse("2026-04-01T00:00:00Z");
        assertThat(Change.of(rules(id), from, Instant.parse("2090-01-01T00:00:00Z")).stream()
                        .map(Change::toString))
                .containsExactly("2026-09-20T01:00:00Z +01:00 Z");
    }

    // --- Ids

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, Europe/Berlin",
        "europe/berlin, Europe/Berlin",
        "EUROPE/BERLIN, Europe/Berlin",
        "us/pacific, US/Pacific",
        "asia/calcutta, Asia/Calcutta",
        "utc, UTC",
        "Etc/UTC, Etc/UTC",
        "GMT, GMT",
        "Zulu, Zulu",
        "etc/gmt+5, Etc/GMT+5",
        "EST5EDT, EST5EDT",
        "est, EST"
    })
    void anIdIsFoundInAnyCaseAndKeepsTheSpellingOfTheData(String asked, String id) {
        assertThat(DATA.zone(asked).orElseThrow().id()).isEqualTo(id);
        assertThat(DATA.ids()).contains(id);
    }

    @ParameterizedTest
    @CsvSource({"+05:30, 19800", "-8, -28800", "Z, 0", "UTC+3, 10800", "GMT-05:00, -18000", "UT+1, 3600"})
    void anOffsetNeedsNoData(String id, int seconds) {
        Zone zone = Zone.ofOffset(id).orElseThrow();
        assertThat(zone.id()).isEqualTo(id);
        assertThat(zone.rules().getOffset(Instant.EPOCH)).isEqualTo(ZoneOffset.ofTotalSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Europe/Bonn", "UTC", "+25:00", "UTCZ", "GMT0", "5", "+5:30 "})
    void anythingElseIsNoOffset(String id) {
        assertThat(Zone.ofOffset(id)).isEmpty();
    }

    @Test
    void aLinkHasTheRulesOfItsZone() {
        assertThat(rules("US/Pacific")).isEqualTo(rules("America/Los_Angeles"));
        assertThat(rules("Asia/Calcutta").getOffset(Instant.EPOCH)).isEqualTo(ZoneOffset.ofHoursMinutes(5, 30));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "+05:30",
                "-08:00",
                "Z",
                "GMT+3",
                "UTC+3",
                "UTC-05:00",
                "SystemV/PST8PDT",
                "Europe/Bonn",
                "Europe",
                "Europe/",
                " Europe/Berlin",
                "Berlin",
                "PST",
                "CST",
                "İstanbul"
            })
    void whatTheDataDoNotHaveIsNoZone(String id) {
        assertThat(DATA.zone(id)).isEmpty();
    }

    @Test
    void eachZoneThatDiffersSince1970IsKnown() {
        List<String> ids = rows("/zones/zone1970.tsv").map(row -> row[1]).toList();
        assertThat(ids).hasSizeGreaterThan(300);
        assertThat(DATA.ids()).containsAll(ids);
    }

    @Test
    void eachZoneOfAPlaceIsKnown() {
        for (String resource : List.of("/places/countries.tsv", "/places/subdivisions.tsv")) {
            List<String> ids = rows(resource)
                    .map(row -> row[1])
                    .filter(zones -> !zones.equals("-"))
                    .flatMap(zones -> Stream.of(zones.split(",")))
                    .toList();
            assertThat(ids).as(resource).isNotEmpty();
            assertThat(DATA.ids()).as(resource).containsAll(ids);
        }
    }

    private static Stream<String[]> rows(String resource) {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(ZoneDataTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            return reader
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void eachZoneCompiles() {
        assertThat(DATA.ids())
                .hasSizeGreaterThan(590)
                .allSatisfy(id -> assertThat(DATA.zone(id)).isPresent());
    }

    @Test
    void threadsThatAskAtOnceGetEqualRules() throws Exception {
        ZoneData fresh = ZoneData.ofRelease();
        List<Callable<List<ZoneRules>>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tasks.add(() -> fresh.ids().stream()
                    .map(id -> fresh.zone(id).orElseThrow().rules())
                    .toList());
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<ZoneRules>> answer : threads.invokeAll(tasks)) {
                assertThat(answer.get())
                        .isEqualTo(DATA.ids().stream().map(ZoneDataTest::rules).toList());
            }
        }
    }

    static String release() throws IOException {
        try (InputStream stream = ZoneDataTest.class.getResourceAsStream("/zones/tzdata.zi")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
