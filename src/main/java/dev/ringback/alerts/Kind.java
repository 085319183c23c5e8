package dev.ringback.alerts;

import java.util.Locale;

/** The conditions that are watched. A new one is a constant here and an arm in {@link Conditions}. */
enum Kind {
    UNKNOWN_CALLS,
    PAUSED,
    KEY_REFUSED,
    CAP_REACHED,
    HUB_BREAKER,
    OLDEST_DUE,
    BRAKE_FAILING,
    RULES_DIFFER,
    SOURCE_SILENT;

    /** As alerts and messages name it: {@code unknown_calls}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
