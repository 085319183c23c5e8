package dev.ringback.calls.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.lawful.Countries;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Compares the dates of schedules with those of {@link ClockWatch}, which looks at every tick of the clock. */
class ScheduleOracleTest {
    private static final List<String> ZONES = List.of(
            "America/New_York",
            "Europe/Berlin",
            "Africa/Cairo",
            "Asia/Beirut",
            "America/Havana",
            "America/Santiago",
            "Australia/Lord_Howe",
            "Europe/Dublin",
            "Africa/Casablanca",
            "Asia/Kolkata",
            "Asia/Kathmandu");

    /** The last group has the forms that are refused in new schedules; a stored one may have them. */
    private static final List<String> CRONS = """
            0 0 17 * * ?
            0 0 0 * * ?
            0 30 0 * * ?
            0 0 1 * * ?
            0 30 1 * * ?
            0 45 1 * * ?
            0 0 2 * * ?
            0 15 2 * * ?
            0 30 2 * * ?
            0 0 3 * * ?
            0 30 23 * * ?
            0 59 23 * * ?
            0 0,30 0-3 * * ?
            0 0 * * * ?
            0 30 * * * ?
            0 0/15 * * * ?
            0 0 */2 * * ?
            0 0 1/2 ? * *
            0 0/20 9-17/4 * * ?
            0 10/25 22-23,0-2 * NOV-DEC,JAN-MAR ?
            0 * 0-2 ? * SAT,SUN
            0 30 * ? 11 1#1
            0 0 0 ? 9 1#1
            0 15 2 ? 10 SUN#1
            0 0 9 ? * MON-FRI
            0 0 9 ? * 2/2
            0 0 9 ? * L
            0 0 9 ? * 6L
            0 0 9 ? * FRIL,2#1
            0 0 9 ? * MON#5
            0 0 9 ? * */3
            0 0 9 1,15,31 * ?
            0 0 9 */7 * ?
            0 0 9 L * ?
            0 0 9 L-3 * ?
            0 0 9 LW * ?
            0 0 9 1W * ?
            0 0 9 15W * ?
            0 0 9 28W * ?
            0 0 9 31W 1/2 ?
            0 0 9 29 2 ?
            0 0 9 1 2/3 ? 2026-2028
            0 0 9 ? */5 * 2025/2
            0 0 22-2 * * ?
            0 0 17-9/2 * * ?
            0 50-10/5 9 * * ?
            0 0 9 15-10/3 * ?
            0 0 9 1 NOV-FEB ?
            0 0 9 ? * FRI-MON
            0 0 9 ? * 6-2/2
            0 0 9 29W * ?
            0 0 9 30W * ?
            0 0 9 15W,L * ?
            0 0 9 1,LW,L-1 * ?
            """.lines().toList();

    @ParameterizedTest
    @FieldSource("ZONES")
    void everyDateOfFiveYearsIsOneThatTheClockShowsOrSkips(String zone) {
        Instant from = Instant.parse("2024-01-01T00:00:00Z");
        Instant until = Instant.parse("2029-01-01T00:00:00Z");
        assertSame(zone, Duration.ofMinutes(1), CRONS, from, until);
    }

    /** Samoa had no 30 December 2011: a gap of 24 hours. */
    @Test
    void aDayThatTheClockSkipsIsOneGap() {
        List<String> crons = Stream.concat(
                        CRONS.stream(),
                        Stream.of("0 0 9 30 12 ?", "0 0 * 30 12 ?", "0 0 0 31 12 ?", "0 0 9 ? * FRI", "0 0 9 30W * ?"))
                .toList();
        assertSame(
                "Pacific/Apia",
                Duration.ofMinutes(1),
                crons,
                Instant.parse("2011-12-01T00:00:00Z"),
                Instant.parse("2012-02-01T00:00:00Z"));
    }

    private static void assertSame(String zone, Duration tick, List<String> crons, Instant from, Instant until) {
        List<List<Instant>> expected = new ClockWatch(rules(zone), tick, crons).watch(from, until);
        for (int i = 0; i < crons.size(); i++) {
            assertThat(dates(schedule(crons.get(i), zone), from, until))
                    .as("%s in %s", crons.get(i), zone)
                    .isEqualTo(expected.get(i));
        }
    }

    private static List<Instant> dates(Schedule schedule, Instant from, Instant until) {
        List<Instant> dates = new ArrayList<>();
        Optional<Instant> date = schedule.next(from);
        while (date.isPresent() && date.get().isBefore(until)) {
            Instant last = date.get();
            dates.add(last);
            date = schedule.next(last);
            assertThat(date.orElse(Instant.MAX)).isAfter(last); // else it would never end
        }
        return dates;
    }

    private static final long SEED = 20260308;

    /** Random expressions, second by second over the two days around a change of the clock. */
    @Test
    void randomSchedulesHaveTheDatesOfTheClockAroundItsChanges() {
        Random random = new Random(SEED);
        for (int round = 0; round < 60; round++) {
            String zone = ZONES.get(random.nextInt(9)); // the last two never change their clocks
            List<Instant> changes = changes(rules(zone));
            Instant change = changes.get(random.nextInt(changes.size()));
            Instant from = change.minus(Duration.ofHours(18));
            Instant until = change.plus(Duration.ofHours(18));
            LocalDate day = LocalDate.ofInstant(change, ZoneOffset.UTC);
            List<String> crons = Stream.generate(() -> new RandomCron(random, day).expression())
                    .limit(20)
                    .toList();
            List<List<Instant>> expected = new ClockWatch(rules(zone), Duration.ofSeconds(1), crons).watch(from, until);
            for (int i = 0; i < crons.size(); i++) {
                String name = "%s in %s around %s, seed %d".formatted(crons.get(i), zone, change, SEED);
                Schedule schedule = schedule(crons.get(i), zone);
                assertThat(dates(schedule, from, until)).as(name).isEqualTo(expected.get(i));
                assertFromAnywhere(name, schedule, expected.get(i), random, change);
            }
        }
    }

    /** Also from an instant between dates, within the second pass of an hour, or with a fraction of a second. */
    private static void assertFromAnywhere(
            String name, Schedule schedule, List<Instant> dates, Random random, Instant change) {
        for (int i = 0; i < 20; i++) {
            Instant after = change.plusMillis(random.nextInt(-7_200_000, 7_200_000));
            Optional<Instant> expected =
                    dates.stream().filter(date -> date.isAfter(after)).findFirst();
            if (expected.isPresent()) {
                assertThat(schedule.next(after)).as(name + ", after " + after).isEqualTo(expected);
            }
        }
    }

    private static List<Instant> changes(ZoneRules rules) {
        Instant start = Instant.parse("2024-01-01T00:00:00Z");
        return IntStream.range(0, 5 * 365 * 24)
                .mapToObj(hour -> start.plus(Duration.ofHours(hour)))
                .filter(hour -> !rules.getOffset(hour).equals(rules.getOffset(hour.minusSeconds(3600))))
                .toList();
    }

    private static Schedule schedule(String cron, String zone) {
        return Schedule.stored(cron, zone, Countries::zone).orElseThrow();
    }

    private static ZoneRules rules(String zone) {
        return Countries.zone(zone).orElseThrow().rules();
    }
}
