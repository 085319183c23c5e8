package dev.ringback.api;

import dev.ringback.platform.Problem;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * A page of a list, newest first.
 *
 * @param next the cursor of the next page; null on the last page
 */
public record Page<T>(List<T> items, String next) {
    static final int DEFAULT_LIMIT = 50;
    static final int LARGEST_LIMIT = 200;

    /** @throws Problem.Thrown 400 if the limit is not 1 to 200 */
    static int limit(int wanted) {
        if (wanted < 1 || wanted > LARGEST_LIMIT) {
            throw Problem.badRequest("bad-limit", "'limit' is 1 to " + LARGEST_LIMIT + ".");
        }
        return wanted;
    }

    /** @throws Problem.Thrown 400 if the cursor is not a UUID; null stays null */
    static UUID cursor(String given) {
        try {
            return given == null ? null : UUID.fromString(given);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("bad-cursor", "'cursor' is not the 'next' of a page.");
        }
    }

    /** @throws Problem.Thrown 400 if the cursor is not a whole number; null stays null */
    static Integer number(String given) {
        try {
            return given == null ? null : Integer.valueOf(given);
        } catch (NumberFormatException e) {
            throw Problem.badRequest("bad-cursor", "'cursor' is not the 'next' of a page.");
        }
    }

    /**
     * Creates a page. An extra row beyond the limit shows that there is another page.
     *
     * @param id the field that orders the rows; the last row's is the cursor
     */
    static <E, T> Page<T> of(List<E> rows, int limit, Function<E, ?> id, Function<E, T> shown) {
        boolean isLast = rows.size() <= limit;
        List<E> kept = isLast ? rows : rows.subList(0, limit);
        return new Page<>(
                kept.stream().map(shown).toList(),
                isLast ? null : id.apply(kept.getLast()).toString());
    }
}
