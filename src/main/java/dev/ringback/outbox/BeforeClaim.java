package dev.ringback.outbox;

/** A task that the worker runs before each claim: it makes entries ready that can be claimed soon. */
public interface BeforeClaim {
    /** One round, in transactions of its own. Returns how much it made ready. */
    int run();

    /** The task's name in log lines. */
    default String name() {
        return getClass().getSimpleName().replaceFirst("_.*", "");
    }
}
