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

/** What is read of Twilio's list, and what makes a reading no reading. */
class TwilioLogTest {
    private static final PhoneNumber NUMBER = new PhoneNumber("+12025550143");
    private static final Instant FROM = Instant.parse("2026-11-23T17:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-11-23T17:30:00Z");

    private final FakeTwilio twilio = new FakeTwilio(0);
    private final CarrierLog log = log(FakeCarrier.SECRET);

    private CarrierLog log(String secret) {
        return new TwilioLog(
                FakeCarrier.ACCOUNT, new LogPages(twilio.url(), FakeCarrier.ACCOUNT, secret, Duration.ofSeconds(5)));
    }

    @AfterEach
    void stop() {
        twilio.close();
    }

    private List<LoggedCall> calls() {
        return ((Reading.Calls) log.calls(NUMBER, FROM, UNTIL)).calls();
    }

    @Test
    void readsThisNumbersOutboundCallsOfTheInterval() {
        twilio.rang(NUMBER.e164(), FROM);
        twilio.rang(NUMBER.e164(), FROM.minusSeconds(60));
        twilio.rang(NUMBER.e164(), UNTIL.plusSeconds(60));
        twilio.rang("+12025550144", FROM);
        twilio.add(NUMBER.e164(), "inbound", FROM, FROM, UNTIL);
        assertThat(calls()).extracting(LoggedCall::created).containsExactly(FROM);
        assertThat(calls()).extracting(LoggedCall::isOver).containsExactly(true);
    }

    @Test
    void aQueuedCallCountsFromItsCreationAlthoughItHasNoStart() {
        twilio.queued(NUMBER.e164(), FROM);
        assertThat(calls()).extracting(LoggedCall::started).containsExactly((Instant) null);
        assertThat(calls()).extracting(LoggedCall::isOver).containsExactly(false);
    }

    @Test
    void aCallThatWaitedInTheQueueCountsWhereItWasAskedForAndWhereItWasDialled() {
        twilio.add(NUMBER.e164(), "outbound-api", FROM.plusSeconds(1), UNTIL.plusSeconds(60), UNTIL.plusSeconds(90));
        twilio.add(NUMBER.e164(), "outbound-api", FROM.minusSeconds(60), FROM.plusSeconds(1), UNTIL);
        assertThat(calls()).hasSize(2);
    }

    @Test
    void aDirectionThatNobodyDescribedMayBeARing() {
        twilio.add(NUMBER.e164(), "sideways", FROM, FROM, UNTIL);
        assertThat(calls()).hasSize(1);
    }

    @Test
    void readsEveryPage() {
        twilio.mostOnAPage(2);
        for (int i = 0; i < 5; i++) {
            twilio.rang(NUMBER.e164(), FROM.plusSeconds(i));
        }
        assertThat(calls()).hasSize(5);
    }

    @Test
    void aPageThatFailsMakesTheWholeReadingUnavailable() {
        twilio.mostOnAPage(2);
        for (int i = 0; i < 5; i++) {
            twilio.rang(NUMBER.e164(), FROM.plusSeconds(i));
        }
        twilio.failFrom(3, 503);
        assertThat(log.calls(NUMBER, FROM, UNTIL)).isEqualTo(new Reading.Unavailable("the carrier answers 503"));
    }

    @Test
    void aListThatDoesNotEndIsNoReading() {
        twilio.mostOnAPage(1);
        for (int i = 0; i < 30; i++) {
            twilio.rang(NUMBER.e164(), FROM.plusSeconds(i));
        }
        assertThat(log.calls(NUMBER, FROM, UNTIL)).isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void anAnswerWithoutAListIsNoReading() {
        twilio.failFrom(1, 200); // an empty object
        assertThat(log.calls(NUMBER, FROM, UNTIL)).isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void followsNoRedirect() {
        twilio.failFrom(1, 302);
        assertThat(log.calls(NUMBER, FROM, UNTIL)).isEqualTo(new Reading.Unavailable("the carrier answers 302"));
    }

    @Test
    void aWrongSecretIsNoReading() {
        assertThat(log("wrong").calls(NUMBER, FROM, UNTIL))
                .isEqualTo(new Reading.Unavailable("the carrier answers 401"));
    }

    @Test
    void nobodyThereIsNoReading() {
        twilio.close();
        assertThat(log.calls(NUMBER, FROM, UNTIL)).isInstanceOf(Reading.Unavailable.class);
    }
}
