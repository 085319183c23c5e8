package dev.ringback.calls.lawful.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlackoutsTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 9, 28);
    private static final LocalDate LAST = LocalDate.of(2026, 9, 30);

    private static boolean isClosed(String blackedOut, String place, LocalDate day) {
        Blackout blackout = new Blackout(blackedOut, FIRST, LAST, "emergency");
        Law law = new Law(Packs.ofRelease(), Preset.LAWFUL, true, Blackouts.of(List.of(blackout)));
        return law.on(place, day) instanceof DayRule.Closed;
    }

    @Test
    void closesFromTheFirstToTheLastDay() {
        assertThat(isClosed("US-FL", "US-FL", FIRST.minusDays(3))).isFalse();
        assertThat(isClosed("US-FL", "US-FL", FIRST)).isTrue();
        assertThat(isClosed("US-FL", "US-FL", LAST)).isTrue();
        assertThat(isClosed("US-FL", "US-FL", LAST.plusDays(1))).isFalse();
    }

    @Test
    void ofAStateClosesItsCountryAloneButNoOtherState() {
        assertThat(isClosed("US-FL", "US", FIRST)).isTrue();
        assertThat(isClosed("US-FL", "US-GA", FIRST)).isFalse();
        assertThat(isClosed("US-FL", "US-CO", FIRST)).isFalse();
        assertThat(isClosed("DE-BY", "DE", FIRST)).isTrue();
        assertThat(isClosed("DE-BY", "DE-BE", FIRST)).isFalse();
        assertThat(isClosed("JP-13", "JP-13", FIRST)).isTrue();
        assertThat(isClosed("JP-13", "JP", FIRST)).isTrue();
        assertThat(isClosed("JP-13", "JP-14", FIRST)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ES-TF, ES-CN",
        "ES-CN, ES-TF",
        "ES-GC, ES-CN",
        "ES-MD, ES-M",
        "ID-PA, ID-PP",
        "GB-ENG, GB-LND",
        "GB-LND, GB-ENG",
        "IT-62, IT-RM",
        "CN-XJ, CN-65",
        "FR-974, RE",
        "RE, FR-974",
        "FR-RE, RE",
        "RE, FR-RE",
        "FR-RE, FR-974",
        "GP, FR-971",
        "FR-971, GP",
        "AX, FI-01",
        "FI-01, AX",
        "FI-01, FI",
        "SJ, NO-21",
        "AW, NL-AW",
        "NL-AW, AW",
        "CN-TW, TW",
        "US-PR, US-PR"
    })
    void ofAPlaceClosesAllCodesThatMayBeOfTheSameGround(String blackedOut, String place) {
        assertThat(isClosed(blackedOut, place, FIRST)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "ES-TF, PT-20",
        "RE, FR-971",
        "FR-974, GP",
        "AX, FI-18",
        "CN-TW, CN-65",
        "CN-TW, HK",
        "RE, FR",
        "US-PR, US-FL"
    })
    void ofAPlaceLeavesOtherGroundOpen(String blackedOut, String place) {
        assertThat(isClosed(blackedOut, place, FIRST)).isFalse();
    }

    @Test
    void ofACountryClosesAllItsPartsAndTerritories() {
        for (String place : List.of("US", "US-FL", "US-CO", "US-ZZ", "PR", "US-PR", "GU")) {
            assertThat(isClosed("US", place, FIRST)).as(place).isTrue();
        }
        assertThat(isClosed("US", "CA", FIRST)).isFalse();
        assertThat(isClosed("US", null, FIRST)).isFalse();
        assertThat(isClosed("US-PR", "PR", FIRST)).isTrue();
        assertThat(isClosed("PR", "US-CO", FIRST)).isFalse();
        assertThat(isClosed("EU", "AT", FIRST)).isTrue();
        assertThat(isClosed("EU", "FR-IDF", FIRST)).isTrue();
        assertThat(isClosed("EU", "CH", FIRST)).isFalse();
        assertThat(isClosed("JP", "JP-13", FIRST)).isTrue();
    }

    @Test
    void ofEverywhereClosesEvenAnUnknownPlace() {
        for (String place : new String[] {null, "US-FL", "US", "JP", "XX"}) {
            assertThat(isClosed("*", place, FIRST)).as(place).isTrue();
        }
    }

    @Test
    void countOnceHoweverOftenTheyAreGiven() {
        Blackout one = new Blackout("US-FL", FIRST, LAST, "emergency");
        Blackout other = new Blackout("US-GA", FIRST, LAST, "emergency");
        Blackouts both = Blackouts.of(List.of(other, one, one));
        assertThat(both.all()).containsExactly(one, other);
    }

    @Test
    void areReadFromAFile() {
        assertThat(BlackoutsFile.parse("f.yaml", """
                # our own days
                - { place: US-FL, from: 2026-09-28, until: 2026-09-30, reason: emergency }
                - place: "*"
                  from: 2026-12-24
                  until: 2026-12-24
                  reason: "office closed: holiday"
                """).all())
                .containsExactly(
                        new Blackout(
                                "*", LocalDate.of(2026, 12, 24), LocalDate.of(2026, 12, 24), "office closed: holiday"),
                        new Blackout("US-FL", FIRST, LAST, "emergency"));
        assertThat(BlackoutsFile.parse("f.yaml", "").all()).isEmpty();
    }

    @Test
    void ofABadFileAreRefusedWithLineAndCure() {
        refused("place: US-FL", "f.yaml:1: expected a list: lines that begin with '- '");
        refused("- { place: US-FL, from: 2026-09-28, until: 2026-09-30 }", "f.yaml:1: 'reason' is missing");
        refused(
                "\n- { place: US-FL, from: 2026-09-28, to: 2026-09-30, reason: a }",
                "f.yaml:2: unknown key 'to'; known are place, from, until, reason");
        refused(
                "- { place: US-FL, from: 28.9.2026, until: 2026-09-30, reason: a }",
                "f.yaml:1: '28.9.2026' is not a date; write it as 2026-09-27");
        refused(
                "- { place: US-FL, from: 2026-02-30, until: 2026-09-30, reason: a }",
                "f.yaml:1: '2026-02-30' is not a date; write it as 2026-09-27");
        refused(
                "- { place: Florida, from: 2026-09-28, until: 2026-09-30, reason: a }",
                "f.yaml:1: the place must be an ISO 3166 code such as US or US-FL, or '*' for everywhere");
        refused(
                "- { place: US, from: 2026-09-28, until: 2026-09-27, reason: a }",
                "f.yaml:1: 'until' is the last day and must not be before 'from'");
        refused("- { place: US, from: 2026-09-28, until: 2026-09-28, reason: '' }", "f.yaml:1: expected a text");
        refused("- {place: US, place: US}", "f.yaml:1: 'place' is given twice");
        assertThatThrownBy(() -> BlackoutsFile.parse("f.yaml", "- a\n- [b"))
                .isInstanceOf(LawFileException.class)
                .hasMessageStartingWith("f.yaml:2: not YAML");
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> BlackoutsFile.parse("f.yaml", text))
                .isInstanceOf(LawFileException.class)
                .hasMessage(message);
    }
}
