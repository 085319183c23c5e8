package dev.ringback.hub;

/** Asked once the connection stands, immediately before the first byte of a write: may it still leave? */
@FunctionalInterface
public interface SendGuard {
    /** Runs on an event loop: it must not block. */
    boolean mayLeave();
}
