package dev.ringback.hub;

import dev.ringback.hub.RequestBudget.Urgency;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import java.util.function.IntBinaryOperator;

/**
 * Iterates over all rows of a list that the Hub pages. Each page is read by its own request when the iteration reaches
 * it. An unreadable page ends the iteration with a {@link HubException}, a repeated full page with an
 * IllegalStateException. Each iterator starts anew.
 */
public final class Paged<T> implements Iterable<T> {
    /** Reads one page, starting at a row or at a page number. */
    @FunctionalInterface
    private interface PageReader<T> {
        HubAnswer<Rows<T>> read(int from);
    }

    private final PageReader<T> pages;
    private final int pageSize;
    private final IntBinaryOperator nextStart;

    /** @param nextStart computes the next page's start from this page's start and row count */
    private Paged(PageReader<T> pages, int pageSize, IntBinaryOperator nextStart) {
        this.pages = pages;
        this.pageSize = pageSize;
        this.nextStart = nextStart;
    }

    /** @param page reads a page by its number, counted from 0 */
    static <C, T> Paged<T> byNumber(
            Hub hub, Urgency urgency, Class<C> client, BiFunction<C, Integer, Rows<T>> page, int pageSize) {
        return new Paged<>(
                number -> hub.read(client, called -> page.apply(called, number), urgency),
                pageSize,
                (number, rows) -> number + 1);
    }

    /** @param page reads a page by the number of rows before it */
    static <C, T> Paged<T> byOffset(
            Hub hub, Urgency urgency, Class<C> client, BiFunction<C, Integer, Rows<T>> page, int pageSize) {
        return new Paged<>(
                offset -> hub.read(client, called -> page.apply(called, offset), urgency), pageSize, Integer::sum);
    }

    @Override
    public Iterator<T> iterator() {
        return new Rowwise();
    }

    private final class Rowwise implements Iterator<T> {
        private List<T> rows = List.of();
        private Iterator<T> page = rows.iterator();
        private int from;
        private boolean isLast;

        @Override
        public boolean hasNext() {
            while (!page.hasNext() && !isLast) {
                turnTo(pages.read(from).orElseThrow());
            }
            return page.hasNext();
        }

        private void turnTo(Rows<T> next) {
            boolean isFull = next.items().size() >= pageSize;
            if (isFull && next.items().equals(rows)) {
                throw new IllegalStateException("the Hub shows the same page again and again");
            }
            rows = next.items();
            page = rows.iterator();
            // A page that is not full is the last one unless the Hub says otherwise; an empty page always is.
            isLast = rows.isEmpty() || !next.hasNext().orElse(isFull);
            from = nextStart.applyAsInt(from, rows.size());
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return page.next();
        }
    }
}
