package dev.ringback.campaigns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
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
        assertThat(Schedule.of(cron, zone).next(after, expected.size())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0 0 17 * *,UTC", "at noon,UTC", "0 0 17 * * ?,Mars/Olympus", "0 0 12 30 2 ?,UTC"})
    void whatNeverComesOrCannotBeReadIsRefused(String cron, String zone) {
        assertThatThrownBy(() -> Schedule.of(cron, zone)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aScheduleThatHasEndedHasNoFurtherDate() {
        Schedule once = Schedule.of("0 0 12 1 5 ? 2026", "UTC");
        assertThat(once.next(Instant.parse("2026-01-01T00:00:00Z"), 5))
                .containsExactly(Instant.parse("2026-05-01T12:00:00Z"));
        assertThat(once.next(Instant.parse("2026-05-01T12:00:00Z"))).isEmpty();
    }
}
