package dev.ringback.emulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Records every ring, in order, for tests to count. Safe for use from any thread. */
final class Ledger {
    private final List<Ring> rings = new ArrayList<>();
    private final Map<String, List<Ring>> byNumber = new HashMap<>();
    private final Map<String, Ring> bySession = new HashMap<>();

    synchronized void add(Ring ring) {
        rings.add(ring);
        byNumber.computeIfAbsent(ring.number(), n -> new ArrayList<>(1)).add(ring);
        bySession.put(ring.session(), ring);
    }

    synchronized List<Ring> all() {
        return List.copyOf(rings);
    }

    synchronized List<Ring> to(String number) {
        return List.copyOf(byNumber.getOrDefault(number, List.of()));
    }

    /** Returns the call of the session; null if there is none. */
    synchronized Ring session(String id) {
        return bySession.get(id);
    }

    synchronized void clear() {
        rings.clear();
        byNumber.clear();
        bySession.clear();
    }
}
