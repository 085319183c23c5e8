package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.calls.lawful.places.AreaCode.Use;
import dev.ringback.privacy.PhoneNumber;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.joda.time.DateTimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberPlacesTest {
    private static final String TABLE = "/places/prefixes.tsv";
    private static final Countries COUNTRIES = Countries.ofRelease();
    private static final Spot ALABAMA = new Spot("US-AL", Set.of("America/Chicago"), Origin.NUMBER);
    private static final Spot GEORGIA = new Spot("US-GA", Set.of("America/New_York"), Origin.NUMBER);
    private static final NumberPlan PLAN = new NumberPlan(Map.of(
            "205", new AreaCode("205", Use.GEOGRAPHIC, "US", null, Set.of(GEORGIA, ALABAMA)),
            "800", new AreaCode("800", Use.TOLL_FREE, null, null, Set.of())));
    private static final NumberPlaces PLACES = NumberPlaces.ofRelease(PLAN, COUNTRIES);

    /** Numbers whose zones the geocoder of libphonenumber 3.23 has wrong. The zones are those of the tz database. */
    @ParameterizedTest
    @CsvSource({
        "+213551234567, DZ, DZ, Africa/Algiers",
        "+218912345678, LY, LY, Africa/Tripoli",
        "+50581234567, NI, NI, America/Managua",
        "+211977123456, SS, SS, Africa/Juba",
        "+212650123456, MA, MA EH, Africa/Casablanca Africa/El_Aaiun",
        "+74012345678, RU, RU-KGD, Europe/Kaliningrad",
        "+529981234567, MX, MX-ROO, America/Cancun",
        "+526561234567, MX, MX-CHH, America/Ciudad_Juarez",
        "+526141234567, MX, MX-CHH, America/Chihuahua",
        "+528681234567, MX, MX-TAM, America/Matamoros",
        "+61733321234, AU, AU-QLD, Australia/Brisbane Australia/Lindeman",
        "+558132345678, BR, BR-PE, America/Noronha America/Recife",
        "+559132345678, BR, BR-PA, America/Belem",
        "+78452345678, RU, RU-SAR, Europe/Saratov",
        "+56612345678, CL, CL-MA, America/Punta_Arenas",
    })
    void placesWhatTheGeocoderMisplaces(String number, String country, String places, String zones) {
        assertSays(number, country, places, zones, Origin.NUMBER);
    }

    @ParameterizedTest
    @CsvSource({
        "+493012345678, DE, DE, Europe/Berlin Europe/Busingen, NUMBER",
        "+33123456789, FR, FR, Europe/Paris, NUMBER",
        "+34928123456, ES, ES-CN, Atlantic/Canary, NUMBER",
        "+34956123456, ES, ES, Africa/Ceuta Europe/Madrid, NUMBER",
        "+34911234567, ES, ES, Europe/Madrid, NUMBER",
        "+34612345678, ES, ES, Africa/Ceuta Atlantic/Canary Europe/Madrid, COUNTRY",
        "+351295123456, PT, PT-20, Atlantic/Azores, NUMBER",
        "+351291123456, PT, PT-30, Atlantic/Madeira, NUMBER",
        "+351212345678, PT, PT, Europe/Lisbon, NUMBER",
        "+351912345678, PT, PT, Atlantic/Azores Atlantic/Madeira Europe/Lisbon, COUNTRY",
        "+5511912345678, BR, BR-SP, America/Sao_Paulo, NUMBER",
        "+5568912345678, BR, BR-AC, America/Rio_Branco, NUMBER",
        "+5597912345678, BR, BR-AM, America/Eirunepe America/Manaus, NUMBER",
        "+526461234567, MX, MX-BCN, America/Tijuana, NUMBER",
        "+526261234567, MX, MX-CHH, America/Ojinaga, NUMBER",
        "+526621234567, MX, MX-SON, America/Hermosillo, NUMBER",
        "+523221234567, MX, MX-JAL MX-NAY, America/Bahia_Banderas America/Mexico_City, NUMBER",
        "+525512345678, MX, MX-CMX MX-MEX, America/Mexico_City, NUMBER",
        "+56672123456, CL, CL-AI, America/Coyhaique, NUMBER",
        "+56322123456, CL, CL-VS, America/Santiago Pacific/Easter, NUMBER",
        "+56221234567, CL, CL-RM, America/Santiago, NUMBER",
        "+62211234567, ID, ID-JW, Asia/Jakarta, NUMBER",
        "+62361123456, ID, ID-BA, Asia/Makassar, NUMBER",
        "+62561123456, ID, ID-KB, Asia/Pontianak, NUMBER",
        "+62967123456, ID, ID-PP, Asia/Jayapura, NUMBER",
        "+628123456789, ID, ID, Asia/Jakarta Asia/Jayapura Asia/Makassar Asia/Pontianak, COUNTRY",
        "+61880801234, AU, AU-NSW AU-SA, Australia/Adelaide Australia/Broken_Hill Australia/Sydney, NUMBER",
        "+61889201234, AU, AU-NT, Australia/Darwin, NUMBER",
        "+61892001234, AU, AU-WA, Australia/Perth, NUMBER",
        "+61890391234, AU, AU-WA, Australia/Eucla Australia/Perth, NUMBER",
        "+61265632123, AU, AU-NSW, Australia/Lord_Howe Australia/Sydney, NUMBER",
        "+61755361234, AU, AU-NSW AU-QLD, Australia/Brisbane Australia/Lindeman Australia/Sydney, NUMBER",
        "+61362123456, AU, AU-TAS, Antarctica/Macquarie Australia/Hobart, NUMBER",
        "+77272123456, KZ, KZ, Asia/Almaty Asia/Aqtau Asia/Aqtobe Asia/Atyrau Asia/Oral Asia/Qostanay Asia/Qyzylorda, NUMBER",
        "+73652123456, RU, UA-43, Europe/Kyiv Europe/Simferopol, NUMBER",
        "+380652123456, UA, UA-43, Europe/Kyiv Europe/Simferopol, NUMBER",
        "+380441234567, UA, UA-30, Europe/Kyiv, NUMBER",
        "+380501234567, UA, UA, Europe/Kyiv Europe/Simferopol, COUNTRY",
        "+903922123456, TR, CY TR, Asia/Famagusta Europe/Istanbul, NUMBER",
        "+6433050123, NZ, NZ, Pacific/Auckland Pacific/Chatham, NUMBER",
        "+6493012345, NZ, NZ, Pacific/Auckland, NUMBER",
        "+8699112345678, CN, CN-XJ, Asia/Shanghai Asia/Urumqi, NUMBER",
        "+861012345678, CN, CN-BJ, Asia/Shanghai, NUMBER",
        "+2908123, TA, SH, Atlantic/St_Helena, NUMBER",
        "+24740123, AC, SH, Atlantic/St_Helena, NUMBER",
    })
    void placesANumberByItsLongestPrefix(String number, String country, String places, String zones, Origin from) {
        assertSays(number, country, places, zones, from);
    }

    @Test
    void holdsRussianAndAustralianMobilesByEveryZoneOfTheirCountry() {
        assertThat(PLACES.spots(new PhoneNumber("+79161234567"), "RU"))
                .containsExactly(new Spot("RU", COUNTRIES.zones("RU"), Origin.COUNTRY));
        assertThat(PLACES.spots(new PhoneNumber("+61412345678"), "AU"))
                .containsExactly(new Spot("AU", COUNTRIES.zones("AU"), Origin.COUNTRY));
    }

    @Test
    void asksTheNorthAmericanPlan() {
        assertThat(PLACES.spots(new PhoneNumber("+12055550123"), "US")).containsExactly(ALABAMA, GEORGIA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"US", "CA", "ZZ"})
    void holdsAnUnknownAreaCodeByBothLargeCountries(String country) {
        assertThat(PLACES.spots(new PhoneNumber("+12345550123"), country))
                .containsExactly(
                        new Spot("US", COUNTRIES.zones("US"), Origin.COUNTRY),
                        new Spot("CA", COUNTRIES.zones("CA"), Origin.COUNTRY));
    }

    @Test
    void holdsAnUnknownAreaCodeOfAKnownIslandByTheIsland() {
        assertThat(PLACES.spots(new PhoneNumber("+16585550123"), "JM"))
                .containsExactly(new Spot("JM", Set.of("America/Jamaica"), Origin.NUMBER));
    }

    @Test
    void saysNothingWhereNobodyKnows() {
        assertThat(PLACES.spots(new PhoneNumber("+18005550123"), null)).isEmpty();
        assertThat(PLACES.spots(new PhoneNumber("+80012345678"), "001")).isEmpty();
        assertThat(PLACES.spots(new PhoneNumber("+881612345678"), null)).isEmpty();
    }

    @Test
    void placesEveryShortAndLongNumberWithoutAnException() {
        for (String number : List.of("+1205555", "+2908123", "+9999999", "+123456789012345", "+618812345678901")) {
            assertThat(PLACES.spots(new PhoneNumber(number), "AU")).isNotNull();
        }
    }

    @Test
    void namesZonesThatExistAndSubdivisionsThatAreListed() {
        PrefixTable table = PrefixTable.read(TABLE, COUNTRIES);
        Set<String> zones = new TreeSet<>();
        for (String prefix : table.prefixes()) {
            table.longestMatch("+" + prefix).forEach(spot -> zones.addAll(spot.zones()));
        }
        assertThat(table.prefixes()).hasSizeGreaterThan(800);
        assertThat(zones).isSubsetOf(DateTimeZone.getAvailableIDs());
    }

    /** A spot with zones of its own narrows its place; only disputed places have a neighbour's clocks. */
    @Test
    void narrowsAPlaceByItsOwnZonesAlone() {
        PrefixTable table = PrefixTable.read(TABLE, COUNTRIES);
        for (String prefix : table.prefixes()) {
            for (Spot spot : table.longestMatch("+" + prefix)) {
                Set<String> all = COUNTRIES.subdivisionZones(spot.place()).orElse(COUNTRIES.zones(spot.place()));
                if (!spot.place().equals("GE")) {
                    assertThat(all).as(prefix).containsAll(spot.zones());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/places/prefix-of-america.tsv, 'line 2: no prefix of an international number outside +1'",
        "/places/prefix-twice.tsv, 'line 3: the prefix stands twice'",
        "/places/prefix-place.tsv, 'line 2: no listed place'",
        "/places/prefix-columns.tsv, 'line 2: 3 columns were expected, not 2'",
    })
    void refusesAWrongTableWithItsFileAndLine(String resource, String words) {
        assertThatThrownBy(() -> PrefixTable.read(resource, COUNTRIES))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(resource)
                .hasMessageContaining(words);
    }

    private static void assertSays(String number, String country, String places, String zones, Origin from) {
        List<Spot> spots = PLACES.spots(new PhoneNumber(number), country);
        assertThat(spots).extracting(Spot::place).containsExactlyInAnyOrder(places.split(" "));
        assertThat(spots.stream().flatMap(spot -> spot.zones().stream()).collect(Collectors.toSet()))
                .isEqualTo(Set.of(zones.split(" ")));
        assertThat(spots).allMatch(spot -> spot.from() == from);
    }
}
