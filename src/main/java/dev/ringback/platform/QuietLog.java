package dev.ringback.platform;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A quiet log thins out messages that would come by the thousand. The first is logged, then at most one message in ten seconds.
 * Each tells how many were left out before it.
 */
public final class QuietLog {
    private static final long APART = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanos;
    private final AtomicLong leftOut = new AtomicLong();
    private final AtomicLong next; // the earliest time of the next message

    public QuietLog() {
        this(System::nanoTime);
    }

    QuietLog(LongSupplier nanos) {
        this.nanos = nanos;
        this.next = new AtomicLong(nanos.getAsLong());
    }

    /** A message writes itself to the log. */
    @FunctionalInterface
    public interface Message {
        /** @param suffix words to put at the end: empty, or how many were left out */
        void log(String suffix);
    }

    /** Logs the message, or counts it as left out. */
    public void say(Message message) {
        long now = nanos.getAsLong();
        long due = next.get();
        if (now - due < 0 || !next.compareAndSet(due, now + APART)) {
            leftOut.incrementAndGet();
            return;
        }
        long before = leftOut.getAndSet(0);
        message.log(before == 0 ? "" : " (and " + before + " more before this)");
    }
}
