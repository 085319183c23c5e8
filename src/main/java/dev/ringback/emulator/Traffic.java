package dev.ringback.emulator;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Counts received requests by route. Safe for use from any thread. */
final class Traffic {
    private final Map<Route, Received> received = new EnumMap<>(Route.class);

    synchronized void head(Route route) {
        received.merge(route, new Received(1, 0), Traffic::sum);
    }

    synchronized void body(Route route) {
        received.merge(route, new Received(0, 1), Traffic::sum);
    }

    /** Returns the count of a route; for {@link Route#ANY} the sum of all operations. */
    synchronized Received of(Route route) {
        if (route == Route.ANY) {
            return Arrays.stream(Route.values())
                    .filter(Route::isOperation)
                    .map(this::of)
                    .reduce(new Received(0, 0), Traffic::sum);
        }
        return received.getOrDefault(route, new Received(0, 0));
    }

    synchronized Map<Route, Received> all() {
        return new EnumMap<>(received);
    }

    synchronized void clear() {
        received.clear();
    }

    private static Received sum(Received one, Received other) {
        return new Received(one.heads() + other.heads(), one.bodies() + other.bodies());
    }
}
