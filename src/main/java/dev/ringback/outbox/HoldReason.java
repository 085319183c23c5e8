package dev.ringback.outbox;

import java.util.Locale;

/** Names the reason to hold an entry until a person, a later fact or its rule's return frees it. */
public enum HoldReason {
    /** An event may have ended the call, but could not be read. */
    FAILED_CANCEL,
    /** The active rules do not contain the call's rule. */
    INACTIVE_RULE,
    /** The call's rule observes, and rings nobody. */
    OBSERVED;

    /** Returns the word that {@code outbox_entry.held} stores. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the text that a waiting call shows as its reason. */
    public String shown() {
        return shown(word());
    }

    static String shown(String word) {
        return "held: " + word;
    }
}
