package dev.ringback.calls.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.lawful.LawfulWindow.LocalClock;
import dev.ringback.calls.lawful.LawfulWindow.Opening;
import dev.ringback.calls.lawful.clocks.Zone;
import dev.ringback.calls.lawful.clocks.ZoneData;
import dev.ringback.calls.lawful.law.Blackouts;
import dev.ringback.calls.lawful.law.Law;
import dev.ringback.calls.lawful.law.Packs;
import dev.ringback.calls.lawful.law.Preset;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LawfulWindowTest {
    private static final String NEW_YORK = "America/New_York";
    private static final Law LAW = new Law(Packs.ofRelease(), Preset.LAWFUL, true, Blackouts.none());

    private static LawfulWindow in(String... zones) {
        return of(Arrays.stream(zones).map(LawfulWindowTest::zone).collect(Collectors.toSet()));
    }

    /** Returns the window of zones without a place, where no pack speaks: Monday to Saturday, 9:00 to 20:00. */
    private static LawfulWindow of(Set<Zone> zones) {
        return new LawfulWindow(
                LAW, zones.stream().map(zone -> new LocalClock(null, zone)).toList());
    }

    private static Zone zone(String id) {
        return Countries.zone(id).orElseThrow();
    }

    private static Instant at(String local, String zone) {
        return LocalDateTime.parse(local).atZone(ZoneId.of(zone)).toInstant();
    }

    private static Optional<Opening> within(LawfulWindow window, Instant from, Duration time) {
        return window.next(from, from.plus(time));
    }

    private static Opening week(LawfulWindow window, Instant from) {
        return within(window, from, Duration.ofDays(8)).orElseThrow();
    }

    // --- One zone

    /** 2026-11-23 is a Monday, the 28th a Saturday, the 29th a Sunday. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-23T08:59:59.999, 2026-11-23T09:00, 2026-11-23T20:00",
        "2026-11-23T09:00:00.000, 2026-11-23T09:00, 2026-11-23T20:00",
        "2026-11-23T12:34:56.789, 2026-11-23T12:34:56.789, 2026-11-23T20:00",
        "2026-11-23T19:59:59.999, 2026-11-23T19:59:59.999, 2026-11-23T20:00",
        "2026-11-23T20:00:00.000, 2026-11-24T09:00, 2026-11-24T20:00",
        "2026-11-28T19:59:59.999, 2026-11-28T19:59:59.999, 2026-11-28T20:00",
        "2026-11-28T20:00:00.000, 2026-11-30T09:00, 2026-11-30T20:00",
        "2026-11-29T00:00:00.000, 2026-11-30T09:00, 2026-11-30T20:00",
        "2026-11-29T12:00:00.000, 2026-11-30T09:00, 2026-11-30T20:00",
        "2026-11-29T23:59:59.999, 2026-11-30T09:00, 2026-11-30T20:00"
    })
    void mondayToSaturdayFromNineToEightIsAllowed(String asked, String from, String until) {
        for (String zone : List.of("UTC", NEW_YORK, "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago")) {
            assertThat(week(in(zone), at(asked, zone)))
                    .as(zone)
                    .isEqualTo(new Opening(at(from, zone), at(until, zone)));
        }
    }

    @Test
    void anOpeningMustBeginBeforeTheLimit() {
        Instant nine = at("2026-11-23T09:00", "UTC");
        assertThat(in("UTC").next(nine.minusSeconds(60), nine)).isEmpty();
        assertThat(in("UTC").next(nine.minusSeconds(60), nine.plusMillis(1))).isPresent();
        assertThat(in("UTC").next(nine, nine)).isEmpty();
        assertThat(in("UTC").next(nine, nine.minusSeconds(1))).isEmpty();
    }

    @Test
    void whereNoZoneIsKnownNothingIsAllowed() {
        assertThat(week(in("UTC"), Instant.EPOCH)).isNotNull();
        assertThat(within(in(), Instant.EPOCH, Duration.ofDays(365))).isEmpty();
    }

    // --- Several zones

    @ParameterizedTest
    @CsvSource({
        // New York and Los Angeles: from nine in the west to eight in the east.
        "America/New_York, America/Los_Angeles, 2026-11-23T00:00:00Z, 2026-11-23T17:00:00Z, 2026-11-24T01:00:00Z",
        // London and Kolkata in winter: nine in London is half past two there, eight there is half past two in London.
        "Europe/London, Asia/Kolkata, 2026-11-23T00:00:00Z, 2026-11-23T09:00:00Z, 2026-11-23T14:30:00Z",
        // and in summer
        "Europe/London, Asia/Kolkata, 2026-07-06T00:00:00Z, 2026-07-06T08:00:00Z, 2026-07-06T14:30:00Z",
        "Pacific/Auckland, Asia/Kolkata, 2026-11-22T00:00:00Z, 2026-11-23T03:30:00Z, 2026-11-23T07:00:00Z",
        // Saturday evening in the west is Sunday in the east: only Monday will do.
        "America/Los_Angeles, Asia/Tokyo, 2026-11-28T17:00:00Z, 2026-12-01T00:00:00Z, 2026-12-01T04:00:00Z"
    })
    void onlyTheCommonHoursAreAllowed(String one, String other, Instant asked, Instant from, Instant until) {
        assertThat(week(in(one, other), asked)).isEqualTo(new Opening(from, until));
        assertThat(week(in(other, one), asked)).isEqualTo(new Opening(from, until));
    }

    @Test
    void anotherZoneNarrowsAWindow() {
        LawfulWindow both = in("Pacific/Honolulu", NEW_YORK);
        // Nine in Honolulu to eight in New York: in winter five hours apart, in summer six.
        assertThat(week(both, Instant.parse("2026-11-23T00:00:00Z")))
                .isEqualTo(new Opening(Instant.parse("2026-11-23T19:00:00Z"), Instant.parse("2026-11-24T01:00:00Z")));
        assertThat(week(both, Instant.parse("2026-07-06T00:00:00Z")))
                .isEqualTo(new Opening(Instant.parse("2026-07-06T19:00:00Z"), Instant.parse("2026-07-07T00:00:00Z")));
    }

    /** Arizona's clocks stay when the Navajo Nation's, which are Denver's, go forward on 8 March 2026. */
    @Test
    void zonesWhoseClocksChangeApartAreFollowedEach() {
        LawfulWindow arizona = in("America/Phoenix", "America/Denver");
        assertThat(week(arizona, at("2026-03-07T12:00", "UTC")))
                .isEqualTo(new Opening(
                        at("2026-03-07T09:00", "America/Denver"), at("2026-03-07T20:00", "America/Denver")));
        assertThat(week(arizona, at("2026-03-08T12:00", "UTC")))
                .isEqualTo(new Opening(
                        at("2026-03-09T09:00", "America/Phoenix"), at("2026-03-09T20:00", "America/Denver")));
    }

    @Test
    void zonesWithoutACommonHourAreNeverAllowed() {
        assertThat(within(in("Europe/London", "Pacific/Auckland"), at("2026-01-05T00:00", "UTC"), Duration.ofDays(60)))
                .isEmpty();
    }

    // --- Days on which the clocks change

    @ParameterizedTest
    @CsvSource({
        // The clocks go forward on Sunday 8 March 2026 and back on Sunday 1 November 2026.
        "America/New_York, 2026-03-07T20:00, 2026-03-09T09:00",
        "America/New_York, 2026-10-31T20:00, 2026-11-02T09:00",
        // Cairo's go forward at midnight, into Friday 24 April 2026: there is no 00:00.
        "Africa/Cairo, 2026-04-23T20:00, 2026-04-24T09:00",
        // Lord Howe's move by half an hour.
        "Australia/Lord_Howe, 2026-04-04T20:00, 2026-04-06T09:00",
        // Samoa had no Friday 30 December 2011 at all.
        "Pacific/Apia, 2011-12-29T20:00, 2011-12-31T09:00",
        // Kwajalein had no Saturday 21 August 1993.
        "Pacific/Kwajalein, 1993-08-20T20:00, 1993-08-23T09:00"
    })
    void theWindowFollowsTheLocalClockWhenItChanges(String zone, String closed, String opens) {
        Opening opening = week(in(zone), at(closed, zone));
        assertThat(opening.from()).isEqualTo(at(opens, zone));
        assertThat(opening.until())
                .isEqualTo(LocalDateTime.parse(opens)
                        .toLocalDate()
                        .atTime(20, 0)
                        .atZone(ZoneId.of(zone))
                        .toInstant());
    }

    // --- Against an oracle that looks at every minute

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void noAllowedInstantLiesOutsideAZonesWindowAndTheNextIsTheEarliest(int zonesAtOnce) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> all = ZoneData.ofRelease().ids().stream().toList();
        for (int i = 0; i < 40; i++) {
            Set<Zone> zones = Stream.generate(() -> zone(all.get(random.nextInt(all.size()))))
                    .limit(zonesAtOnce)
                    .collect(Collectors.toSet());
            Instant asked = at("2020-01-01T00:00", "UTC").plus(Duration.ofMinutes(random.nextInt(10 * 366 * 24 * 60)));
            Instant limit = asked.plus(Duration.ofHours(1 + random.nextInt(24 * 8)));
            String what = "seed %d, round %d: %s, %s to %s".formatted(seed, i, zones, asked, limit);
            Optional<Instant> earliest = firstAllowedMinute(zones, asked, limit);
            Optional<Opening> next = of(zones).next(asked, limit);
            assertThat(next.map(Opening::from)).as(what).isEqualTo(earliest);
            next.ifPresent(opening -> {
                for (Instant t = opening.from(); t.isBefore(opening.until()); t = t.plusSeconds(60)) {
                    assertThat(isAllowed(zones, t)).as("%s, at %s", what, t).isTrue();
                }
                assertThat(isAllowed(zones, opening.until().minusMillis(1)))
                        .as(what)
                        .isTrue();
                assertThat(isAllowed(zones, opening.until())).as(what).isFalse();
            });
        }
    }

    private static Optional<Instant> firstAllowedMinute(Set<Zone> zones, Instant from, Instant limit) {
        for (Instant t = from; t.isBefore(limit); t = t.plusSeconds(60)) {
            if (isAllowed(zones, t)) {
                return Optional.of(t);
            }
        }
        return Optional.empty();
    }

    private static boolean isAllowed(Set<Zone> zones, Instant instant) {
        return zones.stream().allMatch(zone -> {
            OffsetDateTime local = instant.atOffset(zone.rules().getOffset(instant));
            LocalDate day = local.toLocalDate();
            int hour = local.getHour();
            return day.getDayOfWeek() != DayOfWeek.SUNDAY && hour >= 9 && hour < 20;
        });
    }
}
