package dev.ringback.outbox;

import dev.ringback.privacy.PhoneNumber;

/** Judges a number when it is about to be rung; the feature that reads numbers implements it. Asks no database. */
public interface NumberCheck {
    /** The ISO 3166-1 alpha-2 country of a number; {@code ZZ} where none is known. */
    String country(PhoneNumber number);

    /** Whether the number is a valid one of a kind that may be rung, in whatever country. */
    boolean mayBeRung(PhoneNumber number);
}
