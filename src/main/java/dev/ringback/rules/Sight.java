package dev.ringback.rules;

import com.google.common.primitives.UnsignedLong;
import dev.ringback.privacy.Redaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Shows values of an event as a reader may see them. Lists and objects are shown by kind and size, so that an answer stays
 * small.
 */
public enum Sight {
    /** All values, long texts cut. */
    CLEAR,
    /**
     * Truth values, short lower-case words, and numbers too short for a telephone number. Of all else the kind and size: it
     * may be a name, an address or a number.
     */
    MASKED;

    private static final int LONGEST_TEXT = 200;
    private static final Pattern WORD = Pattern.compile("[a-z][a-z_]{0,29}");
    private static final int SHORTEST_TELEPHONE_NUMBER = 7;

    /** Shows a value of the CEL runtime: text, number, truth value, or null for null. */
    Object shown(Object value) {
        return switch (ValueKind.of(value)) {
            case NULL -> null;
            case TRUTH -> value;
            case NUMBER -> number((Number) value);
            case TEXT -> text((String) value);
            case LIST -> "list of " + ((List<?>) value).size();
            case OBJECT -> "object of " + ((Map<?, ?>) value).size() + " fields";
            case OPTIONAL -> shown(((Optional<?>) value).orElse(null));
            case TIME -> this == CLEAR ? time((Instant) value) : "a time";
            case DURATION, BYTES, TYPE, OTHER -> ValueKind.of(value).inWords();
        };
    }

    /** Shows a time that is not a person's, such as that of a fact. */
    static String time(Instant time) {
        return time.toString();
    }

    private Object number(Number number) {
        long digits = number.toString().chars().filter(Character::isDigit).count();
        if (this == MASKED && digits >= SHORTEST_TELEPHONE_NUMBER) {
            return "number of " + digits + " digits";
        }
        return switch (number) {
            case Double broken when !Double.isFinite(broken) -> broken.toString();
            case UnsignedLong whole -> whole.bigIntegerValue();
            case Number other -> other;
        };
    }

    private String text(String text) {
        int length = text.codePointCount(0, text.length());
        if (this == MASKED) {
            return WORD.matcher(text).matches() ? text : "text of " + length + " characters";
        }
        return length <= LONGEST_TEXT ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT)) + "…";
    }

    /** Shows words of ours or of the rules file, which may quote a number. Null stays null. */
    String words(String words) {
        return words == null || this == CLEAR ? words : Redaction.of(words);
    }
}
