package dev.ringback.outbox;

import dev.ringback.privacy.PhoneNumber;

/** Checks a number just before it is rung; the feature that parses numbers implements it. No database access. */
public interface NumberCheck {
    /** Returns the ISO 3166-1 alpha-2 country of a number; {@code ZZ} if unknown. */
    String country(PhoneNumber number);

    /** Returns whether the number is valid and of a kind that may be rung, in any country. */
    boolean mayBeRung(PhoneNumber number);
}
