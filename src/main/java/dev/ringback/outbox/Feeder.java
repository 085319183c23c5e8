package dev.ringback.outbox;

/** Makes ready what can be claimed soon; asked before each claim. */
public interface Feeder {
    /** One round, in transactions of its own. Returns how much it made ready. */
    int feed();

    /** The feeder's name in log lines. */
    default String name() {
        return getClass().getSimpleName().replaceFirst("_.*", "");
    }
}
