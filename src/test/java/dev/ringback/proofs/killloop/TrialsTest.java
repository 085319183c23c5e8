package dev.ringback.proofs.killloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests how the certificate judges rings, outages and copies. */
class TrialsTest {
    private static final Instant OVER = Instant.parse("2026-11-24T15:00:00Z");

    /** Returns rings at a steady rate, beginning the given seconds after the end of the trouble. */
    private static Stream<Instant> rings(int aSecond, int from, int seconds) {
        return IntStream.range(0, seconds * aSecond)
                .mapToObj(i -> OVER.plusSeconds(from).plusMillis(i * 1000L / aSecond));
    }

    private static Duration backAfter(double before, Stream<Instant> rings) {
        return new RingRate(rings.toList()).backAfter(OVER, before);
    }

    @Test
    void theRateIsBackOnceTenSecondsAfterTheTroubleHaveFourFifthsOfIt() {
        assertThat(backAfter(50, rings(5, 0, 60))).as("it never fell").isEqualTo(Duration.ofSeconds(10));
        assertThat(backAfter(50, rings(4, 0, 60))).as("four fifths are enough").isEqualTo(Duration.ofSeconds(10));
        assertThat(backAfter(50, rings(3, 0, 60))).as("three fifths are not").isNull();
        assertThat(backAfter(50, rings(5, 20, 60)))
                .as("forty rings from the twentieth second on")
                .isBetween(Duration.ofMillis(27_500), Duration.ofMillis(28_500));
        assertThat(backAfter(50, Stream.concat(rings(10, 0, 3), rings(1, 3, 60))))
                .as("thirty at once and then one a second")
                .isNull();
    }

    @Test
    void ringsBeforeTheEndOfTheTroubleDoNotCountForIt() {
        assertThat(backAfter(50, rings(50, -20, 20))).isNull();
        assertThat(backAfter(0, Stream.of()))
                .as("nothing is not back to nothing")
                .isNull();
    }

    @Test
    void theMeanIsInRingsAWindow() {
        RingRate rate = new RingRate(rings(3, 0, 30).toList());
        assertThat(rate.mean(OVER, OVER.plusSeconds(30))).isEqualTo(30.0);
        assertThat(rate.mean(OVER.plusSeconds(30), OVER.plusSeconds(60))).isZero();
    }

    private static Trials.Recovery recovery(ChaosAction act, double before, Double back) {
        return new Trials.Recovery(act, "", 100, 0, before, back);
    }

    private static Trials trials(List<ChaosAction> expected, Trials.Recovery... recoveries) {
        return new Trials(expected, 20, List.of(recoveries), List.of(), List.of());
    }

    @Test
    void aRecoveryMustComeInTimeAndToALevelThatSaysSomething() {
        assertThat(trials(List.of(), recovery(ChaosAction.KILL_SERVER, 70, 60.0))
                        .hold())
                .isTrue();
        assertThat(trials(List.of(), recovery(ChaosAction.KILL_SERVER, 70, 60.1))
                        .hold())
                .isFalse();
        assertThat(trials(List.of(), recovery(ChaosAction.KILL_SERVER, 70, null))
                        .hold())
                .isFalse();
        assertThat(trials(List.of(), recovery(ChaosAction.KILL_SERVER, 19, 10.0))
                        .hold())
                .isFalse();
    }

    @Test
    void whatWasPromisedAndNotMeasuredFails() {
        Trials.Recovery killed = recovery(ChaosAction.KILL_REPLICA, 70, 10.0);
        assertThat(trials(List.of(ChaosAction.KILL_REPLICA), killed).hold()).isTrue();
        Trials trials = trials(List.of(ChaosAction.KILL_REPLICA, ChaosAction.EXHAUSTED_POOL), killed);
        assertThat(trials.hold()).isFalse();
        assertThat(trials.text()).contains("exhausted pool: not measured   FAILED");
    }

    @Test
    void anOutageIsJudgedWhereThereIsABreaker() {
        assertThat(outage(5, true).hold()).isTrue();
        assertThat(outage(6, true).hold()).isFalse();
        assertThat(outage(6, false).hold()).isTrue();
    }

    private static Trials outage(long unknown, boolean hasBreaker) {
        Trials.Outage outage = new Trials.Outage(100, 60, true, unknown, unknown, hasBreaker);
        return new Trials(List.of(), 20, List.of(), List.of(outage), List.of());
    }

    @Test
    void aReplicaOnACopyMustSayThatItIsPausedAndWriteNothing() {
        assertThat(copy(60, 0, "").hold()).isTrue();
        assertThat(copy(60, 1, "").hold()).isFalse();
        assertThat(copy(60, 0, "1 delete").hold()).isFalse();
        assertThat(copy(0, 0, "").hold()).as("it never answered").isFalse();
    }

    private static Trials copy(int answers, int notPaused, String writes) {
        Trials.CopiedDatabase copy = new Trials.CopiedDatabase(100, answers, notPaused, writes);
        return new Trials(List.of(), 20, List.of(), List.of(), List.of(copy));
    }
}
