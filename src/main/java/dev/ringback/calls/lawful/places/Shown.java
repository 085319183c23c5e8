package dev.ringback.calls.lawful.places;

/**
 * Shows a part of a typed text in a sentence for people.
 *
 * <p>Free text may contain a telephone number, so digits are masked. A typo stays recognisable.
 */
public final class Shown {
    private static final int LONGEST = 40;

    private Shown() {}

    /**
     * Returns a text in quotation marks: at most 40 characters, digits as {@code *}.
     *
     * <p>Control characters, invisible ones that reorder text, and half surrogates become blanks: databases and
     * terminals do not take them.
     *
     * @param text any characters; not null
     */
    public static String of(String text) {
        StringBuilder shown = new StringBuilder("'");
        text.codePoints().limit(LONGEST).map(Shown::shown).forEach(shown::appendCodePoint);
        return shown.append('\'').toString();
    }

    private static int shown(int character) {
        return switch (Character.getType(character)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.OTHER_NUMBER, Character.LETTER_NUMBER -> '*';
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> ' ';
            default -> character;
        };
    }
}
