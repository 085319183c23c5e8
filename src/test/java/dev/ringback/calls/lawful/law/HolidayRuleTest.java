package dev.ringback.calls.lawful.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HolidayRuleTest {
    /** Returns the days of a year on which a rule falls. */
    private static List<LocalDate> days(String rule, int year) {
        HolidayRule holiday = HolidayRule.parse(rule);
        return LocalDate.of(year, 1, 1)
                .datesUntil(LocalDate.of(year + 1, 1, 1))
                .filter(holiday::falls)
                .toList();
    }

    private static void falls(String rule, String... days) {
        int year = Integer.parseInt(days[0].substring(0, 4));
        assertThat(days(rule, year))
                .as(rule)
                .isEqualTo(Arrays.stream(days).map(LocalDate::parse).toList());
    }

    /** Dates as the almanacs of the churches print them. */
    @Test
    void findsEasterOfBothChurches() {
        falls("easter", "2024-03-31");
        falls("easter", "2025-04-20");
        falls("easter", "2026-04-05");
        falls("easter", "2027-03-28");
        falls("easter", "2028-04-16");
        falls("easter", "2038-04-25");
        falls("easter", "2285-03-22");
        falls("orthodox easter", "2024-05-05");
        falls("orthodox easter", "2025-04-20");
        falls("orthodox easter", "2026-04-12");
        falls("orthodox easter", "2027-05-02");
        falls("easter -47", "2027-02-09");
        falls("easter +1", "2027-03-29");
    }

    @Test
    void findsWeekdaysOfMonthsAndNearDates() {
        falls("3 mon jan", "2027-01-18");
        falls("last mon may", "2027-05-31");
        falls("4 thu nov", "2026-11-26");
        falls("4 thu nov +1", "2026-11-27");
        falls("tue from 11-02", "2026-11-03");
        falls("tue from 11-02", "2027-11-02");
        falls("mon before 05-25", "2026-05-18");
        falls("mon before 05-25", "2027-05-24");
    }

    @Test
    void shiftsFromWeekends() {
        falls("07-04", "2026-07-04");
        falls("07-04, us", "2026-07-03", "2026-07-04");
        falls("07-04, us", "2027-07-04", "2027-07-05");
        falls("07-04, sunday", "2026-07-04");
        falls("07-04, sunday", "2027-07-04", "2027-07-05");
        falls("12-25, two", "2027-12-25", "2027-12-27");
        falls("12-26, two", "2027-12-26", "2027-12-28");
        falls("12-25, weekend", "2027-12-25", "2027-12-27");
        falls("06-19, monday", "2026-06-15", "2026-06-19");
        falls("06-19, monday", "2027-06-19", "2027-06-21");
        falls("01-06, moved", "2026-01-12");
        falls("06-29, moved", "2026-06-29");
    }

    @Test
    void shiftsAcrossTheTurnOfTheYear() {
        falls("01-01, us", "2027-01-01", "2027-12-31"); // 2028-01-01 is a Saturday
        falls("12-31, sunday", "2029-01-01", "2029-12-31"); // 2028-12-31 is a Sunday
    }

    @Test
    void knowsTheYearsOfAHoliday() {
        assertThat(days("06-19, since 2021", 2020)).isEmpty();
        falls("06-19, since 2021", "2021-06-19");
        assertThat(days("tue from 11-02, even years", 2027)).isEmpty();
        falls("tue from 11-02, even years", "2028-11-07");
    }

    /** The list that Colombia's calendar prints for 2026. */
    @Test
    void findsColombiasHolidays() {
        List<Holiday> holidays = Packs.ofRelease()
                .at("CO", LocalDate.of(2026, 11, 30))
                .getFirst()
                .days()
                .holidays();
        List<String> days = LocalDate.of(2026, 1, 1)
                .datesUntil(LocalDate.of(2027, 1, 1))
                .filter(day -> Holiday.on(day, holidays).isPresent())
                .map(day -> day.toString().substring(5))
                .toList();
        assertThat(days)
                .containsExactly(
                        "01-01", "01-12", "03-23", "04-02", "04-03", "05-01", "05-18", "06-08", "06-15", "06-29",
                        "07-20", "08-07", "08-17", "10-12", "11-02", "11-16", "12-08", "12-25");
    }
}
