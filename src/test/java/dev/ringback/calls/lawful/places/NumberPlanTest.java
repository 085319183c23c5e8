package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.calls.lawful.places.AreaCode.Use;
import dev.ringback.privacy.PhoneNumber;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NumberPlanTest {
    private static final NumberPlan PLAN = NumberPlan.ofRelease();
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 28);

    @Test
    void answersANumberWithItsAreaCode() {
        AreaCode code = code("202");
        assertThat(code.use()).isEqualTo(Use.GEOGRAPHIC);
        assertThat(code.country()).isEqualTo("US");
        assertThat(code.spots()).containsExactly(new Spot("US-DC", Set.of("America/New_York"), Origin.NUMBER));
        assertThat(code.isInService(LocalDate.EPOCH)).isTrue();
    }

    @Test
    void hasFormOnlyByThePlan() {
        for (String right : List.of("+12025550123", "+19892002000", "+18002009999", "+13692102000", "+19502122000")) {
            assertThat(PLAN.hasForm(new PhoneNumber(right))).as(right).isTrue();
        }
        var wrong = List.of(
                "+442025550123",
                "+44202555012", // another calling code, of the same length
                "+1202555012",
                "+120255501234",
                "+11025550123",
                "+10025550123",
                "+12021550123",
                "+12020550123",
                "+19115550123", // area code N11
                "+12115550123",
                "+12029110123", // exchange N11
                "+12022110123",
                "+12905550123", // N9X
                "+19995550123",
                "+13705550123", // 37X
                "+13795550123",
                "+19605550123", // 96X
                "+19695550123");
        for (String number : wrong) {
            assertThat(PLAN.hasForm(new PhoneNumber(number))).as(number).isFalse();
            assertThat(PLAN.areaCode(new PhoneNumber(number))).as(number).isEmpty();
        }
    }

    @Test
    void doesNotAnswerAnUnassignedAreaCode() {
        for (String unassigned : List.of("278", "627", "761", "387", "555", "950", "988", "222", "935")) {
            assertThat(PLAN.areaCode(number(unassigned))).as(unassigned).isEmpty();
        }
    }

    /** Dates by the plan's report of 2026-09-30; those of 2027 are announced. */
    @Test
    void knowsTheFirstDayOfTheYoungAndTheComingCodes() {
        var days = new TreeMap<String, String>();
        PLAN.codes().stream()
                .filter(code -> code.inServiceFrom() != null)
                .forEach(code -> days.put(code.code(), code.inServiceFrom().toString()));
        assertThat(days)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("235", "2024-03-24"),
                        Map.entry("257", "2025-05-24"),
                        Map.entry("273", "2027-02-27"),
                        Map.entry("324", "2024-02-26"),
                        Map.entry("327", "2024-02-20"),
                        Map.entry("357", "2025-03-26"),
                        Map.entry("436", "2024-03-01"),
                        Map.entry("457", "2025-09-25"),
                        Map.entry("465", "2026-06-18"),
                        Map.entry("471", "2026-01-30"),
                        Map.entry("483", "2026-02-23"),
                        Map.entry("532", "2024-11-04"),
                        Map.entry("538", "2025-10-28"),
                        Map.entry("542", "2026-05-26"),
                        Map.entry("543", "2026-09-21"),
                        Map.entry("565", "2027-12-06"),
                        Map.entry("621", "2025-01-23"),
                        Map.entry("679", "2025-11-07"),
                        Map.entry("686", "2024-02-01"),
                        Map.entry("729", "2025-09-05"),
                        Map.entry("738", "2024-11-01"),
                        Map.entry("748", "2025-07-07"),
                        Map.entry("821", "2024-08-19"),
                        Map.entry("837", "2025-01-31"),
                        Map.entry("879", "2024-02-17"),
                        Map.entry("924", "2024-08-30"),
                        Map.entry("942", "2025-04-26")));
    }

    @Test
    void aComingCodeIsInServiceFromItsFirstDay() {
        assertThat(code("273").isInService(LocalDate.of(2027, 2, 26))).isFalse();
        assertThat(code("273").isInService(LocalDate.of(2027, 2, 27))).isTrue();
        assertThat(PLAN.codes().stream()
                        .filter(code -> !code.isInService(TODAY))
                        .map(AreaCode::code))
                .containsExactly("273", "565");
    }

    @Test
    void otherCodesHaveNoPlace() {
        assertThat(PLAN.codes().stream().filter(code -> code.use() != Use.GEOGRAPHIC))
                .allSatisfy(code -> assertThat(code.spots()).isEmpty());
        for (String tollFree : List.of("800", "822", "833", "844", "855", "866", "877", "880", "887", "888", "889")) {
            assertThat(code(tollFree).use()).as(tollFree).isEqualTo(Use.TOLL_FREE);
            assertThat(code(tollFree).country()).as(tollFree).isNull();
        }
        assertThat(code("900").use()).isEqualTo(Use.PREMIUM);
        for (String other : List.of("500", "521", "543", "588", "600", "622", "633", "644", "700", "710")) {
            assertThat(code(other).use()).as(other).isEqualTo(Use.OTHER);
        }
    }

    /** The numbers of states and provinces are counts of the plan's report of 2026-09-30. */
    @Test
    void hasAsManyCodesAsTheReport() {
        assertThat(PLAN.codes().stream()
                        .filter(code -> code.use() == Use.GEOGRAPHIC && code.isInService(TODAY))
                        .filter(code ->
                                Set.of("US", "PR", "VI", "GU", "MP", "AS").contains(code.country())))
                .hasSize(378);
        assertThat(PLAN.codes().stream().filter(code -> serves(code, "US-CA"))).hasSize(41);
    }

    @Test
    void refusesToBeMadeOfWrongKeys() {
        AreaCode code = code("202");
        for (String key : List.of("203", "20", "911", "2O2")) {
            assertThatThrownBy(() -> new NumberPlan(Map.of(key, code)))
                    .as(key)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(new NumberPlan(Map.of("202", code)).areaCode(number("202"))).contains(code);
        assertThat(new NumberPlan(Map.of("202", code)).areaCode(number("203"))).isEmpty();
    }

    private static boolean serves(AreaCode code, String place) {
        return code.spots().stream().anyMatch(spot -> spot.place().equals(place));
    }

    private static AreaCode code(String code) {
        return PLAN.areaCode(number(code)).orElseThrow();
    }

    private static PhoneNumber number(String code) {
        return new PhoneNumber("+1" + code + "5550123");
    }
}
