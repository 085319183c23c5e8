package dev.ringback.calls.campaigns;

import java.util.Locale;

/** The reason why a row of an upload is not rung, in the words of the verdicts on events. */
enum Rejection {
    BAD_NUMBER,
    NO_NUMBER,
    COUNTRY_NOT_ALLOWED,
    OPTED_OUT,
    NO_CONSENT,
    NO_LAWFUL_WINDOW,
    DUPLICATE,
    BAD_ROW;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
