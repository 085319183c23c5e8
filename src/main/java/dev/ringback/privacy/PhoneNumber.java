package dev.ringback.privacy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A telephone number in E.164, which identifies a person. It prints masked, so that no log or exception shows it;
 * {@link #e164} is for the database and the Hub.
 */
public record PhoneNumber(@JsonValue String e164) implements Comparable<PhoneNumber> {
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final int SHOWN_AT_THE_START = 5;
    private static final int SHOWN_AT_THE_END = 2;

    /** @throws IllegalArgumentException if the text is not a plus sign and 7 to 15 digits, the first not zero */
    @JsonCreator
    public PhoneNumber {
        if (!isE164(e164)) {
            throw new IllegalArgumentException("a number has a plus sign and 7 to 15 digits");
        }
    }

    public static boolean isE164(String text) {
        return E164.matcher(text).matches();
    }

    /** Reads a query parameter, whose plus sign may be missing or decoded as a blank; empty if it is no number. */
    public static Optional<PhoneNumber> fromQuery(String text) {
        String e164 = text.startsWith("+") ? text : "+" + text.strip();
        return isE164(e164) ? Optional.of(new PhoneNumber(e164)) : Optional.empty();
    }

    /** Returns the masked number, such as {@code +1202*****23}: enough to distinguish two numbers, too little to dial. */
    public String masked() {
        int hidden = e164.length() - SHOWN_AT_THE_START - SHOWN_AT_THE_END;
        return e164.substring(0, SHOWN_AT_THE_START)
                + "*".repeat(hidden)
                + e164.substring(e164.length() - SHOWN_AT_THE_END);
    }

    @Override
    public String toString() {
        return masked();
    }

    /** Defines the one order in which persons are locked, so that two transactions cannot deadlock. */
    @Override
    public int compareTo(PhoneNumber other) {
        return e164.compareTo(other.e164);
    }
}
