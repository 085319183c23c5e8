package dev.ringback.calls.campaigns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dates of a schedule, over the nights on which clocks are changed. */
class ScheduleTest {
    @ParameterizedTest(name = "{0} in {1} after {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # New York, spring: 2026-03-08, 02:00 becomes 03:00
            0 0 17 * * ?      | America/New_York | 2026-03-07T12:00:00Z | 2026-03-07T22:00:00Z 2026-03-08T21:00:00Z
            0 30 2 * * ?      | America/New_York | 2026-03-07T12:00:00Z | 2026-03-08T07:00:00Z 2026-03-09T06:30:00Z
            0 0,30 2,3 * * ?  | America/New_York | 2026-03-08T06:59:00Z | 2026-03-08T07:00:00Z 2026-03-08T07:30:00Z 2026-03-09T06:00:00Z
            0 0 * * * ?       | America/New_York | 2026-03-08T05:30:00Z | 2026-03-08T06:00:00Z 2026-03-08T07:00:00Z 2026-03-08T08:00:00Z
            # New York, autumn: 2026-11-01, 02:00 becomes 01:00
            0 0 17 * * ?      | America/New_York | 2026-10-31T12:00:00Z | 2026-10-31T21:00:00Z 2026-11-01T22:00:00Z
            0 30 1 * * ?      | America/New_York | 2026-10-31T12:00:00Z | 2026-11-01T05:30:00Z 2026-11-02T06:30:00Z
            0 30 1 * * ?      | America/New_York | 2026-11-01T05:30:00Z | 2026-11-02T06:30:00Z
            0 0/30 1 * * ?    | America/New_York | 2026-11-01T06:10:00Z | 2026-11-02T06:00:00Z 2026-11-02T06:30:00Z
            # London: 2026-03-29, 01:00 becomes 02:00; Lord Howe moves by half an hour; Kolkata never
            0 30 1 * * ?      | Europe/London       | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z
            0 15 2 * * ?      | Australia/Lord_Howe | 2026-10-03T00:00:00Z | 2026-10-03T15:30:00Z 2026-10-04T15:15:00Z
            0 0 10 ? * MON    | Asia/Kolkata        | 2026-03-24T00:00:00Z | 2026-03-30T04:30:00Z 2026-04-06T04:30:00Z
            0 0 9 29 2 ?      | UTC                 | 2026-01-01T00:00:00Z | 2028-02-29T09:00:00Z
            """)
    void theNextDatesAreThoseOfTheClockOnTheWall(String cron, String zone, Instant after, String dates) {
        List<Instant> expected =
                Arrays.stream(dates.split(" ")).map(Instant::parse).toList();
        assertThat(Schedule.checked(cron, zone, after).next(after, expected.size()))
                .isEqualTo(expected);
    }

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0 0 17 * * | UTC | not a schedule",
                "at noon | UTC | not a schedule",
                "@daily | UTC | not a schedule",
                "`` | UTC | not a schedule",
                "0 0 17 * * ? | Mars/Olympus | no IANA time zone",
                // dates that never come, or not for long
                "0 0 12 30 2 ? | UTC | no date in the next 4 years",
                "0 0 12 31 4,6 ? | UTC | no date in the next 4 years",
                "0 0 9 ? * 2#6 | UTC | no date in the next 4 years",
                "0 0 17 1 4 ? 2020 | UTC | no date in the next 4 years",
                "0 0 9 1 1 ? 2099 | UTC | no date in the next 4 years",
                "0 0 9 ? 2 2#5 | UTC | no date in the next 4 years",
                // dates for which the library throws, some of them only in a leap year's February
                "0 0 9 31W * ? | UTC | cannot be computed",
                "0 0 9 30W * ? | UTC | cannot be computed",
                "0 0 9 29W * ? | UTC | cannot be computed",
                // days that the library forgets or misreads in a list
                "0 0 9 1,30W * ? | UTC | '1,30W'",
                "0 0 9 1W,15W * ? | UTC | '1W,15W'",
                "0 0 9 1,LW * ? | UTC | '1,LW'",
                "0 0 9 L,15 * ? | UTC | 'L,15'",
                "0 0 9 ? * 6-2/2 | UTC | runs backwards",
                // ranges that run backwards
                "59-5 0 9 * * ? | UTC | '59-5' of the seconds runs backwards; expected two ranges, such as 59,0-5",
                "0 50-10 9 * * ? | UTC | '50-10' of the minutes runs backwards",
                "0 0 22-2 * * ? | UTC | expected two ranges, such as 22-23,0-2",
                "0 0 1-5,22-2 * * ? | UTC | '22-2' of the hours",
                "0 0 17-9/2 * * ? | UTC | '17-9/2' of the hours",
                "0 0 9 15-10 * ? | UTC | '15-10' of the days of the month",
                "0 0 9 1 11-2 ? | UTC | expected two ranges, such as 11-12,1-2",
                "0 0 9 1 NOV-FEB ? | UTC | expected two ranges, such as NOV-DEC,JAN-FEB",
                "0 0 9 1 nov-feb ? | UTC | 'NOV-FEB' of the months",
                "0 0 9 ? * FRI-MON | UTC | expected two ranges, such as FRI-SAT,SUN-MON",
                "0 0 9 ? * SAT-SUN | UTC | expected two ranges, such as SAT,SUN",
                "0 0 9 ? * 6-2 | UTC | expected two ranges, such as 6-7,1-2",
                "0 0 9 1 1 ? 2030-2027 | UTC | runs backwards",
            })
    void whatNeverComesOrCannotBeReadIsRefused(String cron, String zone, String why) {
        assertThatThrownBy(() -> Schedule.checked(cron, zone, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    /** Each of them by a slow look at every minute, which knows nothing of the library. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 22-23,0-2 * * ? | 22,23,0,1,2 | 0 | 1-31 | 1-12 | 1-7",
                "0 0 9 ? * MON-FRI | 9 | 0 | 1-31 | 1-12 | 1-5",
                "0 0 9 ? * SAT,SUN | 9 | 0 | 1-31 | 1-12 | 6,7",
                "0 0 9 ? * FRI-SAT,SUN-MON | 9 | 0 | 1-31 | 1-12 | 5,6,7,1",
                "0 0/20 9-17/4 * * ? | 9,13,17 | 0,20,40 | 1-31 | 1-12 | 1-7",
                "0 0 9 1,15,31 * ? | 9 | 0 | 1,15,31 | 1-12 | 1-7",
                "0 0 9 29 2,3 ? | 9 | 0 | 29 | 2,3 | 1-7",
                "0 0 9 5-20/5,31 * ? | 9 | 0 | 5,10,15,20,31 | 1-12 | 1-7",
                "0 0 9 ? * 2/2 | 9 | 0 | 1-31 | 1-12 | 1,3,5",
                "0 10/25 9 * * ? | 9 | 10,35 | 1-31 | 1-12 | 1-7",
                "0 0 9 1 2/3 ? | 9 | 0 | 1 | 2,5,8,11 | 1-7",
                "0 30 23 28-31 NOV-DEC,JAN-FEB ? | 23 | 30 | 28-31 | 11,12,1,2 | 1-7",
            })
    void theDatesAreTheMinutesThatTheFieldsName(
            String cron, String hours, String minutes, String days, String months, String weekdays) {
        List<Instant> expected = Stream.iterate(NOW.plusSeconds(60), minute -> minute.plusSeconds(60))
                .filter(minute -> {
                    OffsetDateTime wall = minute.atOffset(ZoneOffset.UTC);
                    return values(hours).contains(wall.getHour())
                            && values(minutes).contains(wall.getMinute())
                            && values(days).contains(wall.getDayOfMonth())
                            && values(months).contains(wall.getMonthValue())
                            && values(weekdays).contains(wall.getDayOfWeek().getValue());
                })
                .limit(12)
                .toList();
        assertThat(Schedule.checked(cron, "UTC", NOW).next(NOW, 12)).isEqualTo(expected);
    }

    private static Set<Integer> values(String ranges) {
        return Arrays.stream(ranges.split(","))
                .map(range -> range.split("-"))
                .flatMap(range -> IntStream.rangeClosed(
                                Integer.parseInt(range[0]), Integer.parseInt(range[range.length - 1]))
                        .boxed())
                .collect(Collectors.toSet());
    }

    /** However often it ticks, the look ahead takes a bounded time. */
    @Test
    @Timeout(10)
    void aScheduleOfEverySecondIsCheckedToo() {
        assertThat(Schedule.checked("* * * * * ?", "America/New_York", NOW).next(NOW))
                .contains(NOW.plusSeconds(1));
    }

    @Test
    void aScheduleThatHasEndedHasNoFurtherDate() {
        Schedule once = Schedule.checked("0 0 12 1 5 ? 2027", "UTC", NOW);
        assertThat(once.next(NOW, 5)).containsExactly(Instant.parse("2027-05-01T12:00:00Z"));
        assertThat(once.next(Instant.parse("2027-05-01T12:00:00Z"))).isEmpty();
    }

    /** As an earlier release took it: nothing that it does may end the round of all campaigns. */
    @ParameterizedTest
    @CsvSource({"0 0 9 31W * ?", "0 0 9 ? * 6-2/2", "0 0 17 1 4 ? 2020", "0 0 22-2 * * ?"})
    void aStoredScheduleNeverThrows(String cron) {
        Schedule stored = Schedule.stored(cron, "America/New_York").orElseThrow();
        for (Instant at = NOW; at.isBefore(NOW.plus(Duration.ofDays(400))); at = at.plus(Duration.ofDays(1))) {
            assertThat(stored.next(at, 2)).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void aStoredScheduleThatCannotBeReadAnyMoreIsNone() {
        assertThat(Schedule.stored("at noon", "UTC")).isEmpty();
        assertThat(Schedule.stored("0 0 9 * * ?", "Mars/Olympus")).isEmpty();
    }
}
