package dev.ringback.rules;

import com.google.common.primitives.UnsignedLong;
import java.text.Normalizer;
import java.util.stream.Collectors;

/** Writes texts of an event in the form in which a voice should say them. */
final class SpokenForms {
    private static final int MOST_DIGITS =
            100; // a variable holds 500 characters, and half a number must not be read out

    private SpokenForms() {}

    /**
     * Returns the text up to its first blank, without blanks before it; empty if there is nothing else.
     *
     * @throws UnreadableArgumentException if the argument is no text
     */
    static String firstWord(Argument argument) {
        return argument.text("a text")
                .codePoints()
                .dropWhile(SpokenForms::isBlank)
                .takeWhile(point -> !isBlank(point))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isBlank(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point);
    }

    /**
     * Returns the letters and digits, each by itself: {@code A, 1, 0, 4, 2}. All other characters are left out.
     *
     * @throws UnreadableArgumentException if the argument is neither a text nor a whole number from 0, or is too long
     */
    static String digits(Argument argument) {
        String text = switch (argument.value()) {
            case String code -> Normalizer.normalize(code, Normalizer.Form.NFC);
            case Long whole when whole >= 0 -> whole.toString();
            case UnsignedLong whole -> whole.toString();
            case Long negative -> throw argument.unreadable("is below zero; expected a text or a whole number");
            default -> throw argument.unexpected("a text or a whole number");
        };
        if (text.codePoints().filter(Character::isLetterOrDigit).count() > MOST_DIGITS) {
            throw argument.unreadable("is too long; expected at most " + MOST_DIGITS + " letters and digits");
        }
        return text.codePoints()
                .filter(Character::isLetterOrDigit)
                .mapToObj(Character::toString)
                .collect(Collectors.joining(", "));
    }
}
