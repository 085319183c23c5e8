package dev.ringback.calls.lawful;

import static dev.ringback.calls.lawful.StrangersChecks.TRIES;
import static dev.ringback.calls.lawful.StrangersChecks.forEachText;
import static dev.ringback.calls.lawful.StrangersChecks.isReason;
import static dev.ringback.calls.lawful.StrangersChecks.isStorable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.UnreadOptOuts.Unread;
import dev.ringback.calls.lawful.law.Blackout;
import dev.ringback.calls.lawful.law.BlackoutsFile;
import dev.ringback.calls.lawful.law.LawFileException;
import dev.ringback.calls.lawful.numbers.Reading;
import java.io.IOException;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/**
 * No text of a stranger becomes an exception. No reason repeats digits of it, and the database can store each reason.
 */
class NumbersOfStrangersTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-23");
    private static final Numbers NUMBERS = Countries.all();

    @Test
    void aNumberIsReadOrRefusedWithAReason() throws IOException {
        forEachText(TRIES, (typed, region) -> {
            Reading reading = NUMBERS.read(typed, region);
            if (reading instanceof Reading.Unreadable(var flaw, var why)) {
                isReason(why);
            }
            assertThat(NUMBERS.identify(typed, region).isPresent()).isEqualTo(reading instanceof Reading.Person);
            switch (NUMBERS.parse(typed, region)) {
                case Numbers.Parsed.Bad(var who, var why) -> isReason(why.replaceAll("before 20\\d\\d-.*", ""));
                case Numbers.Parsed.Usable(var number, var country) ->
                    assertThat(country).matches("[A-Z]{2}");
                case Numbers.Parsed.Absent absent -> assertThat(reading).isInstanceOf(Reading.Absent.class);
                case Numbers.Parsed.CountryNotAllowed(var number, var country) ->
                    throw new AssertionError("all countries are allowed");
            }
            NUMBERS.parse(typed, null);
        });
    }

    @Test
    void aSearchFindsOneOrNobody() throws IOException {
        forEachText(TRIES, (typed, other) -> {
            NUMBERS.inQuery(typed);
            NUMBERS.inQuery(other);
        });
    }

    @Test
    void aBlackoutIsRightOrHasAFlaw() throws IOException {
        forEachText(TRIES, (typed, other) -> {
            Blackout.flaw(typed, DAY, DAY, "flood").ifPresent(StrangersChecks::isReason);
            Blackout.flaw("US", DAY, DAY, typed).ifPresent(StrangersChecks::isReason);
        });
    }

    @Test
    void aFileOfBlackoutsIsReadOrRefusedWithItsLine() throws IOException {
        forEachText(TRIES, (typed, other) -> {
            isReadOrRefused(typed);
            isReadOrRefused("- { place: US, from: 2026-11-26, until: 2026-11-26, reason: " + typed + " }");
            isReadOrRefused("- { place: " + other + ", from: " + typed + ", until: 2026-11-26, reason: flood }");
        });
    }

    @Test
    void aFileOfBlackoutsMayHoldAnyCharacterAnywhere() {
        for (int length = 1000; length < 1100; length++) {
            isReadOrRefused("# " + "x".repeat(length) + "\uD83D\uDE00");
        }
    }

    @Test
    void aReasonInAFileOfBlackoutsHasNoNul() {
        isReadOrRefused("- { place: US, from: 2026-11-26, until: 2026-11-26, reason: \"a\\0b\" }");
    }

    private static void isReadOrRefused(String text) {
        try {
            BlackoutsFile.parse("blackouts.yaml", text).all().forEach(days -> isStorable(days.reason()));
        } catch (LawFileException e) {
            assertThat(e).hasMessageStartingWith("blackouts.yaml:");
        }
    }

    @Test
    void anOptOutThatCannotBeReadIsKeptAsTheDatabaseTakesIt() throws IOException {
        forEachText(TRIES, (typed, region) -> {
            Unread unread = new Unread(typed, region, null, "not a telephone number");
            isStorable(unread.typed());
            assertThat(unread.typed().codePointCount(0, unread.typed().length()))
                    .isLessThanOrEqualTo(250);
            if (unread.region() != null) {
                isStorable(unread.region());
            }
        });
    }
}
