package dev.ringback.calls.lawful.law;

import java.util.Locale;

/** Says how firm the rule of a pack is. */
public enum Status {
    /** A statute, regulation or order in force. */
    LAW,
    /** A bill that may become law; it is kept by caution and can be switched off. */
    BILL,
    /** No law of the place: our own cautious rule, or a code of conduct. */
    DEFAULT;

    /** Returns the word of files and the API, such as {@code law}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
