package dev.ringback.calls.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber;
import com.google.i18n.phonenumbers.geocoding.PhoneNumberOfflineGeocoder;
import dev.ringback.calls.lawful.Places.Where;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacesTest {
    private static final Places PLACES = new Places();
    private static final String STATES =
            "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH"
                    + " OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY";
    private static final String PROVINCES = "AB BC MB NB NL NS NT NU ON PE QC SK YT";
    private static final String BRAZIL =
            "AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO";
    private static final String MEXICO =
            "AGU BCN BCS CAM CHH CHP CMX COA COL DUR GRO GUA HID JAL MEX MIC MOR NAY NLE OAX"
                    + " PUE QUE ROO SIN SLP SON TAB TAM TLA VER YUC ZAC";
    private static final String AUSTRALIA = "ACT NSW NT QLD SA TAS VIC WA";

    private static Set<String> zones(String... places) {
        return switch (PLACES.where(List.of(places), null)) {
            case Where.In(var zones) ->
                zones.stream().map(ZoneId::getId).collect(Collectors.toCollection(TreeSet::new));
            case Where.Unknown(var why) -> throw new AssertionError(why);
        };
    }

    private static String unknown(String place) {
        return switch (PLACES.where(List.of(place), null)) {
            case Where.In(var zones) -> throw new AssertionError(place + " is in " + zones);
            case Where.Unknown(var why) -> why;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "US-NY, America/New_York",
        "us-ny, America/New_York",
        "' US - NY ', America/New_York",
        "US-HI, Pacific/Honolulu",
        "US-AZ, America/Denver America/Phoenix",
        "US-TN, America/Chicago America/New_York",
        "US-FL, America/Chicago America/New_York",
        "US-TX, America/Chicago America/Denver",
        "US-OR, America/Boise America/Los_Angeles",
        "US-PR, America/Puerto_Rico",
        "US-GU, Pacific/Guam",
        "CA-QC, America/Blanc-Sablon America/Halifax America/Toronto",
        "CA-SK, America/Edmonton America/Regina America/Swift_Current",
        "AU-QLD, Australia/Brisbane Australia/Lindeman",
        "BR-AM, America/Eirunepe America/Manaus",
        "MX-SON, America/Hermosillo",
        "MX-JAL, America/Mexico_City",
        "GB, Europe/London",
        "GB-SCT, Europe/London",
        "IT-25, Europe/Rome",
        "IN-MH, Asia/Kolkata",
        "FR-75, Europe/Paris",
        "FR-974, Indian/Reunion",
        "NL-CW, America/Curacao",
        "XK, Europe/Belgrade"
    })
    void aPlaceHasTheZonesOfItsClocks(String place, String zones) {
        assertThat(zones(place)).containsExactly(zones.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"US-", "US", "us-Ny State", "US-ZZ", "US-New York", "US-NY-1", "US--NY"})
    void anUnknownOrEmptySubdivisionHasAllZonesOfItsCountry(String place) {
        assertThat(zones(place))
                .contains("America/New_York", "America/Los_Angeles", "Pacific/Honolulu", "America/Adak")
                .hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RU", "ID", "ES", "PT", "CD", "KI", "MN"})
    void aCountryOfSeveralZonesHasThemAll(String place) {
        assertThat(zones(place)).hasSizeGreaterThan(1);
    }

    @Test
    void severalPlacesAndTheZoneAddUp() {
        assertThat(zones("US-NY", "US-HI")).containsExactly("America/New_York", "Pacific/Honolulu");
        assertThat(zones()).isEmpty();
        assertThat(PLACES.where(List.of("US-NY"), " europe/LONDON "))
                .isEqualTo(new Where.In(Set.of(ZoneId.of("America/New_York"), ZoneId.of("Europe/London"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Narnia", "XX", "XX-1", "-NY", "NY", "USA", "UK", "US_NY", "U", "?", "US-AE", "US-AP", "BV"})
    void whatNobodyCanPlaceIsUnknown(String place) {
        assertThat(unknown(place)).contains("'" + place.replaceAll("\\d", "*") + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Eastern", "+05:00", "UTC+5", "GMT-05:00", "Z", "America", "America/Narnia", "New York"})
    void whatIsNoIanaZoneIsUnknown(String zone) {
        assertThat(PLACES.where(List.of("US-NY"), zone)).isInstanceOf(Where.Unknown.class);
    }

    @Test
    void oneUnknownPlaceAmongOthersIsEnough() {
        assertThat(PLACES.where(List.of("US-NY", "Narnia", "US-HI"), null)).isInstanceOf(Where.Unknown.class);
    }

    @Test
    void theReasonTellsNoDigitAndNoMoreThanATyposWorth() {
        assertThat(unknown("call +1 202 555 0143 " + "\uD83D\uDE00".repeat(99)))
                .doesNotContain("202", "555", "0143")
                .contains("call +* *** *** ****")
                .hasSizeLessThan(150)
                .matches(why -> why.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF));
    }

    // --- The files

    @Test
    void everyInhabitedCountryIsThere() {
        Set<String> none = Arrays.stream(Locale.getISOCountries())
                .filter(country -> PLACES.where(List.of(country), null) instanceof Where.Unknown)
                .collect(Collectors.toSet());
        assertThat(none).containsExactlyInAnyOrder("BV", "HM");
    }

    /** By their number, since one that were missing would have its country's. */
    @ParameterizedTest
    @CsvSource({
        "US, " + STATES + ", 51",
        "CA, " + PROVINCES + ", 13",
        "BR, " + BRAZIL + ", 27",
        "MX, " + MEXICO + ", 32",
        "AU, " + AUSTRALIA + ", 8"
    })
    void everyStateAndProvinceIsThere(String country, String codes, int howMany) {
        Set<String> whole = zones(country);
        assertThat(new HashSet<>(List.of(codes.split(" ")))).hasSize(howMany).allSatisfy(code -> {
            assertThat(zones(country + "-" + code)).isNotEqualTo(whole).hasSizeLessThan(11);
        });
    }

    /** Whom libphonenumber knows in a state, by the first six digits, has a clock that the state's zones know. */
    @ParameterizedTest
    @CsvSource({"US, " + STATES, "CA, " + PROVINCES})
    void theZonesOfNumbersOfAStateAreAmongThoseOfTheState(String country, String codes) throws NumberParseException {
        Set<String> known = Set.of(codes.split(" "));
        Set<String> seen = new TreeSet<>();
        Set<String> missing = new TreeSet<>();
        for (int block = 201_200; block < 999_999; block += 7) {
            Phonenumber.PhoneNumber number = PhoneNumberUtil.getInstance().parse("+1" + block + "0143", null);
            String described = PhoneNumberOfflineGeocoder.getInstance().getDescriptionForValidNumber(number, Locale.US);
            String state = described.replaceAll("^.*, ([A-Z]{2})$", "$1");
            if (described.contains(", ") && known.contains(state)) {
                seen.add(state);
                PhoneNumberToTimeZonesMapper.getInstance().getTimeZonesForGeographicalNumber(number).stream()
                        .filter(zone -> !clocks(zones(country + "-" + state)).contains(clock(zone)))
                        .forEach(zone -> missing.add(described + ": " + zone));
            }
        }
        assertThat(missing).isEmpty();
        assertThat(seen).hasSizeGreaterThan(known.size() * 2 / 3);
    }

    private static Set<String> clocks(Set<String> zones) {
        return zones.stream().map(PlacesTest::clock).collect(Collectors.toSet());
    }

    private static String clock(String zone) {
        return ZoneId.of(zone).getRules().getOffset(Instant.parse("2026-01-15T12:00:00Z")) + " "
                + ZoneId.of(zone).getRules().getOffset(Instant.parse("2026-07-15T12:00:00Z"));
    }
}
