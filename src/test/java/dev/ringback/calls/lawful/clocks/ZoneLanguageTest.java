package dev.ringback.calls.lawful.clocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shows each element of the language of zone data with the changes of clocks that follow from it. */
class ZoneLanguageTest {
    private static final Instant FROM = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2040-01-01T00:00:00Z");

    static ZoneRules compile(String... lines) {
        ZoneFile file = ZoneFileParser.parse("# version 2026f\n" + String.join("\n", lines));
        return ZoneCompiler.compile(file.zones().get("X"));
    }

    private static List<String> changes(String... lines) {
        return Change.of(compile(lines), FROM, UNTIL).stream()
                .map(Change::toString)
                .toList();
    }

    // --- Rules

    @ParameterizedTest
    @CsvSource({
        "'R A 2030 o - Mar 31 2 1 D', 2030-03-31T01:00:00Z",
        "'Rule A 2030 only - March 31 2:00 1:00 D', 2030-03-31T01:00:00Z",
        "'rULE A 2030 ONLY - MARCH 31 2:00:00 1:00:00 -', 2030-03-31T01:00:00Z",
        "'R A 2030 o - Ja 1 2 1 D # a comment', 2030-01-01T01:00:00Z",
        "'R A 2030 2030 - Jun 1 2 1 D', 2030-06-01T01:00:00Z",
        "'R\tA  2030 o - Au 1 2 1 D', 2030-08-01T01:00:00Z",
        "'R A 2030 o - O 1 2 1 D', 2030-10-01T01:00:00Z",
        "'R A 2030 o - D 31 2 1 D', 2030-12-31T01:00:00Z"
    })
    void wordsAreReadInAnyCaseAndCutWhereTheyStayUnambiguous(String rule, String at) {
        assertThat(changes(rule, "Z X 1 A %z")).containsExactly(at + " +01:00 +02:00");
    }

    /** March 2030 begins on a Friday and ends on a Sunday; February 2032 has 29 days and ends on a Sunday. */
    @ParameterizedTest
    @CsvSource({
        "2030 o - Mar lastSu, 2030-03-31",
        "2030 o - Mar lSu, 2030-03-31",
        "2030 o - Mar last-Sunday, 2030-03-31",
        "2030 o - Mar lastsun, 2030-03-31",
        "2030 o - Mar lastM, 2030-03-25",
        "2030 o - F lastTh, 2030-02-28",
        "2032 o - F lastSu, 2032-02-29",
        "2030 o - Mar Su>=8, 2030-03-10",
        "2030 o - Mar F>=1, 2030-03-01",
        "2030 o - Mar sunday>=3, 2030-03-03",
        "2030 o - Mar M>=30, 2030-04-01",
        "2032 o - F 29, 2032-02-29",
        "2030 o - Mar Sa<=30, 2030-03-30",
        "2030 o - Mar Su<=30, 2030-03-24",
        "2030 o - Mar Th<=1, 2030-02-28"
    })
    void aDayIsChosenByNumberOrByWeekday(String rule, String date) {
        assertThat(changes("R A " + rule + " 0u 1 D", "Z X 1 A %z")).containsExactly(date + "T00:00:00Z +01:00 +02:00");
    }

    /** Standard time is one hour ahead of UTC, and summer time ends at the given time of 27 October 2030. */
    @ParameterizedTest
    @CsvSource({
        "2, 2030-10-27T00:00:00Z",
        "2w, 2030-10-27T00:00:00Z",
        "2:30, 2030-10-27T00:30:00Z",
        "2:30:15, 2030-10-27T00:30:15Z",
        "2s, 2030-10-27T01:00:00Z",
        "2u, 2030-10-27T02:00:00Z",
        "2g, 2030-10-27T02:00:00Z",
        "2Z, 2030-10-27T02:00:00Z",
        "-, 2030-10-26T22:00:00Z",
        "0, 2030-10-26T22:00:00Z",
        "-1, 2030-10-26T21:00:00Z",
        "-2:30s, 2030-10-26T20:30:00Z",
        "24, 2030-10-27T22:00:00Z",
        "25u, 2030-10-28T01:00:00Z",
        "50, 2030-10-29T00:00:00Z"
    })
    void aTimeIsOfOneOfThreeClocksAndMayLieOnAnotherDay(String time, String at) {
        assertThat(changes("R A 2030 o - Mar 1 0u 1 D", "R A 2030 o - O 27 " + time + " 0 S", "Z X 1 A %z"))
                .containsExactly("2030-03-01T00:00:00Z +01:00 +02:00", at + " +02:00 +01:00");
    }

    @Test
    void winterCanBeTheExceptionAsInIreland() {
        assertThat(changes("R I 2030 o - O lastSu 1u -1 -", "R I 2031 o - Mar lastSu 1u 0 -", "Z X 1 I IST/GMT"))
                .containsExactly("2030-10-27T01:00:00Z +01:00 Z", "2031-03-30T01:00:00Z Z +01:00");
    }

    @Test
    void aRuleOfSomeYearsHoldsInEachAndEndsAfterTheLast() {
        assertThat(changes("R A 2030 2031 - Mar 1 0 1 D", "R A 2030 2032 - O 1 0 0 S", "Z X 0 A %z"))
                .containsExactly(
                        "2030-03-01T00:00:00Z Z +01:00",
                        "2030-09-30T23:00:00Z +01:00 Z",
                        "2031-03-01T00:00:00Z Z +01:00",
                        "2031-09-30T23:00:00Z +01:00 Z");
    }

