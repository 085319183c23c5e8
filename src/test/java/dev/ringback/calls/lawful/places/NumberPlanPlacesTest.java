package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.lawful.places.AreaCode.Use;
import dev.ringback.privacy.PhoneNumber;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Asks the table of this release where the numbers of certain area codes may be. */
class NumberPlanPlacesTest {
    private static final NumberPlan PLAN = NumberPlan.ofRelease();

    /** libphonenumber 9.0.43 holds these for invalid, but 738 and 273, of which its geocoder knows no zone. */
    @Test
    void placesTheCodesThatTheLibraryLacks() {
        assertThat(places("436", "729", "679", "621", "624", "837", "861", "457", "465", "471", "483", "924", "357"))
                .containsExactly(
                        "US-OH", "US-TN", "US-MI", "US-TX", "US-NY", "US-CA", "US-IL", "US-LA", "US-NY", "US-MS",
                        "US-AL", "US-MN", "US-CA");
        assertThat(places("738", "273")).containsExactly("US-CA", "CA-QC");
    }

    @Test
    void placesTheYoungOverlays() {
        assertThat(places("227", "235", "274", "324", "350", "369", "472", "686", "728", "821", "942"))
                .containsExactly(
                        "US-MD", "US-MO", "US-WI", "US-FL", "US-CA", "US-CA", "US-NC", "US-VA", "US-FL", "US-SC",
                        "CA-ON");
    }

    @Test
    void hasBothZonesWhereABorderSplitsACode() {
        for (String both : List.of("219", "574", "812", "930")) {
            assertThat(zones(both)).as(both).containsExactly("America/Chicago", "America/Indiana/Indianapolis");
        }
        for (String both : List.of("270", "364")) {
            assertThat(zones(both)).as(both).containsExactly("America/Chicago", "America/Kentucky/Louisville");
        }
        for (String both : List.of("448", "850", "423", "729", "606")) {
            assertThat(zones(both)).as(both).containsExactly("America/Chicago", "America/New_York");
        }
        for (String both : List.of("308", "402", "531", "605", "620", "701", "785", "915")) {
            assertThat(zones(both)).as(both).containsExactly("America/Chicago", "America/Denver");
        }
        for (String both : List.of("208", "986", "458", "541")) {
            assertThat(zones(both)).as(both).containsExactly("America/Boise", "America/Los_Angeles");
        }
        assertThat(zones("775")).containsExactly("America/Denver", "America/Los_Angeles");
        assertThat(zones("928")).containsExactly("America/Denver", "America/Phoenix");
        assertThat(zones("906")).containsExactly("America/Detroit", "America/Menominee");
        assertThat(zones("907")).containsExactly("America/Adak", "America/Anchorage");
        assertThat(zones("418")).contains("America/Blanc-Sablon", "America/Halifax", "America/Toronto");
        assertThat(zones("807")).containsExactly("America/Atikokan", "America/Toronto", "America/Winnipeg");
        assertThat(zones("604")).containsExactly("America/Vancouver");
        assertThat(zones("250")).hasSize(5).isEqualTo(zones("257"));
    }

    /** An exchange of Iqaluit, which the geocoder places in Fort Nelson. */
    @Test
    void aNumberOf867MayBeInAnyOfThreeTerritories() {
        AreaCode code = PLAN.areaCode(new PhoneNumber("+18679751234")).orElseThrow();
        assertThat(code.spots()).extracting(Spot::place).containsExactlyInAnyOrder("CA-NT", "CA-NU", "CA-YT");
        assertThat(zones("867")).hasSize(9).contains("America/Iqaluit", "America/Inuvik", "America/Whitehorse");
    }

    @Test
    void aCodeOfTwoProvincesHasBoth() {
        assertThat(code("902").spots()).extracting(Spot::place).containsExactlyInAnyOrder("CA-NS", "CA-PE");
    }

    @Test
    void islandsHaveTheirOwnZone() {
        var islands = PLAN.codes().stream()
                .filter(code ->
                        code.use() == Use.GEOGRAPHIC && !Set.of("US", "CA").contains(code.country()))
                .collect(Collectors.groupingBy(AreaCode::country, TreeMap::new, Collectors.toList()));
        assertThat(islands.keySet())
                .containsExactly(
                        "AG", "AI", "AS", "BB", "BM", "BS", "DM", "DO", "GD", "GU", "JM", "KN", "KY", "LC", "MP", "MS",
                        "PR", "SX", "TC", "TT", "VC", "VG", "VI");
        islands.forEach((country, codes) -> assertThat(codes).as(country).allSatisfy(code -> {
            assertThat(code.spots()).singleElement().extracting(Spot::place).isEqualTo(country);
            assertThat(code.spots().iterator().next().zones()).hasSize(1);
        }));
        assertThat(zones("758")).containsExactly("America/St_Lucia");
        assertThat(zones("876")).isEqualTo(zones("658")).containsExactly("America/Jamaica");
        assertThat(zones("670")).containsExactly("Pacific/Saipan");
    }

    private static List<String> places(String... codes) {
        return List.of(codes).stream()
                .flatMap(code -> code(code).spots().stream())
                .map(Spot::place)
                .toList();
    }

    private static Set<String> zones(String code) {
        return code(code).spots().stream()
                .flatMap(spot -> spot.zones().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static AreaCode code(String code) {
        return PLAN.areaCode(number(code)).orElseThrow();
    }

    private static PhoneNumber number(String code) {
        return new PhoneNumber("+1" + code + "5550123");
    }
}
