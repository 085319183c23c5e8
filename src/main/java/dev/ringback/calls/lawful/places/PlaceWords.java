package dev.ringback.calls.lawful.places;

import java.util.ArrayList;
import java.util.List;

/** Collects the words of a {@link PlaceText}, one character after another, which are in capitals and decomposed. */
final class PlaceWords {
    private static final String DROPPED = "'`\u2018\u2019\u02bc\u02bb";
    private static final int FIRST_ACCENT = 0x300;
    private static final int LAST_ACCENT = 0x36f;

    private final List<String> words = new ArrayList<>(4);
    private final List<Character> gaps = new ArrayList<>(4);
    private final StringBuilder word = new StringBuilder();
    private char gap = PlaceText.BLANK;
    private int lettersSinceDot;
    private boolean isBehindInitial;

    /** Adds a character. */
    void add(int character) {
        boolean wasBehindInitial = isBehindInitial;
        isBehindInitial = false;
        if (isPartOfWord(character)) {
            append(character);
        } else if (character == '.') {
            isBehindInitial = lettersSinceDot == 1; // "U. S. A." is one word
            lettersSinceDot = 0;
        } else if (isBlank(character)) {
            if (!wasBehindInitial) {
                end();
            }
        } else if (character == '&') {
            end();
            "AND".chars().forEach(this::append);
            end();
        } else if (!isDropped(character)) {
            end();
            gap = character == ',' || gap == PlaceText.COMMA ? PlaceText.COMMA : PlaceText.HYPHEN;
        }
    }

    /** Returns the text of what was added. */
    PlaceText text() {
        end();
        return new PlaceText(List.copyOf(words), List.copyOf(gaps));
    }

    private void append(int character) {
        if (word.isEmpty()) {
            gaps.add(gap);
            gap = PlaceText.BLANK;
        }
        lettersSinceDot++;
        switch (character) {
            case 'Ø' -> word.append('O');
            case 'Ł' -> word.append('L');
            case 'Đ' -> word.append('D');
            case 'Æ' -> word.append("AE");
            case 'Œ' -> word.append("OE");
            default -> word.appendCodePoint(character);
        }
    }

    private void end() {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
        lettersSinceDot = 0;
    }

    private static boolean isPartOfWord(int character) {
        if (Character.isLetterOrDigit(character)) {
            return true;
        }
        int type = Character.getType(character);
        return (type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK) && !isAccent(character);
    }

    private static boolean isAccent(int character) {
        return character >= FIRST_ACCENT && character <= LAST_ACCENT;
    }

    private static boolean isBlank(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    /** Returns whether a character is as if it were not there: accents, apostrophes, controls, halves of characters. */
    private static boolean isDropped(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> true;
            default -> isAccent(character) || DROPPED.indexOf(character) >= 0;
        };
    }
}
