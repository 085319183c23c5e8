package dev.ringback.proofs.killloop;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Actions that undo lasting troubles, each due at its own time. */
final class Thaws {
    private final ConcurrentLinkedQueue<Runnable> pending = new ConcurrentLinkedQueue<>();

    /** Runs an action after the given time, unless {@link #runAll} has run it before. */
    void later(int millis, Runnable thaw) {
        pending.add(thaw);
        Thread.ofVirtual().start(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (pending.remove(thaw)) {
                thaw.run();
            }
        });
    }

    /** Runs all pending actions now. */
    void runAll() {
        for (Runnable thaw = pending.poll(); thaw != null; thaw = pending.poll()) {
            thaw.run();
        }
    }
}
