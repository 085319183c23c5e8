package dev.ringback.platform;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A quiet log limits messages that would repeat thousands of times. The first is logged, then at most one message in ten
 * seconds. Each reports the number of messages omitted before it.
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
        /** @param suffix text to append: empty, or the number of omitted messages */
        void log(String suffix);
    }

    /** Logs the message, or counts it as omitted. */
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
