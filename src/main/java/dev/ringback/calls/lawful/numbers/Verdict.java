package dev.ringback.calls.lawful.numbers;

/** Tells whether a number may be rung at all; when, and in which countries, is decided elsewhere. */
public sealed interface Verdict {
    /**
     * A fixed, mobile or toll-free number. Toll-free numbers have no lawful hour, since nobody knows the place.
     *
     * @param country ISO 3166-1 alpha-2, or XK for Kosovo
     */
    record Ringable(String country) implements Verdict {}

    /** @param words the reason, without the number */
    record NotRingable(Why why, String words) implements Verdict {
        NotRingable(Why why) {
            this(why, why.words());
        }
    }
}
