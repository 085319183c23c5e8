package dev.ringback.calls.lawful.law;

import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Holds days on which an operator, or an authority in an emergency, allows no calls to a place.
 *
 * @param place ISO 3166-1 or 3166-2 code, {@code EU}, or {@code *} for everywhere
 * @param from the first local day
 * @param until the last local day, inclusive
 * @param reason in words, for people
 */
public record Blackout(String place, LocalDate from, LocalDate until, String reason) {
    /** The place that stands for everywhere. */
    public static final String EVERYWHERE = "*";

    private static final Pattern PLACE = Pattern.compile("\\*|[A-Z]{2}(-[A-Z0-9]{1,3})?");
    private static final int LONGEST_REASON = 200;
    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 2199;

    public Blackout {
        flaw(place, from, until, reason).ifPresent(flaw -> {
            throw new IllegalArgumentException(flaw);
        });
    }

    /** Returns what is wrong with the parts of a black-out, and the cure; empty if they may become one. */
    public static Optional<String> flaw(String place, LocalDate from, LocalDate until, String reason) {
        if (place == null || !PLACE.matcher(place).matches()) {
            return Optional.of("the place must be an ISO 3166 code such as US or US-FL, or '*' for everywhere");
        }
        if (from == null || until == null || until.isBefore(from)) {
            return Optional.of("'until' is the last day and must not be before 'from'");
        }
        if (from.getYear() < FIRST_YEAR || until.getYear() > LAST_YEAR) {
            return Optional.of("the days must be of the years " + FIRST_YEAR + " to " + LAST_YEAR);
        }
        if (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON || !isPlain(reason)) {
            return Optional.of(
                    "a reason of at most " + LONGEST_REASON + " characters is needed, without control characters");
        }
        return Optional.empty();
    }

    private static boolean isPlain(String reason) {
        return reason.codePoints()
                .noneMatch(point -> Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE);
    }

    /** Returns whether a local day is blacked out. */
    boolean covers(LocalDate day) {
        return !day.isBefore(from) && !day.isAfter(until);
    }
}
