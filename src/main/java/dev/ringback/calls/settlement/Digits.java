package dev.ringback.calls.settlement;

import dev.ringback.privacy.PhoneNumber;

/** Compares numbers by their digits alone, since not every carrier writes the plus sign. */
final class Digits {
    private Digits() {}

    static String of(PhoneNumber number) {
        return number.e164().substring(1);
    }

    /** Whether a carrier's text names this number, also within a SIP address. */
    static boolean areOf(String text, PhoneNumber number) {
        String user = text.replaceFirst("^sips?:", "").replaceFirst("@.*$", "");
        return user.replaceAll("[^0-9]", "").equals(of(number));
    }
}
