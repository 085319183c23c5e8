package dev.ringback.emulator;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Schedules actions by emulated time. Each action runs with the instant at which it was due, in order, however late
 * {@link #runDue} is called. So a clock that jumps a day leads to the same rings as one that runs through it.
 */
final class Agenda {
    private record Item(Instant at, long order, Consumer<Instant> action) {}

    private final PriorityQueue<Item> items =
            new PriorityQueue<>(Comparator.comparing(Item::at).thenComparing(Item::order));
    private long order;

    void at(Instant instant, Consumer<Instant> action) {
        items.add(new Item(instant, order++, action));
    }

    void runDue(Instant now) {
        while (!items.isEmpty() && !items.peek().at().isAfter(now)) {
            var item = items.remove();
            item.action().accept(item.at());
        }
    }

    void clear() {
        items.clear();
    }
}
