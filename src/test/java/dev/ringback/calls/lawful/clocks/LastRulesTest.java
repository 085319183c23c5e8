package dev.ringback.calls.lawful.clocks;

import static dev.ringback.calls.lawful.clocks.ZoneLanguageTest.compile;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.Month;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LastRulesTest {
    private static final Instant FROM = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2040-01-01T00:00:00Z");

    @Test
    void rulesWithoutAnEndHoldForEver() {
        ZoneRules rules = compile("R E 1981 ma - Mar lastSu 1u 1 S", "R E 1996 ma - O lastSu 1u 0 -", "Z X 1 E CE%sT");
        Instant from = Instant.parse("2500-01-01T00:00:00Z");
        assertThat(Change.of(rules, from, Instant.parse("2501-01-01T00:00:00Z")).stream()
                        .map(Change::toString))
                .containsExactly("2500-03-28T01:00:00Z +01:00 +02:00", "2500-10-31T01:00:00Z +02:00 +01:00");
        assertThat(compile("R E 1981 ma - Mar lastSu 1u 1 S", "Z X 1 E CE%sT").getTransitionRules())
                .as("one alone changes nothing after the first year")
                .isEmpty();
    }

    static Stream<String> daysAndTimes() {
        return Stream.of("15", "1", "28", "lastSu", "Su>=1", "F>=23", "Su>=25", "Sa<=30", "Sa<=7", "Su<=5", "M>=28")
                .flatMap(day -> Stream.of("0", "2", "2s", "1u", "24", "24u", "-1", "-30", "25", "49s")
                        .map(time -> day + " " + time));
    }

    /** What is said for ever and what is said for each year must be the same; the walk by years is the simpler code. */
    @ParameterizedTest
    @MethodSource("daysAndTimes")
    void rulesForEverAreThoseOfEachYear(String dayAndTime) {
        boolean isInFebruary = !dayAndTime.startsWith("Sa<=30");
        for (String months : List.of("Mar O", "Ap S", "S Mar", isInFebruary ? "F Au" : "Jun Au")) {
            String first = months.split(" ")[0];
            String second = months.split(" ")[1];
            String[] zone = {" - " + first + " " + dayAndTime + " 1 D", " - " + second + " " + dayAndTime + " 0 S"};
            ZoneRules endless = compile("R A 2000 ma" + zone[0], "R A 2000 ma" + zone[1], "Z X -5 A E%sT");
            ZoneRules listed = compile("R A 2000 2100" + zone[0], "R A 2000 2100" + zone[1], "Z X -5 A E%sT");
            Instant until = Instant.parse("2099-12-01T00:00:00Z");
            assertThat(Change.of(endless, FROM, until)).as(months).isEqualTo(Change.of(listed, FROM, until));
        }
    }

    @Test
    void threeRulesForEverAreInTheOrderOfTheYear() {
        String[] lines = {" - N 1 2 0 S", " - Mar 1 2 1 D", " - Jul 1 2 2 DD"};
        ZoneRules endless =
                compile("R A 2000 ma" + lines[0], "R A 2003 ma" + lines[1], "R A 2005 ma" + lines[2], "Z X 1 A %z");
        ZoneRules listed = compile(
                "R A 2000 2100" + lines[0], "R A 2003 2100" + lines[1], "R A 2005 2100" + lines[2], "Z X 1 A %z");
        assertThat(endless.getTransitionRules()).hasSize(3);
        assertThat(Change.of(endless, FROM, UNTIL)).isEqualTo(Change.of(listed, FROM, UNTIL));
    }

    @Test
    void moreRulesThanTheJdkTakesAreListedYearByYear() {
        List<String> lines = new ArrayList<>(List.of("Z X 1 A %z"));
        for (int month = 0; month < 9; month++) {
            String name = Month.of(month + 1).name();
            lines.add("R A 2000 ma - " + name + " 1 2 1 D");
            lines.add("R A 2000 ma - " + name + " 15 2 0 S");
        }
        ZoneRules rules = compile(lines.toArray(String[]::new));
        assertThat(rules.getTransitionRules()).isEmpty();
        assertThat(Change.of(rules, UNTIL, Instant.parse("2041-01-01T00:00:00Z")))
                .hasSize(18);
    }
}
