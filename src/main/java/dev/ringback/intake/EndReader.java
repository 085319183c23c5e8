package dev.ringback.intake;

import java.time.Instant;
import java.util.Set;

/**
 * Reads from a delivery, before it is stored, which things its event may end. Only calls about these things wait for its
 * decision. The feature that decides events implements this interface.
 */
public interface EndReader {
    /** The result of reading a delivery. */
    sealed interface Ends {
        /**
         * Lists everything that the event may end.
         *
         * @param activatedAt the activation time of the rules that read the delivery
         * @param keys {@code about:} and a thing, or {@code to:} and a number in E.164; empty if the event ends nothing
         */
        record Read(Instant activatedAt, Set<String> keys) implements Ends {}

        /** Reports that the delivery could not be read: the event holds every call that its type may end. */
        record Unread() implements Ends {}
    }

    /** Reads a delivery within a bounded time; never throws, waits for no lock, and queries no database. */
    Ends of(String source, String type, byte[] body);
}
