package dev.ringback.hub;

import dev.ringback.hub.RequestBudget.Urgency;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import java.util.function.IntBinaryOperator;

/**
 * All rows of a list that the Hub pages. Each page is read when the iteration gets there, by a request of its own; one
 * that cannot be read ends the iteration with a {@link HubException}. Each iterator starts anew.
 */
public final class Paged<T> implements Iterable<T> {
    /** Reads one page, from a row or a page number on. */
    @FunctionalInterface
    private interface PageReader<T> {
        HubAnswer<Rows<T>> read(int from);
    }

    private final PageReader<T> pages;
    private final int pageSize;
    private final IntBinaryOperator nextStart;

    /** @param nextStart where the next page starts, by where this one started and how many rows it had */
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

    /** @param page reads a page by the rows before it */
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
            // A page that is not full is the last one, unless the Hub says otherwise; an empty one always is.
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
