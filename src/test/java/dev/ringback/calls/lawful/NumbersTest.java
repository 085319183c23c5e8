package dev.ringback.calls.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.lawful.Numbers.Parsed;
import dev.ringback.calls.lawful.law.Blackouts;
import dev.ringback.calls.lawful.law.Law;
import dev.ringback.calls.lawful.law.Packs;
import dev.ringback.calls.lawful.law.Preset;
import dev.ringback.privacy.PhoneNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    private static final Numbers ANYWHERE = Countries.all();

    private static Parsed parse(String typed, String region) {
        return ANYWHERE.parse(typed, region);
    }

    // --- Read

    @ParameterizedTest
    @CsvSource({
        "+12025550143, '', +12025550143, US",
        "+1 (202) 555-0143, '', +12025550143, US",
        "'  +1 202 555 0143 ', '', +12025550143, US",
        "(202) 555-0143, US, +12025550143, US",
        "202.555.0143, us, +12025550143, US",
        "1-202-555-0143, ' US ', +12025550143, US",
        "90000 00012, IN, +919000000012, IN",
        "020 7946 0958, GB, +442079460958, GB",
        "0171 3920033, DE, +491713920033, DE",
        "+491713920033, US, +491713920033, DE",
        "0044 20 7946 0958, DE, +442079460958, GB",
        "011 44 20 7946 0958, US, +442079460958, GB",
        "+14165550134, '', +14165550134, CA",
        "tel:+1-202-555-0143, US, +12025550143, US",
        "２０２５５５０１４３, US, +12025550143, US"
    })
    void aNumberIsReadInAnyForm(String typed, String region, String number, String country) {
        assertThat(parse(typed, region)).isEqualTo(new Parsed.Usable(new PhoneNumber(number), country));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void nothingTypedIsNoNumber(String typed) {
        assertThat(parse(typed, "US")).isEqualTo(new Parsed.Absent());
    }

    // --- Refused

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "XX", "001", "Narnia"})
    void aNationalNumberIsNotGuessedAt(String region) {
        assertThat(parse("(202) 555-0143", region)).isInstanceOf(Parsed.Bad.class);
    }

    @ParameterizedTest
    @CsvSource({
        "+1 202-555-0143 ext. 4, ''", // an extension
        "(202) 555-0143 x12, US",
        "+12025550143;ext=7, ''",
        "+19005550123, ''", // premium
        "0900 1234567, DE",
        "09012345678, GB",
        "+18095, ''", // short
        "911, US",
        "112, DE",
        "999, GB",
        "100, IN",
        "32665, US",
        "+88213123456, ''", // satellite and other networks of no country
        "+447012345678, ''", // personal numbering
        "+443001234567, ''", // a company's
        "+441234, ''", // too few digits
        "+1202555014312345, ''",
        "+00000000000, ''",
        "+, ''",
        "N/A, US",
        "none, US",
        "555-0143, US",
        "555-CALL-NOW, ''",
        "030 123456 / 654321, DE", // two numbers in one field: more digits than E.164 allows
        "+4930123456654321, ''"
    })
    void whatIsNeitherFixedNorMobileIsRefused(String typed, String region) {
        assertThat(parse(typed, region)).isInstanceOf(Parsed.Bad.class);
    }

    @Test
    void theReasonDoesNotTellTheNumber() {
        assertThat(parse("+1 900 555 0123", ""))
                .isInstanceOfSatisfying(
                        Parsed.Bad.class,
                        bad -> assertThat(bad.why()).isNotBlank().doesNotContainPattern("[0-9]"));
    }

    @Test
    void onlyAllowedCountriesAreRung() {
        Numbers onlyHere = Countries.only("US", "GB");
        assertThat(onlyHere.parse("+12025550143", "")).isInstanceOf(Parsed.Usable.class);
        assertThat(onlyHere.parse("+14165550134", ""))
                .isEqualTo(new Parsed.CountryNotAllowed(new PhoneNumber("+14165550134"), "CA"));
        assertThat(onlyHere.parse("90000 00012", "IN"))
                .isEqualTo(new Parsed.CountryNotAllowed(new PhoneNumber("+919000000012"), "IN"));
        assertThat(onlyHere.parse("+19005550123", "")).isInstanceOf(Parsed.Bad.class);
    }

    /** In winter all zones from Newfoundland to Guam are open at once for half an hour: that must not be enough. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23T00:00:00Z", "2026-07-06T00:00:00Z"})
    void aTollFreeNumberHasNoLawfulHour(String week) {
        PhoneNumber number = new PhoneNumber("+18005550199");
        LawfulHours hours = new LawfulHours(
                Countries.whereabouts(),
                Countries::zone,
                new Law(Packs.ofRelease(), Preset.LAWFUL, true, Blackouts.none()));
        Instant start = Instant.parse(week);
        assertThat(ANYWHERE.mayBeRung(number)).isTrue();
        assertThat(hours.window(number, ANYWHERE.country(number), Address.NONE)
                        .next(start, start.plus(Duration.ofDays(7))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+881612345678", "+870773123456", "+80012345678"})
    void aNumberOfNoCountryIsRefused(String typed) {
        assertThat(parse(typed, "")).isInstanceOf(Parsed.Bad.class);
    }

    @ParameterizedTest
    @CsvSource({
        "' 12025550143', +12025550143", // a plus sign that was not percent-encoded
        "12025550143, +12025550143",
        "+1 (202) 555-0143, +12025550143",
        "'+12025550143', +12025550143",
        "none, ",
        "'', "
    })
    void aQueryParameterIsReadLikeAnyNumber(String text, String number) {
        assertThat(ANYWHERE.inQuery(text).map(PhoneNumber::e164)).isEqualTo(Optional.ofNullable(number));
    }
}
