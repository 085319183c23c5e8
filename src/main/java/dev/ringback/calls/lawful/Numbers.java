package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.numbers.NumberJudge;
import dev.ringback.calls.lawful.numbers.NumberReader;
import dev.ringback.calls.lawful.numbers.Reading;
import dev.ringback.calls.lawful.numbers.Verdict;
import dev.ringback.calls.lawful.numbers.Why;
import dev.ringback.outbox.AllowedCountries;
import dev.ringback.outbox.NumberCheck;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Reads typed numbers: who is meant, and whether that number may be rung. Rules, campaigns, opt-outs, cancels, the search
 * and the API read by this class alone, so a spelling means the same person everywhere.
 */
@ApplicationScoped
public class Numbers implements NumberCheck {
    private final NumberReader reader;
    private final NumberJudge judge;
    private final AllowedCountries allowed;

    Numbers(PlaceTables tables, AllowedCountries allowed, InstantSource clock) {
        this.reader = new NumberReader(tables.places()::country);
        this.judge = new NumberJudge(tables.plan(), clock);
        this.allowed = allowed;
    }

    /** The result of reading a typed number that is to be rung. */
    public sealed interface Parsed {
        /** Returns the person that is meant; empty where the text names none. */
        Optional<PhoneNumber> who();

        /** @param country ISO 3166-1 alpha-2 */
        record Usable(PhoneNumber number, String country) implements Parsed {
            @Override
            public Optional<PhoneNumber> who() {
                return Optional.of(number);
            }
        }

        /** Nothing was typed. */
        record Absent() implements Parsed {
            @Override
            public Optional<PhoneNumber> who() {
                return Optional.empty();
            }
        }

        /**
         * A number that cannot be read, or that may not be rung.
         *
         * @param who the person, if the number can be read
         * @param why in words, without the number
         */
        record Bad(Optional<PhoneNumber> who, String why) implements Parsed {}

        record CountryNotAllowed(PhoneNumber number, String country) implements Parsed {
            @Override
            public Optional<PhoneNumber> who() {
                return Optional.of(number);
            }
        }
    }

    /**
     * Reads a number to ring.
     *
     * @param typed in any form
     * @param region the country of a number in national form, as a code or a name; may be empty
     */
    public Parsed parse(String typed, String region) {
        return switch (reader.read(typed, region)) {
            case Reading.Absent() -> new Parsed.Absent();
            case Reading.Unreadable(var flaw, var why) -> new Parsed.Bad(Optional.empty(), why);
            case Reading.Person person -> judged(person);
        };
    }

    private Parsed judged(Reading.Person person) {
        return switch (judge.judge(person)) {
            case Verdict.NotRingable(var why, var words) -> new Parsed.Bad(Optional.of(person.number()), words);
            case Verdict.Ringable(var country) ->
                allowed.contains(country)
                        ? new Parsed.Usable(person.number(), country)
                        : new Parsed.CountryNotAllowed(person.number(), country);
        };
    }

    /**
     * Reads who is meant by a number that must not be rung, or whose calls end. Its type and country need not be allowed.
     *
     * @param typed in any form
     * @param region as for {@link #parse}
     */
    public Reading read(String typed, String region) {
        return reader.read(typed, region);
    }

    /** Returns the person that {@link #read} finds; empty where the text names none. */
    public Optional<PhoneNumber> identify(String typed, String region) {
        return reader.read(typed, region) instanceof Reading.Person person
                ? Optional.of(person.number())
                : Optional.empty();
    }

    /** Returns whether no telephone of the number's country has such a number, so that it is probably mistyped. */
    public boolean isImpossible(PhoneNumber number) {
        return judge.judge(number) instanceof Verdict.NotRingable(var why, var words) && why == Why.NOT_IN_PLAN;
    }

    /**
     * Returns all numbers that may be the same person's: the number itself, and its other form where numbers of a country
     * have two that cannot be told apart. Opt-outs and ends concern all of them; only the number itself is rung.
     */
    public List<PhoneNumber> forms(PhoneNumber number) {
        return reader.otherForm(number).map(other -> List.of(number, other)).orElseGet(() -> List.of(number));
    }

    /** Reads a query parameter, whose plus sign may be missing or decoded as a blank; empty if it is no number. */
    public Optional<PhoneNumber> inQuery(String text) {
        String digits = text.strip();
        return identify(digits, "").or(() -> identify("+" + digits, ""));
    }

    /** Returns a regular expression, in Java and PostgreSQL, of numbers in E.164 that were replaced and are read anew. */
    public String oldForm() {
        return reader.oldForm();
    }

    @Override
    public String country(PhoneNumber number) {
        return judge.country(number);
    }

    /** Judges a number again, since newer data may know it better than its decision did. Any country passes. */
    @Override
    public boolean mayBeRung(PhoneNumber number) {
        return judge.judge(number) instanceof Verdict.Ringable;
    }
}
