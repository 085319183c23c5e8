package dev.ringback.calls.lawful.law;

import java.util.Locale;

/** Says which consent a pack's law asks for before a sales call with an artificial voice. */
public enum Consent {
    /** The pack says nothing on consent. */
    UNSTATED,
    /** Prior express consent, in any form that can be proved. */
    EXPRESS,
    /** Prior express consent in writing, signed on paper or electronically. */
    WRITTEN;

    /** Returns the kind in answers; null if the pack says nothing. */
    public String word() {
        return this == UNSTATED ? null : name().toLowerCase(Locale.ROOT);
    }
}
