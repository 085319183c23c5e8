package dev.ringback.calls.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.settlement.CarrierLog.LoggedCall;
import dev.ringback.calls.settlement.CarrierLog.Reading;
import dev.ringback.privacy.PhoneNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is read of Plivo's lists, and what makes a reading no reading. */
class PlivoLogTest {
    private static final PhoneNumber NUMBER = new PhoneNumber("+12025550143");
    private static final Instant FROM = Instant.parse("2026-11-23T17:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-11-23T17:30:00Z");

    private final FakePlivo plivo = new FakePlivo(0);
    private final CarrierLog log = new PlivoLog(
            FakeCarrier.ACCOUNT,
            new LogPages(plivo.url(), FakeCarrier.ACCOUNT, FakeCarrier.SECRET, Duration.ofSeconds(5)));

    @AfterEach
    void stop() {
        plivo.close();
    }

    private List<LoggedCall> calls() {
        return ((Reading.Calls) log.calls(NUMBER, FROM, UNTIL)).calls();
    }

    @Test
    void readsThisNumbersCallsOfTheIntervalByTheirDigits() {
        plivo.rang(NUMBER.e164(), FROM);
        plivo.rang(NUMBER.e164(), FROM.minusSeconds(60));
        plivo.rang(NUMBER.e164(), UNTIL.plusSeconds(60));
        plivo.rang(NUMBER.e164() + "9", FROM);
        plivo.rang("+12025550144", FROM);
        assertThat(calls()).extracting(LoggedCall::created).containsExactly(FROM);
    }

    @Test
    void aLongCallThatEndedAfterTheIntervalBelongsToIt() {
        plivo.add(NUMBER.e164(), "outbound", FROM, FROM, UNTIL.plus(Duration.ofHours(20)));
        assertThat(calls()).hasSize(1);
    }

    @Test
    void readsEveryPageOfTwenty() {
        for (int i = 0; i < 45; i++) {
            plivo.rang(NUMBER.e164(), FROM.plusSeconds(i));
        }
        assertThat(calls()).hasSize(45);
    }

    @Test
    void fewerThanItsCountIsNoReading() {
        plivo.rang(NUMBER.e164(), FROM);
        plivo.rang(NUMBER.e164(), FROM);
        plivo.hide(1);
        assertThat(log.calls(NUMBER, FROM, UNTIL)).isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void aListThatMovedWhileItWasReadIsNoReading() {
        plivo.rang(NUMBER.e164(), FROM);
        plivo.rang(NUMBER.e164(), FROM.plusSeconds(60));
        plivo.repeatOne();
        assertThat(log.calls(NUMBER, FROM, UNTIL)).isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void whileACallToTheNumberIsGoingOnNothingIsSaid() {
        plivo.ringing("+12025550144", FROM);
        assertThat(calls()).isEmpty();
        plivo.ringing(NUMBER.e164(), FROM);
        assertThat(log.calls(NUMBER, FROM, UNTIL)).isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void whileACallToTheNumberIsQueuedNothingIsSaid() {
        plivo.queued(NUMBER.e164(), FROM);
        assertThat(log.calls(NUMBER, FROM, UNTIL)).isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void looksAtEveryLiveCall() {
        for (int i = 0; i < 25; i++) {
            plivo.ringing("+12025550144", FROM);
        }
        plivo.ringing(NUMBER.e164(), FROM);
        assertThat(log.calls(NUMBER, FROM, UNTIL)).isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void anIntervalLongerThanPlivoSearchesIsNoReading() {
        assertThat(log.calls(NUMBER, FROM, FROM.plus(Duration.ofDays(29)))).isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void aFailureIsNoReading() {
        plivo.failFrom(3, 500);
        assertThat(log.calls(NUMBER, FROM, UNTIL)).isEqualTo(new Reading.Unavailable("the carrier answers 500"));
    }
}
