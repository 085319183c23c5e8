package dev.ringback.calls.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.settlement.CarrierLog.LoggedCall;
import dev.ringback.calls.settlement.Evidence.Missing;
import dev.ringback.calls.settlement.LogJudgement.Verdict;
import dev.ringback.outbox.UnknownAttempts.Other;
import dev.ringback.outbox.UnknownAttempts.Unknown;
import dev.ringback.privacy.PhoneNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a log proves, and to whom of several attempts a call in it belongs. Times are seconds after the claim. */
class LogJudgementTest {
    private static final PhoneNumber FROM = new PhoneNumber("+12025550123");
    private static final Instant CLAIM = Instant.parse("2026-11-23T17:00:00Z");
    private static final int END = 30;
    private static final int OVER = END + 15 * 60;
    private static final LoggedCall CONTROL = call(OVER + 60);

    private static Instant at(int seconds) {
        return CLAIM.plusSeconds(seconds);
    }

    private static LoggedCall call(int seconds) {
        return new LoggedCall("CA" + seconds, at(seconds), null, true);
    }

    private static List<LoggedCall> calls(int... seconds) {
        return Stream.of(seconds)
                .flatMapToInt(java.util.stream.IntStream::of)
                .mapToObj(LogJudgementTest::call)
                .toList();
    }

    private static Other other(int claimed, int ended) {
        return new Other(at(claimed), at(ended), true);
    }

    private static Unknown unknown(Other... others) {
        return new Unknown(
                UUID.randomUUID(), 1, new PhoneNumber("+12025550143"), FROM, CLAIM, at(END), List.of(others));
    }

    private static Verdict judge(Unknown unknown, List<LoggedCall> calls) {
        return LogJudgement.judge(unknown, calls, CONTROL, at(OVER + 120));
    }

    @Test
    void theIntervalRunsFromTwoMinutesBeforeTheClaimToFifteenAfterTheEnd() {
        assertThat(judge(unknown(), calls(-120))).isInstanceOf(Verdict.Placed.class);
        assertThat(judge(unknown(), calls(-121))).isInstanceOf(Verdict.NotPlaced.class);
        assertThat(judge(unknown(), calls(OVER))).isInstanceOf(Verdict.Placed.class);
        assertThat(judge(unknown(), calls(OVER + 1))).isInstanceOf(Verdict.NotPlaced.class);
    }

    @Test
    void notPlacedNeedsTheEndTheTimeAndTheControl() {
        Unknown alive =
                new Unknown(UUID.randomUUID(), 1, new PhoneNumber("+12025550143"), FROM, CLAIM, null, List.of());
        assertThat(LogJudgement.judge(alive, List.of(), CONTROL, at(90_000)))
                .isInstanceOfSatisfying(
                        Verdict.Open.class,
                        open -> assertThat(open.missing())
                                .containsExactly(Missing.ATTEMPT_END, Missing.TIME_SINCE_END));
        assertThat(LogJudgement.judge(unknown(), List.of(), CONTROL, at(OVER - 1)))
                .isInstanceOfSatisfying(
                        Verdict.Open.class, open -> assertThat(open.missing()).containsExactly(Missing.TIME_SINCE_END));
        assertThat(LogJudgement.judge(unknown(), List.of(), null, at(OVER)))
                .isInstanceOfSatisfying(
                        Verdict.Open.class,
                        open -> assertThat(open.missing()).containsExactly(Missing.POSITIVE_CONTROL));
        assertThat(LogJudgement.judge(unknown(), List.of(), CONTROL, at(OVER))).isInstanceOf(Verdict.NotPlaced.class);
    }

    @Test
    void aCallThatAnotherAttemptMayHaveMadeProvesNothing() {
        assertThat(judge(unknown(other(-180, -170)), calls(-60)))
                .isInstanceOfSatisfying(
                        Verdict.Open.class,
                        open -> assertThat(open.missing()).containsExactly(Missing.UNEXPLAINED_CALL));
    }

    @Test
    void aCallMoreThanTheOthersCanHaveMadeIsThisOnes() {
        assertThat(judge(unknown(other(-180, -170)), calls(-179, 1))).isInstanceOf(Verdict.Placed.class);
        assertThat(judge(unknown(other(-180, -170)), calls(-179))).isInstanceOf(Verdict.NotPlaced.class);
    }

    @Test
    void aChainOfOthersThatEachRangLateExplainsAll() {
        // the first rang when the second was made, the second within this one's interval
        assertThat(judge(unknown(other(-800, -790), other(-300, -290)), calls(-290, 1)))
                .isInstanceOf(Verdict.Open.class);
        assertThat(judge(unknown(other(-800, -790), other(-300, -290)), calls(-799, -290, 1)))
                .isInstanceOf(Verdict.Placed.class);
    }

    @Test
    void twoUnknownAttemptsNeedTwoCalls() {
        assertThat(judge(unknown(other(20, 50)), calls(60))).isInstanceOf(Verdict.Open.class);
        assertThat(judge(unknown(other(20, 50)), calls(1, 60))).isInstanceOf(Verdict.Placed.class);
    }

    @Test
    void aCampaignsRowMayRingHoursLater() {
        Other row = new Other(at(-7200), at(-7190), false);
        assertThat(judge(unknown(row), calls(1))).isInstanceOf(Verdict.Open.class);
        assertThat(judge(unknown(row), calls(-7000, 1))).isInstanceOf(Verdict.Placed.class);
    }

    @Test
    void aCallOfNobodysElsewhereChangesNothing() {
        assertThat(judge(unknown(), calls(-5000))).isInstanceOf(Verdict.NotPlaced.class);
        assertThat(judge(unknown(), calls(-5000, 1))).isInstanceOf(Verdict.Placed.class);
    }

    @Test
    void anOtherThatMayBeAliveMayExplainAnyLaterCall() {
        Other alive = new Other(at(-3600), null, true);
        assertThat(judge(unknown(alive), calls(1))).isInstanceOf(Verdict.Open.class);
        assertThat(Duration.between(at(-3600), CLAIM)).isGreaterThan(LogJudgement.AFTER_END);
    }
}
