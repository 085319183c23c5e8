package dev.ringback.outbox;

/** A task that the worker runs before each claim. The task prepares entries that can be claimed soon. */
public interface BeforeClaim {
    /** Runs one round, in transactions of its own. Returns the number of items that it prepared. */
    int run();

    /** Returns the task's name for log lines. */
    default String name() {
        return getClass().getSimpleName().replaceFirst("_.*", "");
    }
}
