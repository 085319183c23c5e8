package dev.ringback.calls.lawful.law;

/** Selects how cautious the hours are. */
public enum Preset {
    /** The packs of the place. */
    LAWFUL,
    /** The packs and, everywhere, Monday to Saturday 9:00 to 19:00, no public holiday, at most three calls a day. */
    STRICT
}
