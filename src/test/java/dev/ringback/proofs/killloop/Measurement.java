package dev.ringback.proofs.killloop;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures by the Hub's ledger how soon phones ring at their former rate after a trouble. */
final class Measurement {
    /** Time before a trouble in which rings are counted. */
    static final Duration CALM = Duration.ofSeconds(30);

    private final HubControl hub;
    private final Instant startedAt;
    private final List<Instant> rings = new ArrayList<>();

    /** Makes a trouble. Returns a description, or null if there was nothing to break. */
    interface Trouble {
        String make() throws InterruptedException;
    }

    /** @param startedAt start of the run */
    Measurement(HubControl hub, Instant startedAt) {
        this.hub = hub;
        this.startedAt = startedAt;
    }

    /**
     * Counts the rings of a calm, makes the trouble, and counts on until the rate is back or a minute has gone. The
     * caller sees to it that nothing else is broken meanwhile.
     *
     * @return null if there was nothing to break
     */
    Trials.Recovery around(ChaosAction act, Trouble trouble) throws InterruptedException {
        int first = ringsBefore();
        Instant calm = Instant.now();
        TimeUnit.MILLISECONDS.sleep(CALM.toMillis());
        Instant at = Instant.now();
        String what = trouble.make();
        if (what == null) {
            return null;
        }
        // An instantaneous trouble counts from its beginning, although making it may take longer.
        boolean lasts = !act.length(ChaosAction.Form.MEASURED).isZero();
        Instant over = lasts ? Instant.now() : at;
        double before;
        Duration back;
        do {
            TimeUnit.SECONDS.sleep(1);
            readRings(first);
            RingRate rate = new RingRate(rings);
            before = rate.mean(calm, at);
            back = rate.backAfter(over, before);
        } while (back == null && Instant.now().isBefore(over.plus(Trials.BACK_WITHIN)));
        return new Trials.Recovery(
                act, what, seconds(startedAt, at), seconds(at, over), before, back == null ? null : seconds(back));
    }

    private int ringsBefore() throws InterruptedException {
        while (true) {
            try {
                return hub.ringCount();
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(200); // the Hub is being restarted
            }
        }
    }

    private void readRings(int first) throws InterruptedException {
        try {
            hub.ringsFrom(first + rings.size()).stream()
                    .map(HubControl.Ring::at)
                    .forEach(rings::add);
        } catch (IOException e) {
            // the Hub is asked again in a second
        }
    }

    private static double seconds(Instant from, Instant to) {
        return seconds(Duration.between(from, to));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
