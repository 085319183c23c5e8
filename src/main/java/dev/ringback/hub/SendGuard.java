package dev.ringback.hub;

/** Decides whether a write may still leave, once the connection is open and just before its first byte. */
@FunctionalInterface
public interface SendGuard {
    /** Returns whether the write may leave. It runs on an event loop and must not block. */
    boolean mayLeave();
}
