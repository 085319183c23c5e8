package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.Explanation.HeldBy;
import dev.ringback.calls.lawful.Explanation.PackView;
import dev.ringback.privacy.PhoneNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Answers whether a person may be rung at an instant, when next, and by which rule.
 *
 * @param number as read; its text form is masked
 * @param country ISO 3166-1 alpha-2; {@code ZZ} if unknown
 * @param allowed whether a call may be placed at the instant
 * @param next the first instant from the one asked for at which it may; null if there is none within 60 days
 * @param until the end of those hours, exclusive; null with {@code next}
 * @param reason in words
 */
public record When(
        PhoneNumber number,
        String country,
        boolean allowed,
        Instant next,
        Instant until,
        String reason,
        List<HeldBy> zones,
        List<PackView> packs,
        List<String> notes) {
    private static final Duration AHEAD = Duration.ofDays(60);

    /**
     * Answers for a number that may be rung.
     *
     * @param country ISO 3166-1 alpha-2 country of the number
     */
    static When of(LawfulHours hours, PhoneNumber number, String country, Address address, Instant at) {
        Optional<LawfulWindow.Opening> opening =
                hours.window(number, country, address).next(at, at.plus(AHEAD));
        Explanation why = Explanation.of(hours, number, country, address, at);
        return new When(
                number,
                country,
                opening.filter(found -> found.from().equals(at)).isPresent(),
                opening.map(LawfulWindow.Opening::from).orElse(null),
                opening.map(LawfulWindow.Opening::until).orElse(null),
                why.reason(),
                why.zones(),
                why.packs(),
                why.notes());
    }

    /** Answers for a number that is never rung. */
    static When never(PhoneNumber number, String country, String why) {
        return new When(number, country, false, null, null, why, List.of(), List.of(), List.of());
    }
}
