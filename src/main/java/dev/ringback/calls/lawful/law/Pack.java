package dev.ringback.calls.lawful.law;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * Holds one law on the hours of calls, as it was in force in one place for some time.
 *
 * @param code ISO 3166-1 or 3166-2 code of the place, such as {@code US-FL}; or {@code EU}, {@code default},
 *     {@code strict}
 * @param holds further ISO 3166-1 places in which the law is in force
 * @param from the first day in force
 * @param until the first day no longer in force; null while it is open
 * @param days hours and holidays
 * @param limits most calls on one subject in a period
 * @param disclosure what must be said in the call, in words; null if the pack names nothing
 * @param citation the rule in words and its source
 */
public record Pack(
        String code,
        Set<String> holds,
        Status status,
        LocalDate from,
        LocalDate until,
        CallingDays days,
        List<Limit> limits,
        Consent consent,
        String disclosure,
        Citation citation) {
    /**
     * Holds where a rule comes from.
     *
     * @param rule in words
     * @param source the law's citation
     * @param read the day on which we read it
     * @param isVerified whether we read the rule's hours in the law's text, on the authority's page or in several
     *     accounts that agree; holidays and first days may rest on less, as the file says
     */
    public record Citation(String rule, String source, LocalDate read, boolean isVerified) {}

    public Pack {
        holds = Set.copyOf(holds);
        limits = List.copyOf(limits);
        if (until != null && !from.isBefore(until)) {
            throw new IllegalArgumentException("'until' must be after 'from'");
        }
    }

    /** Returns whether the law is in force on a day. */
    public boolean isInForce(LocalDate day) {
        return !day.isBefore(from) && (until == null || day.isBefore(until));
    }

    /**
     * Returns whether the pack's hours stand for the place's law, so that the default is not needed beside it. A bill
     * and a rule that nobody verified may only narrow the default.
     */
    boolean replacesTheDefault() {
        return days.stateHours() && status != Status.BILL && citation.isVerified();
    }

    /** Returns the rule in words. */
    public String rule() {
        return citation.rule();
    }

    /** Returns the law's citation. */
    public String source() {
        return citation.source();
    }
}
