package dev.ringback.calls.lawful.numbers;

import dev.ringback.privacy.PhoneNumber;

/** Tells who a typed text means. It says nothing about whether the number may be rung: see {@link NumberJudge}. */
public sealed interface Reading {
    /** A text without content: null, blanks or invisible characters only. */
    record Absent() implements Reading {}

    /**
     * A text with one number.
     *
     * @param number in the current form of its numbering plan
     * @param hasExtension whether an extension was typed behind it, which the number leaves out
     */
    record Person(PhoneNumber number, boolean hasExtension) implements Reading {}

    /**
     * A text that identifies nobody.
     *
     * @param why in words, without the text
     */
    record Unreadable(Flaw flaw, String why) implements Reading {
        Unreadable(Flaw flaw) {
            this(flaw, flaw.why());
        }
    }
}
