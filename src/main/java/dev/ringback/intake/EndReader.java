package dev.ringback.intake;

import java.time.Instant;
import java.util.Set;

/**
 * Reads what a delivery may end, before it is stored: only calls about that wait for its decision. The feature that decides
 * events implements it.
 */
public interface EndReader {
    /** The result of reading a delivery. */
    sealed interface Ends {
        /**
         * Names all that the event may end.
         *
         * @param activatedAt the activation of the rules by which it was read
         * @param keys {@code about:} and a thing, or {@code to:} and a number in E.164; empty: it ends nothing
         */
        record Read(Instant activatedAt, Set<String> keys) implements Ends {}

        /** Nobody can say: the event holds every call that its type may end. */
        record Unread() implements Ends {}
    }

    /** Reads a delivery within a bounded time; never throws, waits for no lock, and asks no database. */
    Ends of(String source, String type, byte[] body);
}
