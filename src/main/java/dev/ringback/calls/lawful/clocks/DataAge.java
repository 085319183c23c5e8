package dev.ringback.calls.lawful.clocks;

import java.time.Duration;

/** Says whether zone data are so old that a law may have changed since. */
public enum DataAge {
    CURRENT,
    /** Older than {@link #OLD_AFTER}: worth a warning. */
    OLD,
    /** Older than {@link #TOO_OLD_AFTER}: worth an alert. */
    TOO_OLD;

    /** About two releases of the tz database: 2026 had six by October. */
    public static final Duration OLD_AFTER = Duration.ofDays(120);

    /** Two thirds of a year: the next change of clocks of most zones has come. */
    public static final Duration TOO_OLD_AFTER = Duration.ofDays(240);

    /** Returns the class of an age. */
    public static DataAge of(Duration age) {
        if (age.compareTo(TOO_OLD_AFTER) > 0) {
            return TOO_OLD;
        }
        return age.compareTo(OLD_AFTER) > 0 ? OLD : CURRENT;
    }
}
