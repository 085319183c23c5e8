package dev.ringback.calls.lawful;

import static dev.ringback.calls.lawful.StrangersChecks.TRIES;
import static dev.ringback.calls.lawful.StrangersChecks.forEachText;
import static dev.ringback.calls.lawful.StrangersChecks.isReason;
import static dev.ringback.calls.lawful.StrangersChecks.isReasonOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.lawful.places.PlaceReader;
import dev.ringback.calls.lawful.places.PostalCodes;
import dev.ringback.calls.lawful.places.Spot;
import dev.ringback.privacy.PhoneNumber;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No place, postal code, zone or region of a stranger becomes an exception, and no reason repeats digits of it. */
class PlacesOfStrangersTest {
    private static final Instant AT = Instant.parse("2026-11-23T16:00:00Z");
    private static final Numbers NUMBERS = Countries.all();
    private static final Whereabouts WHEREABOUTS = Countries.whereabouts();
    private static final WhenAsked ASKED = new WhenAsked(NUMBERS, WHEREABOUTS, Countries.hours());
    private static final PhoneNumber PERSON = new PhoneNumber("+12025550143");

    @Test
    void aPlaceIsReadOrRefusedWithAReason() throws IOException {
        PlaceReader places = Countries.TABLES.places();
        forEachText(TRIES, (typed, region) -> {
            switch (places.read(typed)) {
                case PlaceReader.Result.Found(var codes, var note) -> {
                    assertThat(codes).isNotEmpty().allMatch(code -> code.matches("[A-Z]{2}(-[A-Z0-9]{1,3})?"));
                    isReasonOf("noted: " + note, typed);
                }
                case PlaceReader.Result.Unknown(var why) -> isReasonOf(why, typed);
                case PlaceReader.Result.Empty empty -> {}
            }
            places.country(region).ifPresent(country -> assertThat(country).matches("[A-Z]{2}"));
            places.country(typed);
        });
    }

    @Test
    void aPostalCodeIsReadOrRefusedWithAReason() throws IOException {
        PostalCodes codes = Countries.TABLES.postalCodes();
        forEachText(TRIES, (typed, other) -> {
            for (String country : List.of("US", "CA", "AU", other)) {
                if (codes.read(country, typed) instanceof PostalCodes.Where.Unknown(var why)) {
                    isReason(why);
                }
            }
        });
    }

    @Test
    void aPersonIsSomewhereOrNowhereThatIsKnown() throws IOException {
        forEachText(TRIES, (typed, other) -> {
            String postal = typed.isBlank() ? null : WHEREABOUTS.postal(typed, other, List.of(other, typed), "US");
            for (Address address : List.of(
                    new Address(List.of(typed, other), postal, null),
                    new Address(List.of(), postal, null),
                    new Address(List.of("US"), null, typed))) {
                switch (WHEREABOUTS.of(PERSON, "US", address)) {
                    case Whereabouts.Where.In(List<Spot> spots, var notes) -> {
                        assertThat(spots).isNotEmpty();
                        notes.forEach(note -> isReasonOf(note, typed, other));
                    }
                    case Whereabouts.Where.Unknown(var why) -> isReasonOf(why, typed, other);
                }
            }
        });
    }

    @Test
    void aQuestionForTheHoursIsAnswered() throws IOException {
        forEachText(TRIES / 10, (typed, other) -> {
            for (WhenAsked.Answer answer : List.of(
                    ASKED.when(typed, other, List.of(other), typed, null, AT),
                    ASKED.when(PERSON.e164(), other, List.of(typed), other, null, AT),
                    ASKED.when(PERSON.e164(), "", List.of(), null, typed, AT))) {
                switch (answer) {
                    case WhenAsked.Answer.Unreadable(var why) -> isReason(why);
                    case WhenAsked.Answer.Found(var when) -> {
                        assertThat(when.reason()).isNotBlank();
                        when.notes().forEach(note -> isReasonOf(note, typed, other));
                    }
                }
            }
        });
    }
}
