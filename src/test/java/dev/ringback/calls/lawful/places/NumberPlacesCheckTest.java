package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import dev.ringback.privacy.PhoneNumber;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Checks 10,000 numbers of 60 countries against the time zones of libphonenumber's geocoder 3.23, a source that the
 * tables do not use for zones. Zones are compared by the clocks they show. Each difference is listed with its reason.
 */
class NumberPlacesCheckTest {
    private static final long SEED = 20_261_128;
    private static final int NUMBERS = 10_000;
    /** Countries whose clocks differ, and from which half of the numbers are. */
    private static final List<String> SPLIT =
            List.of("AU BR MX RU KZ CL ID ES PT EC CD MN PG KI FM PF GL CN NZ UA".split(" "));

    private static final List<String> OTHERS = List.of(("CY TR DZ LY NI SS MA EH IL PS RE YT NF KE DE FR GB IT NL BE "
                    + "SE NO FI PL RO GR CH AT HU CZ IN JP KR TH VN PH ZA EG NG AR")
            .split(" "));
    private static final List<ValidNumbers.Sample> SAMPLES = samples();

    private final Countries countries = Countries.ofRelease();
    private final NumberPlaces places = NumberPlaces.ofRelease(new NumberPlan(Map.of()), countries);
    private final JodaClocks clocks = new JodaClocks();

    @Test
    void agreesWithTheGeocoderButForWhatIsExplained() throws NumberParseException {
        Map<String, String> unexplained = new TreeMap<>();
        Set<GeocoderDifference> seen = new HashSet<>();
        for (ValidNumbers.Sample sample : SAMPLES) {
            for (String zone : missingZones(sample)) {
                GeocoderDifference.of(sample.number().e164(), zone)
                        .ifPresentOrElse(seen::add, () -> unexplained.put(key(sample, zone), said(sample)));
            }
        }
        assertThat(unexplained).as("seed %d", SEED).isEmpty();
        assertThat(GeocoderDifference.ALL)
                .as("listed differences that no longer exist")
                .filteredOn(listed -> !seen.contains(listed))
                .isEmpty();
    }

    @Test
    void givesEachValidGeographicNumberASpotWithZones() {
        assertThat(SAMPLES)
                .hasSize(NUMBERS)
                .allSatisfy(sample -> assertThat(places.spots(sample.number(), sample.country()))
                        .isNotEmpty());
    }

    /** A country with one zone in zone.tab has that zone, whatever the number. */
    @Test
    void holdsEachNumberOfACountryWithOneZoneByThatZone() {
        for (ValidNumbers.Sample sample : SAMPLES) {
            Set<String> zones = countries.zones(sample.country());
            if (zones.size() == 1 && !sample.number().e164().startsWith("+6721")) {
                assertThat(ours(sample)).as(sample.country()).containsAll(zones);
            }
        }
    }

    private static List<ValidNumbers.Sample> samples() {
        System.out.println("seed " + SEED);
        ValidNumbers numbers = new ValidNumbers(SEED);
        List<ValidNumbers.Sample> samples = new ArrayList<>(numbers.samples(SPLIT, NUMBERS / 2));
        samples.addAll(numbers.samples(OTHERS, NUMBERS / 2));
        return samples;
    }

    /** Returns the geocoder's zones whose clocks none of ours shows. */
    private Set<String> missingZones(ValidNumbers.Sample sample) throws NumberParseException {
        Set<Integer> ours = ours(sample).stream().map(clocks::of).collect(Collectors.toSet());
        var number = PhoneNumberUtil.getInstance().parse(sample.number().e164(), null);
        return PhoneNumberToTimeZonesMapper.getInstance().getTimeZonesForNumber(number).stream()
                .filter(zone -> !ours.contains(clocks.of(zone)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> ours(ValidNumbers.Sample sample) {
        return places.spots(sample.number(), sample.country()).stream()
                .flatMap(spot -> spot.zones().stream())
                .collect(Collectors.toSet());
    }

    private static String key(ValidNumbers.Sample sample, String zone) {
        int shown = Math.min(8, sample.number().e164().length());
        return sample.country() + " " + sample.number().e164().substring(0, shown) + " " + zone;
    }

    private String said(ValidNumbers.Sample sample) {
        return places.spots(new PhoneNumber(sample.number().e164()), sample.country())
                .toString();
    }
}
