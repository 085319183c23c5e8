package dev.ringback.calls.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.lawful.Whereabouts.ByNumber;
import dev.ringback.calls.lawful.Whereabouts.Where;
import dev.ringback.calls.lawful.places.Spot;
import dev.ringback.privacy.PhoneNumber;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhereaboutsTest {
    private static final PhoneNumber NEW_YORK = new PhoneNumber("+12125550143");
    private static final PhoneNumber FLORIDA = new PhoneNumber("+18505550143"); // on both sides of its zones' border

    private static Where where(PhoneNumber number, String places, String postal, String zone) {
        return where(ByNumber.AREA_CODE, number, places, postal, zone);
    }

    private static Where where(ByNumber byNumber, PhoneNumber number, String places, String postal, String zone) {
        List<String> named = places.isEmpty() ? List.of() : Arrays.asList(places.split(";"));
        return new Whereabouts(Countries.TABLES, Countries::zone, byNumber)
                .of(number, Countries.all().country(number), new Address(named, postal, zone));
    }

    /** Returns the spots as {@code from place zone}. */
    private static Set<String> spots(Where where) {
        return switch (where) {
            case Where.Unknown(var why) -> throw new AssertionError(why);
            case Where.In(var spots, var notes) ->
                spots.stream()
                        .flatMap(spot -> spot.zones().stream().map(zone -> inWords(spot, zone)))
                        .collect(Collectors.toCollection(TreeSet::new));
        };
    }

    private static String inWords(Spot spot, String zone) {
        return spot.from().word() + " " + spot.place() + " " + zone;
    }

    private static String unknown(Where where) {
        return switch (where) {
            case Where.Unknown(var why) -> why;
            case Where.In in -> throw new AssertionError(in);
        };
    }

    // --- What holds

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                 |          |                    | number US-NY America/New_York",
                "US-CA              |          |                    | number US-NY America/New_York, place US-CA America/Los_Angeles",
                "California         |          |                    | number US-NY America/New_York, place US-CA America/Los_Angeles",
                "US-New York        |          |                    | number US-NY America/New_York, place US-NY America/New_York",
                "UK                 |          |                    | number US-NY America/New_York, place GB Europe/London",
                // A postal code narrows the place that it lies in.
                "US-KY              | US 42001 |                    | number US-NY America/New_York, postal US-KY America/Chicago",
                "US                 | US 90210 |                    | number US-NY America/New_York, postal US-CA America/Los_Angeles",
                // A contradiction keeps both.
                "US-TX              | US 90210 |                    | number US-NY America/New_York, place US-TX America/Chicago, place US-TX America/Denver, postal US-CA America/Los_Angeles",
                // Two letters alone are a country, and may be a state of the number's country.
                "MT                 |          |                    | number US-NY America/New_York, place MT Europe/Malta, place US-MT America/Denver",
                // A zone that a postal code has narrowed away is stated all the same, and has the place's law.
                "US-FL              | US 32501 | America/New_York   | number US-NY America/New_York, postal US-FL America/Chicago, zone US-NY America/New_York, zone US-FL America/New_York",
                // What says nothing narrows nothing.
                "US-CA              | US 00000 |                    | number US-NY America/New_York, place US-CA America/Los_Angeles",
                "US-CA              | GB SW1A 1AA |                 | number US-NY America/New_York, place US-CA America/Los_Angeles",
                // A zone is at the place that has it, else at none.
                "US-CA              |          | america/los_angeles | number US-NY America/New_York, place US-CA America/Los_Angeles, zone US-CA America/Los_Angeles",
                "''                 |          | Europe/London      | number US-NY America/New_York, zone null Europe/London",
                // A zone by a name that no place has is at the places with the same clock.
                "''                 |          | US/Eastern         | number US-NY America/New_York, zone US-NY US/Eastern"
            })
    void everythingThatIsSaidHolds(String places, String postal, String zone, String expected) {
        assertThat(spots(where(NEW_YORK, places, postal, zone))).containsExactlyInAnyOrder(expected.split(", "));
    }

    @Test
    void thePlaceNeverNarrowsTheNumber() {
        assertThat(spots(where(FLORIDA, "US-FL", "US 32501", null)))
                .containsExactlyInAnyOrder(
                        "number US-FL America/Chicago",
                        "number US-FL America/New_York",
                        "postal US-FL America/Chicago");
    }

    @ParameterizedTest
    @ValueSource(strings = {"US", "US-", "USA", "United States", "us-"})
    void aCountryAloneIsAllOfIt(String place) {
        assertThat(spots(where(NEW_YORK, place, null, null)))
                .contains("place US America/New_York", "place US Pacific/Honolulu", "place US America/Adak")
                .hasSizeGreaterThan(20);
    }

    @Test
    void severalPlacesAddUp() {
        assertThat(spots(where(NEW_YORK, "US-NY;US-HI", null, null)))
                .containsExactlyInAnyOrder(
                        "number US-NY America/New_York",
                        "place US-NY America/New_York",
                        "place US-HI Pacific/Honolulu");
    }

    @Test
    void aPostalCodeThatIsNoneIsTold() {
        assertThat(where(NEW_YORK, "US-CA", "US 00000", null))
                .isInstanceOfSatisfying(
                        Where.In.class,
                        in -> assertThat(in.notes()).isNotEmpty().noneMatch(note -> note.contains("0")));
    }

    // --- By the number alone

    @Test
    void aNumberMayStandForItsWholeCountry() {
        assertThat(spots(where(ByNumber.COUNTRY, NEW_YORK, "", null, null)))
                .contains("country US America/New_York", "country US Pacific/Honolulu");
    }

    @Test
    void wherePayloadsSayThePlaceTheNumberStandsForItsAreaCode() {
        assertThat(spots(where(ByNumber.COUNTRY, NEW_YORK, "US-NY", null, null)))
                .containsExactlyInAnyOrder("number US-NY America/New_York", "place US-NY America/New_York");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''|US 00000", "''|GB SW1A 1AA", "-|", "' , '|"})
    void wherePayloadsSayNoPlaceThatIsUnderstoodTheNumberStandsForItsWholeCountry(String places, String postal) {
        assertThat(spots(where(ByNumber.COUNTRY, NEW_YORK, places, postal, null)))
                .isEqualTo(spots(where(ByNumber.COUNTRY, NEW_YORK, "", null, null)));
    }

    /** Ascension and Tristan da Cunha have calling codes and no zone of their own in the tz database. */
    @ParameterizedTest
    @ValueSource(strings = {"+24762889", "+2908999"})
    void aCountryWithoutAZoneOfItsOwnIsPlacedByItsNumber(String number) {
        assertThat(spots(where(ByNumber.COUNTRY, new PhoneNumber(number), "", null, null)))
                .isNotEmpty()
                .isEqualTo(spots(where(new PhoneNumber(number), "", null, null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+18005550199", "+80012345678", "+870773123456"})
    void nobodyKnowsWhereSuchANumberIs(String number) {
        assertThat(unknown(where(new PhoneNumber(number), "US-NY", null, null)))
                .isEqualTo("nobody knows where its number is");
    }

    // --- What cannot be placed

    @ParameterizedTest
    @ValueSource(strings = {"Narnia", "XX", "XX-1", "U", "US-AE", "US-AP", "BV"})
    void aPlaceThatNobodyKnowsIsUnknown(String place) {
        assertThat(unknown(where(NEW_YORK, place, null, null))).isNotBlank();
        assertThat(unknown(where(NEW_YORK, "US-NY;" + place + ";US-HI", null, null)))
                .isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Eastern", "+05:00", "UTC+5", "GMT-05:00", "Z", "America", "America/Narnia", "New York"})
    void whatIsNoIanaZoneIsUnknown(String zone) {
        assertThat(unknown(where(NEW_YORK, "US-NY", null, zone))).contains("is no IANA time zone");
    }

    @Test
    void theReasonTellsNoDigitAndNoMoreThanATyposWorth() {
        String text = "call +1 202 555 0143 " + "\uD83D\uDE00".repeat(99);
        for (Where where : List.of(where(NEW_YORK, text, null, null), where(NEW_YORK, "", null, text))) {
            assertThat(unknown(where))
                    .doesNotContain("202", "555", "0143")
                    .hasSizeLessThan(200)
                    .matches(why -> why.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\uD83D", "\uDE00", "\u0085", "\u202E"})
    void theReasonHasNoCharacterThatDatabasesRefuse(String odd) {
        assertThat(unknown(where(NEW_YORK, "", null, "Mars" + odd + "Base"))).contains("'Mars Base'");
    }

    // --- The postal code's country

    @ParameterizedTest
    @CsvSource({
        "US, GB-LND, US 90210",
        "United States, '', US 90210",
        "'', CA-ON, CA 90210",
        "'', Ontario, CA 90210",
        "'', '', DE 90210",
        "Narnia, Narnia, DE 90210"
    })
    void thePostalCodesCountryIsTheRegionsElseThePlacesElseTheNumbers(String region, String place, String stored) {
        List<String> places = place.isEmpty() ? List.of() : List.of(place);
        assertThat(Countries.whereabouts().postal(" 90210 ", region, places, "DE"))
                .isEqualTo(stored);
    }
}
