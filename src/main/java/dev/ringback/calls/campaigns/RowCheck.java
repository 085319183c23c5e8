package dev.ringback.calls.campaigns;

import dev.ringback.calls.UploadedCalls;
import dev.ringback.calls.UploadedCalls.Contact;
import dev.ringback.calls.UploadedCalls.Hours;
import dev.ringback.calls.UploadedCalls.Terms;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.Whereabouts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Checks a row by itself: number, consent and hours. Checks against other rows or opt-outs follow later. */
final class RowCheck {
    private static final Set<String> YES = Set.of("true", "yes");

    private final Numbers numbers;
    private final Whereabouts whereabouts;
    private final UploadedCalls calls;
    private final Terms terms;
    private final boolean needsConsent;
    private final boolean isConsentStated;
    private final Instant now;

    /**
     * @param needsConsent whether only people with consent may be rung
     * @param isConsentStated whether consent was stated for the file as a whole
     */
    RowCheck(
            Numbers numbers,
            Whereabouts whereabouts,
            UploadedCalls calls,
            Terms terms,
            boolean needsConsent,
            boolean isConsentStated,
            Instant now) {
        this.numbers = numbers;
        this.whereabouts = whereabouts;
        this.calls = calls;
        this.terms = terms;
        this.needsConsent = needsConsent;
        this.isConsentStated = isConsentStated;
        this.now = now;
    }

    /** The result of a row's check. */
    sealed interface Verdict {
        /** @param until when the hours end in which the row would be rung first */
        record Good(Contact contact, Instant until) implements Verdict {}

        /** @param number as typed */
        record Bad(String number, Rejection reason, String detail) implements Verdict {}
    }

    Verdict check(ContactsFile.Row row) {
        return switch (row) {
            case ContactsFile.Row.Bad(int line, String number, String why) ->
                new Verdict.Bad(number, Rejection.BAD_ROW, why);
            case ContactsFile.Row.Contact contact -> checkNumber(contact);
        };
    }

    private Verdict checkNumber(ContactsFile.Row.Contact row) {
        return switch (numbers.parse(row.number(), row.region())) {
            case Numbers.Parsed.Absent absent -> bad(row, Rejection.NO_NUMBER, "'phone_number' is empty");
            case Numbers.Parsed.Bad(var who, var why) -> bad(row, Rejection.BAD_NUMBER, why);
            case Numbers.Parsed.CountryNotAllowed(var number, var country) ->
                bad(row, Rejection.COUNTRY_NOT_ALLOWED, country + " is none of ringback.allowed-countries");
            case Numbers.Parsed.Usable(var number, var country) ->
                checkConsent(
                        row,
                        new Contact(
                                number,
                                row.variables(),
                                says(row.place()) ? List.of(row.place()) : List.of(),
                                row.zone().isEmpty() ? null : row.zone(),
                                postal(row, country)));
        };
    }

    private String postal(ContactsFile.Row.Contact row, String country) {
        return row.postal().isEmpty()
                ? null
                : whereabouts.postal(row.postal(), row.region(), List.of(row.place()), country);
    }

    /** Returns whether a place has content; an empty country and an empty state may be joined by a hyphen. */
    private static boolean says(String place) {
        return !place.replaceAll("[\\s\\p{Z}-]", "").isEmpty();
    }

    /** Checks consent, then hours. The row's own statement overrides the file's. */
    private Verdict checkConsent(ContactsFile.Row.Contact row, Contact contact) {
        boolean hasConsent = row.consent().isEmpty()
                ? isConsentStated
                : YES.contains(row.consent().toLowerCase(Locale.ROOT));
        if (needsConsent && !hasConsent) {
            return bad(row, Rejection.NO_CONSENT, "'consent' is neither true nor yes");
        }
        return switch (calls.hours(contact, terms, now)) {
            case Hours.Until(var until) -> new Verdict.Good(contact, until);
            case Hours.None(var why) -> bad(row, Rejection.NO_LAWFUL_WINDOW, why);
        };
    }

    private static Verdict bad(ContactsFile.Row.Contact row, Rejection reason, String detail) {
        return new Verdict.Bad(row.number(), reason, detail);
    }
}
