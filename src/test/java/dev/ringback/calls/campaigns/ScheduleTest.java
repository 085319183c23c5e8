package dev.ringback.calls.campaigns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.calls.lawful.Countries;
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
            # a time that the clock shows twice, at the hour of the change
            0 0 2 * * ?       | America/New_York | 2026-11-01T04:00:00Z | 2026-11-01T07:00:00Z 2026-11-02T07:00:00Z
            0 0 1 * * ?       | America/New_York | 2026-11-01T04:00:00Z | 2026-11-01T05:00:00Z 2026-11-02T06:00:00Z
            # intervals do not rest while the clock repeats an hour
            0 0 * * * ?       | America/New_York | 2026-11-01T04:30:00Z | 2026-11-01T05:00:00Z 2026-11-01T06:00:00Z 2026-11-01T07:00:00Z
            0 0/30 * * * ?    | America/New_York | 2026-11-01T05:10:00Z | 2026-11-01T05:30:00Z 2026-11-01T06:00:00Z 2026-11-01T06:30:00Z 2026-11-01T07:00:00Z
            0 0/30 0-23 * * ? | America/New_York | 2026-11-01T05:10:00Z | 2026-11-01T05:30:00Z 2026-11-01T06:00:00Z 2026-11-01T06:30:00Z 2026-11-01T07:00:00Z
            0 0/30 */2 * * ?  | Europe/Berlin    | 2026-10-25T00:00:00Z | 2026-10-25T00:30:00Z 2026-10-25T03:00:00Z
            0 0/15 * * * ?    | Australia/Lord_Howe | 2027-04-03T14:40:00Z | 2027-04-03T14:45:00Z 2027-04-03T15:00:00Z 2027-04-03T15:15:00Z 2027-04-03T15:30:00Z
            0 30 * ? 5,10 5L  | Africa/Cairo     | 2026-10-29T20:00:00Z | 2026-10-29T20:30:00Z 2026-10-29T21:30:00Z 2027-05-26T21:30:00Z
            0 45 1 * * ?      | Australia/Lord_Howe | 2027-04-03T12:00:00Z | 2027-04-03T14:45:00Z 2027-04-04T15:15:00Z
            # a time that the clock skips: 2027-03-14 in New York
            0 30 2 * * ?      | America/New_York | 2027-03-13T12:00:00Z | 2027-03-14T07:00:00Z 2027-03-15T06:30:00Z
            0 0 2,3 * * ?     | America/New_York | 2027-03-13T12:00:00Z | 2027-03-14T07:00:00Z 2027-03-15T06:00:00Z
            0 0/15 * * * ?    | America/New_York | 2027-03-14T06:40:00Z | 2027-03-14T06:45:00Z 2027-03-14T07:00:00Z 2027-03-14T07:15:00Z
            0 30 * * * ?      | America/New_York | 2027-03-14T06:00:00Z | 2027-03-14T06:30:00Z 2027-03-14T07:00:00Z 2027-03-14T07:30:00Z
            # midnights that clocks skip, for 01:00
            0 0 0 * * ?       | Africa/Cairo     | 2026-04-23T12:00:00Z | 2026-04-23T22:00:00Z 2026-04-24T21:00:00Z
            0 0 0 * * ?       | Asia/Beirut      | 2026-03-28T12:00:00Z | 2026-03-28T22:00:00Z 2026-03-29T21:00:00Z
            0 0 0 * * ?       | America/Havana   | 2026-03-07T12:00:00Z | 2026-03-08T05:00:00Z 2026-03-09T04:00:00Z
            0 0 0 * * ?       | America/Santiago | 2026-09-05T12:00:00Z | 2026-09-06T04:00:00Z 2026-09-07T03:00:00Z
            # half an hour: 02:15 is skipped, 02:30 is not
            0 15,30 2 * * ?   | Australia/Lord_Howe | 2026-10-03T00:00:00Z | 2026-10-03T15:30:00Z 2026-10-04T15:15:00Z 2026-10-04T15:30:00Z
            # Dublin, whose summer time is its standard time
            0 30 1 * * ?      | Europe/Dublin    | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z
            0 30 1 * * ?      | Europe/Dublin    | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z
            # working days: 15 May and 1 May 2027 are Saturdays, 31 October 2027 is a Sunday
            0 0 9 15W 5 ?     | UTC | 2027-01-01T00:00:00Z | 2027-05-14T09:00:00Z
            0 0 9 1W 5 ?      | UTC | 2027-01-01T00:00:00Z | 2027-05-03T09:00:00Z
            0 0 9 31W 10 ?    | UTC | 2027-01-01T00:00:00Z | 2027-10-29T09:00:00Z
            0 0 9 LW 10 ?     | UTC | 2027-01-01T00:00:00Z | 2027-10-29T09:00:00Z
            0 0 9 L-1 2 ?     | UTC | 2027-01-01T00:00:00Z | 2027-02-27T09:00:00Z 2028-02-28T09:00:00Z
            0 0 9 ? * fril    | UTC | 2027-01-01T00:00:00Z | 2027-01-29T09:00:00Z 2027-02-26T09:00:00Z
            0 0 9 ? * 2#1     | UTC | 2027-01-01T00:00:00Z | 2027-01-04T09:00:00Z 2027-02-01T09:00:00Z
            0 0 9 ? * L       | UTC | 2027-01-01T00:00:00Z | 2027-01-02T09:00:00Z
            # a fraction of a second before and after a date
            0 0 9 * * ?       | UTC | 2027-01-01T08:59:59.999Z | 2027-01-01T09:00:00Z
            0 0 9 * * ?       | UTC | 2027-01-01T09:00:00.001Z | 2027-01-02T09:00:00Z
            """)
    void theNextDatesAreThoseOfTheClockOnTheWall(String cron, String zone, Instant after, String dates) {
        List<Instant> expected =
                Arrays.stream(dates.split(" ")).map(Instant::parse).toList();
        assertThat(Schedule.checked(cron, zone, Countries::zone, after).next(after, expected.size()))
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
                // working days near to a day that some months do not have
                "0 0 9 31W * ? | UTC | '31W' of the days of the month cannot be computed in months that end before; expected "
                        + "days that every month has, such as 28W, or LW for the last one",
                "0 0 9 30W * ? | UTC | cannot be computed",
                "0 0 9 29W * ? | UTC | cannot be computed",
                "0 0 9 29W 2 ? | UTC | cannot be computed",
                "0 0 9 31W 1/3 ? | UTC | cannot be computed",
                // days that libraries forget or misread in a list
                "0 0 9 15W,L * ? | UTC | '15W,L'",
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
        assertThatThrownBy(() -> Schedule.checked(cron, zone, Countries::zone, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    /** Each message names the field, what is wrong in it, and what is expected. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0 17 * * * | found 5 fields; expected 6 or 7, separated by spaces, seconds first",
                "0 0 9 * * ? 2027 1 | found 8 fields",
                "0 0 9 * * * | the days of the month are '*' and the days of the week '*'; expected '?' for one of the two",
                "0 0 9 ? * ? | the days of the month are '?' and the days of the week '?'; expected '?' for one of the two",
                "0 0 9 1 * MON | the days of the month are '1' and the days of the week 'MON'",
                "60 0 9 * * ? | '60' of the seconds cannot be read; expected numbers from 0 to 59",
                "0 60 9 * * ? | '60' of the minutes cannot be read; expected numbers from 0 to 59",
                "0 0 24 * * ? | '24' of the hours cannot be read; expected numbers from 0 to 23",
                "0 0 9,24-2 * * ? | '24-2' of the hours cannot be read",
                "0 0 9 0 * ? | '0' of the days of the month cannot be read; expected numbers from 1 to 31",
                "0 0 9 32W * ? | '32W' of the days of the month cannot be read",
                "0 0 9 WL * ? | 'WL' of the days of the month cannot be read",
                "0 0 9 L-3W * ? | 'L-3W' of the days of the month cannot be read",
                "0 0 9 1 13 ? | '13' of the months cannot be read; expected numbers from 1 to 12 or names from JAN to DEC",
                "0 0 9 1 JANUARY ? | 'JANUARY' of the months cannot be read",
                "0 0 9 1 MON ? | 'MON' of the months cannot be read",
                "0 0 9 ? * 0 | '0' of the days of the week cannot be read; expected numbers from 1 to 7 or names from SUN to SAT",
                "0 0 9 ? * 8L | '8L' of the days of the week cannot be read",
                "0 0 9 ? * XYZ#1 | 'XYZ#1' of the days of the week cannot be read",
                "0 0 9 ? * 2#8 | '2#8' of the days of the week cannot be read",
                "0 0 9 1 1 ? 1969 | '1969' of the years cannot be read; expected numbers from 1970 to 2099",
                "0 0 9 1 1 ? 2100 | '2100' of the years cannot be read",
                "? 0 9 * * ? | '?' of the seconds cannot be read",
                "0 0 9 ?,1 * ? | '?' of the days of the month cannot be read",
                "0 0 9 1 ? ? | '?' of the months cannot be read",
                "0 */0 9 * * ? | the step of '*/0' of the minutes is out of range; expected 1 to 59",
                "0 */60 9 * * ? | the step of '*/60' of the minutes is out of range; expected 1 to 59",
                "0 0 0/24 * * ? | the step of '0/24' of the hours is out of range; expected 1 to 23",
                "0 0 9/2/3 * * ? | '9/2/3' of the hours cannot be read",
                "0 0 9- * * ? | '9-' of the hours cannot be read",
                "0 0 -9 * * ? | '-9' of the hours cannot be read",
                "0 0 *-9 * * ? | '*-9' of the hours cannot be read",
                "0 0 9, * * ? | '' of the hours cannot be read",
                "0 0 9,,10 * * ? | '' of the hours cannot be read",
                "`0 0 9|10 * * ?` | `'9|10' of the hours cannot be read`",
                "0 0 +9 * * ? | '+9' of the hours cannot be read",
                "0 0 99999999999 * * ? | '99999999999' of the hours cannot be read",
                "0 0 H * * ? | 'H' of the hours cannot be read",
            })
    void whatIsNoScheduleIsNamedByItsField(String cron, String why) {
        assertThatThrownBy(() -> Schedule.checked(cron, "UTC", Countries::zone, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a schedule; expected cron in Quartz' form, such as \"0 0 17 * * ?\": ")
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
        assertThat(Schedule.checked(cron, "UTC", Countries::zone, NOW).next(NOW, 12))
                .isEqualTo(expected);
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
        assertThat(Schedule.checked("* * * * * ?", "America/New_York", Countries::zone, NOW)
                        .next(NOW))
                .contains(NOW.plusSeconds(1));
    }

    @Test
    void aScheduleThatHasEndedHasNoFurtherDate() {
        Schedule once = Schedule.checked("0 0 12 1 5 ? 2027", "UTC", Countries::zone, NOW);
        assertThat(once.next(NOW, 5)).containsExactly(Instant.parse("2027-05-01T12:00:00Z"));
        assertThat(once.next(Instant.parse("2027-05-01T12:00:00Z"))).isEmpty();
    }

    @Test
    void anIntervalNeverRestsLongerThanItself() {
        Schedule minutes = Schedule.checked("0 * * * * ?", "America/New_York", Countries::zone, NOW);
        Instant autumn = Instant.parse("2026-11-01T04:00:00Z");
        assertThat(minutes.next(autumn, 240))
                .isEqualTo(IntStream.rangeClosed(1, 240)
                        .mapToObj(minute -> autumn.plus(Duration.ofMinutes(minute)))
                        .toList());
    }

    /** It waits for a 29 February that is a Monday, over the year 2100, which has none. */
    @Test
    @Timeout(10)
    void theSearchEndsAndMissesNoDate() {
        Schedule rare = Schedule.stored("0 0 9 ? 2 2#5", "UTC", Countries::zone).orElseThrow();
        assertThat(rare.next(NOW, 3))
                .containsExactly(
                        Instant.parse("2044-02-29T09:00:00Z"),
                        Instant.parse("2072-02-29T09:00:00Z"),
                        Instant.parse("2112-02-29T09:00:00Z"));
        Schedule never = Schedule.stored("0 0 0 31 2 ?", "UTC", Countries::zone).orElseThrow();
        for (int i = 0; i < 1_000; i++) {
            assertThat(never.next(NOW)).isEmpty();
        }
        Schedule last =
                Schedule.stored("0 0 9 1 1 ? 2027,2099", "UTC", Countries::zone).orElseThrow();
        assertThat(last.next(NOW, 3))
                .containsExactly(Instant.parse("2027-01-01T09:00:00Z"), Instant.parse("2099-01-01T09:00:00Z"));
    }

    /** As an earlier release took it: read as in Quartz, and nothing that it does may end the round of all campaigns. */
    @ParameterizedTest
    @CsvSource({"0 0 9 31W * ?", "0 0 9 ? * 6-2/2", "0 0 17 1 4 ? 2020", "0 0 22-2 * * ?"})
    void aStoredScheduleNeverThrows(String cron) {
        Schedule stored =
                Schedule.stored(cron, "America/New_York", Countries::zone).orElseThrow();
        for (Instant at = NOW; at.isBefore(NOW.plus(Duration.ofDays(400))); at = at.plus(Duration.ofDays(1))) {
            assertThat(stored.next(at, 2)).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void aStoredScheduleThatCannotBeReadAnyMoreIsNone() {
        assertThat(Schedule.stored("at noon", "UTC", Countries::zone)).isEmpty();
        assertThat(Schedule.stored("0 0 9 * * ?", "Mars/Olympus", Countries::zone))
                .isEmpty();
    }
}