    /** Morocco suspended summer time in Ramadan, by dates of each year, until 2026. */
    @Test
    void changesListedYearByYearAreTakenAsTheyStand() {
        assertThat(changes(
                        "R M 2025 o - F 23 3 -1 -",
                        "R M 2025 o - Ap 6 2 0 -",
                        "R M 2026 o - F 15 3 -1 -",
                        "R M 2026 o - Mar 22 2 0 -",
                        "Z X 1 M %z 2026 S 20 2",
                        "0 - %z"))
                .containsExactly(
                        "2025-02-23T02:00:00Z +01:00 Z",
                        "2025-04-06T02:00:00Z Z +01:00",
                        "2026-02-15T02:00:00Z +01:00 Z",
                        "2026-03-22T02:00:00Z Z +01:00",
                        "2026-09-20T01:00:00Z +01:00 Z");
    }

    // --- Zones

    @ParameterizedTest
    @CsvSource({
        "2030, 2030-01-01T00:00:00Z",
        "2030 Mar, 2030-03-01T00:00:00Z",
        "2030 March 5, 2030-03-05T00:00:00Z",
        "2030 Mar lastSu, 2030-03-31T00:00:00Z",
        "2030 Mar Su>=8 2:30, 2030-03-10T02:30:00Z",
        "2030 Mar 5 24, 2030-03-06T00:00:00Z",
        "2030 Mar 5 -2, 2030-03-04T22:00:00Z"
    })
    void aZonesLineEndsAtALocalTime(String until, String local) {
        Instant at = Instant.parse(local).minusSeconds(3 * 3600);
        assertThat(changes("Z X 3 - %z " + until, "5 - %z")).containsExactly(at + " +03:00 +05:00");
    }

    @ParameterizedTest
    @CsvSource({"2030 Jul 1 2, 22", "2030 Jul 1 2s, 23", "2030 Jul 1 2u, 26"})
    void theEndOfALineIsOfOneOfThreeClocks(String until, int hoursAfterTheDayBefore) {
        Instant at = Instant.parse("2030-06-30T00:00:00Z").plusSeconds(hoursAfterTheDayBefore * 3600L);
        assertThat(changes("R A 2030 o - Mar 1 0u 1 D", "Z X 3 A %z " + until, "1 - %z"))
                .containsExactly("2030-03-01T00:00:00Z +03:00 +04:00", at + " +04:00 +01:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1:00", "1d", "1s"})
    void aLineCanHaveAFixedSaving(String save) {
        assertThat(changes("Z X 3 - %z 2030", "3 " + save + " %z 2031", "3 - %z"))
                .containsExactly("2029-12-31T21:00:00Z +03:00 +04:00", "2030-12-31T20:00:00Z +04:00 +03:00");
    }

    @Test
    void rulesBeforeALineStartsSayWhatItsClocksShow() {
        String[] rules = {"R A 2029 o - S 1 0 1 D", "R A 2031 o - Mar 1 0 0 S"};
        assertThat(changes(rules[0], rules[1], "Z X 3 - %z 2030", "3 A %z"))
                .containsExactly("2029-12-31T21:00:00Z +03:00 +04:00", "2031-02-28T20:00:00Z +04:00 +03:00");
        assertThat(changes("Z X 3 - %z 2030", "4 A %z", rules[1], "R A 2032 o - Mar 1 0 1 D"))
                .as("no rule before: standard time; and rules may follow their zone")
                .containsExactly("2029-12-31T21:00:00Z +03:00 +04:00", "2032-02-29T20:00:00Z +04:00 +05:00");
    }

    /** In 1999 Argentina's summer time began at the hour at which its standard time went back: the clocks stayed. */
    @Test
    void aRuleAndALineAtOneReadingOfTheClockAreOneChange() {
        assertThat(changes("R A 1999 o - O Su>=1 0 1 -", "R A 2000 o - Mar 3 0 0 -", "Z X -3 A %z 1999 O 3", "-4 A %z"))
                .containsExactly("2000-03-03T03:00:00Z -03:00 -04:00");
        assertThat(changes("R A 2030 o - Mar 31 2 1 -", "Z X 0 - %z 2030 Mar 31 2", "0 A %z"))
                .containsExactly("2030-03-31T02:00:00Z Z +01:00");
    }

    @Test
    void before1970TheOffsetOfThatDayIsKept() {
        ZoneRules rules = compile(
                "R A 1960 o - Mar 1 0 1 -", "Z X 0:17:30 - LMT 1940", "1 A %z 1969 D 31 12", "2 A %z 1970 F", "3 - %z");
        assertThat(rules.getOffset(Instant.parse("1930-01-01T00:00:00Z"))).isEqualTo(ZoneOffset.ofHours(3));
        assertThat(rules.getStandardOffset(Instant.parse("1930-01-01T00:00:00Z")))
                .isEqualTo(ZoneOffset.ofHours(2));
        assertThat(rules.getTransitions()).hasSize(0);
        assertThat(rules.getStandardOffset(Instant.parse("1971-01-01T00:00:00Z")))
                .isEqualTo(ZoneOffset.ofHours(3));
    }

    // --- Links

    @Test
    void linksLeadThroughLinksToAZone() {
        ZoneFile file = ZoneFileParser.parse("# version 2026f\nL B A\nLink X B\nL A C\nL X Y\nZ X 1 - %z\n");
        assertThat(file.links()).isEqualTo(Map.of("A", "X", "B", "X", "C", "X", "Y", "X"));
    }
}
