package dev.ringback.calls.lawful.places;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Holds the words of a typed place without what does not matter: case, accents, width, dots, surrounding blanks.
 *
 * @param words capitals of letters and digits
 * @param gaps for each word the sign before it: a comma, a hyphen for any other sign, or a blank
 */
record PlaceText(List<String> words, List<Character> gaps) {
    static final char BLANK = ' ';
    static final char COMMA = ',';
    static final char HYPHEN = '-';

    /** Reads a text of any characters. */
    static PlaceText of(String typed) {
        PlaceWords words = new PlaceWords();
        folded(typed).codePoints().forEach(words::add);
        return words.text();
    }

    /** Returns the words of a name with blanks between: the key that tables are asked by. */
    static String key(String name) {
        return of(name).key();
    }

    /** Returns the text in capitals, with accents as characters of their own and wide letters as plain ones. */
    private static String folded(String typed) {
        boolean plain = typed.chars().allMatch(character -> character < 0x80);
        return plain
                ? typed.toUpperCase(Locale.ROOT)
                : Normalizer.normalize(
                        Normalizer.normalize(typed, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT),
                        Normalizer.Form.NFD);
    }

    /** Returns all words with blanks between. */
    String key() {
        return words.size() == 1 ? words.getFirst() : String.join(" ", words);
    }

    /** Returns the words from one to another, the latter excluded. */
    PlaceText part(int from, int to) {
        return new PlaceText(words.subList(from, to), gaps.subList(from, to));
    }

    /** Returns the parts between commas and hyphens; the text itself if it has none. */
    List<PlaceText> parts() {
        List<PlaceText> parts = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= words.size(); i++) {
            if (i == words.size() || hasSignBefore(i)) {
                parts.add(part(from, i));
                from = i;
            }
        }
        return parts;
    }

    /** Returns whether a comma or hyphen stands before the first word, as after an empty country. */
    boolean beginsWithSign() {
        return !gaps.isEmpty() && hasSignBefore(0);
    }

    /** Returns whether a comma or hyphen stands before a word. */
    boolean hasSignBefore(int word) {
        return gaps.get(word) != BLANK;
    }

    /** Returns whether a comma stands before a word. */
    boolean hasCommaBefore(int word) {
        return gaps.get(word) == COMMA;
    }
}
