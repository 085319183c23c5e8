package dev.ringback.alerts;

import java.util.Locale;

/** Lists the watched conditions. A new condition needs a constant here and a case in {@link Conditions}. */
enum Kind {
    UNKNOWN_CALLS,
    PAUSED,
    KEY_REFUSED,
    CAP_REACHED,
    HUB_BREAKER,
    OLDEST_DUE,
    BRAKE_FAILING,
    RULES_DIFFER,
    RULES_REFUSED,
    SOURCE_SILENT,
    UNREAD_OPT_OUTS,
    ZONES_OLD;

    /** Returns the condition's name in alerts and messages, such as {@code unknown_calls}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
