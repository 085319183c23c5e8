package dev.ringback.calls.lawful.places;

import java.util.Locale;

/** Says what a spot was found by. */
public enum Origin {
    /** The number's prefix. */
    NUMBER,
    /** A place that the payload names. */
    PLACE,
    /** The payload's postal code. */
    POSTAL,
    /** A time zone that the payload names. */
    ZONE,
    /** The number's country alone, since no table knows more. */
    COUNTRY;

    /** Returns the word of the API, such as {@code number}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
