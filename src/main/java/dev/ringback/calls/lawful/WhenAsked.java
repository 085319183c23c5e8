package dev.ringback.calls.lawful;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Answers when a person may be rung, by the hours in force. Reads nothing from the database. */
@ApplicationScoped
public class WhenAsked {
    private final Numbers numbers;
    private final Whereabouts whereabouts;
    private final HoursInForce hours;

    WhenAsked(Numbers numbers, Whereabouts whereabouts, HoursInForce hours) {
        this.numbers = numbers;
        this.whereabouts = whereabouts;
        this.hours = hours;
    }

    /** The result of a question. */
    public sealed interface Answer {
        record Found(When when) implements Answer {}

        /** @param why in words, without the number */
        record Unreadable(String why) implements Answer {}
    }

    /**
     * Answers a question.
     *
     * @param typed a number in any form
     * @param region the country of a national number, as a code or a name; may be empty
     * @param places codes or names of places
     * @param postal a postal code; null for none
     * @param zone an IANA zone; null for none
     */
    public Answer when(String typed, String region, List<String> places, String postal, String zone, Instant at) {
        return switch (numbers.parse(typed, region)) {
            case Numbers.Parsed.Absent() -> new Answer.Unreadable("no number is given");
            case Numbers.Parsed.Bad(var who, var why) ->
                who.<Answer>map(number -> new Answer.Found(When.never(number, numbers.country(number), why)))
                        .orElseGet(() -> new Answer.Unreadable(why));
            case Numbers.Parsed.CountryNotAllowed(var number, var country) ->
                new Answer.Found(When.never(number, country, country + " is not in ringback.allowed-countries"));
            case Numbers.Parsed.Usable(var number, var country) -> {
                String code =
                        postal == null || postal.isBlank() ? null : whereabouts.postal(postal, region, places, country);
                yield new Answer.Found(
                        When.of(hours.now().hours(), number, country, new Address(places, code, zone), at));
            }
        };
    }
}
