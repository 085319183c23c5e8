package dev.ringback.proofs.crashpoints;

import java.time.Duration;

/** Lets real time pass, where a proof is about real time or has to look again at another process. */
final class Pause {
    private Pause() {}

    static void of(long millis) {
        of(Duration.ofMillis(millis));
    }

    static void of(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
