package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber;
import com.google.i18n.phonenumbers.geocoding.PhoneNumberOfflineGeocoder;
import dev.ringback.privacy.PhoneNumber;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares the table with libphonenumber 9.0.43 and its geocoder 3.23, exchange by exchange. */
class NumberPlanGeocoderTest {
    private static final NumberPlan PLAN = NumberPlan.ofRelease();
    private static final NumberPlanClocks CLOCKS = new NumberPlanClocks();
    private static final PhoneNumberUtil LIBRARY = PhoneNumberUtil.getInstance();

    private static final List<String> VALID = valid();

    /** A list as long as this is all zones of +1: the geocoder does not know. */
    private static final int ALL_ZONES = 30;

    private static final int LETTERS = ", OH".length();

    @Test
    void answersEachNumberThatTheLibraryHoldsForValidWithItsCountry() {
        var differences = new TreeSet<String>();
        var codes = new TreeSet<String>();
        forEachValid((number, prefix) -> {
            var code = PLAN.areaCode(number);
            codes.add(prefix.substring(0, 3));
            String region = LIBRARY.getRegionCodeForNumber(parsed(number));
            String ours = code.map(AreaCode::country).orElse("none");
            if (code.isEmpty() || (code.get().country() != null && !ours.equals(region))) {
                differences.add(prefix.substring(0, 3) + " " + region + ", here " + ours);
            }
        });
        assertThat(codes).hasSize(469);
        assertThat(differences).isEmpty();
    }

    @Test
    void hasTheStateThatTheGeocoderNames() {
        var geocoder = PhoneNumberOfflineGeocoder.getInstance();
        var differences = new TreeSet<String>();
        var confirmed = new TreeSet<String>();
        forEachValid((number, prefix) -> {
            String words = geocoder.getDescriptionForValidNumber(parsed(number), Locale.ENGLISH);
            if (!isState(words)) {
                return;
            }
            if (isIn(words, PLAN.areaCode(number).orElseThrow())) {
                confirmed.add(prefix.substring(0, 3));
            } else {
                differences.add(prefix + " " + words);
            }
        });
        assertThat(differences).containsExactly("201631 New York, NY"); // 201 is New Jersey; one exchange of 791
        assertThat(confirmed).hasSize(434);
    }

    /**
     * The geocoder errs in all of these.
     *
     * <ul>
     *   <li>474 lies over 306, Saskatchewan: no summer time, unlike Winnipeg in 2025.
     *   <li>689 lies over 407, Orlando: Eastern time.
     *   <li>709, 879: what is neither Newfoundland's clock nor Labrador's is that of Blanc-Sablon in Quebec.
     *   <li>867: Yukon left Vancouver's clock in 2020.
     *   <li>907: Unalaska (581) keeps Anchorage's clock, up to two hours from Honolulu's.
     * </ul>
     */
    @Test
    void hasTheZonesThatTheGeocoderNames() {
        var mapper = PhoneNumberToTimeZonesMapper.getInstance();
        var differences = new TreeSet<String>();
        forEachValid((number, prefix) -> {
            var theirs = mapper.getTimeZonesForGeographicalNumber(parsed(number));
            var code = PLAN.areaCode(number).orElseThrow();
            if (theirs.size() > ALL_ZONES) {
                return;
            }
            theirs.stream()
                    .filter(zone -> code.spots().stream()
                            .flatMap(spot -> spot.zones().stream())
                            .noneMatch(ours -> CLOCKS.areAlike(ours, zone)))
                    .forEach(zone -> differences.add(code.code() + " " + zone));
        });
        assertThat(differences)
                .containsExactly(
                        "474 America/Winnipeg",
                        "689 America/Chicago",
                        "709 America/Puerto_Rico",
                        "867 America/Vancouver",
                        "879 America/Puerto_Rico",
                        "907 Pacific/Honolulu");
    }

    /** Returns whether words end with two letters of a state, as "Toledo, OH", or are a known name. */
    private static boolean isState(String words) {
        boolean isCity = words.length() > LETTERS && words.startsWith(", ", words.length() - LETTERS);
        return isCity || (NumberPlanList.isName(words) && !words.equals("Canada"));
    }

    private static boolean isIn(String words, AreaCode code) {
        var places = code.spots().stream().map(Spot::place).toList();
        if (NumberPlanList.isName(words)) {
            return places.containsAll(List.of(NumberPlanList.placesOfName(words).split(",")));
        }
        String letters = words.substring(words.length() - 2);
        return places.contains(code.country() + "-" + letters) || places.contains(letters);
    }

    private static void forEachValid(BiConsumer<PhoneNumber, String> action) {
        VALID.forEach(prefix -> action.accept(new PhoneNumber("+1" + prefix + "1234"), prefix));
    }

    /** Returns each area code with each exchange, six digits, that the library holds for valid. */
    private static List<String> valid() {
        return IntStream.range(200_200, 1_000_000)
                .filter(prefix -> prefix % 1000 >= 200)
                .mapToObj(Integer::toString)
                .filter(prefix -> {
                    var number = new PhoneNumber("+1" + prefix + "1234");
                    return PLAN.hasForm(number) && LIBRARY.isValidNumber(parsed(number));
                })
                .toList();
    }

    private static Phonenumber.PhoneNumber parsed(PhoneNumber number) {
        return new Phonenumber.PhoneNumber()
                .setCountryCode(1)
                .setNationalNumber(Long.parseLong(number.e164().substring(2)));
    }
}
