package dev.ringback.hub;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/** A budget that a test looks into: it grants everything, unless told to send somebody away first. */
@DefaultBean
@ApplicationScoped
class TestBudget implements RequestBudget {
    private final List<Urgency> taken = new ArrayList<>();
    private final List<Instant> holds = new ArrayList<>();
    private final Queue<Later> refusals = new ArrayDeque<>();
    private final AtomicInteger inFlight = new AtomicInteger();

    @Override
    public synchronized Grant take(Urgency urgency, Duration longest) {
        if (!refusals.isEmpty()) {
            return refusals.remove();
        }
        taken.add(urgency);
        inFlight.incrementAndGet();
        return (Permit) inFlight::decrementAndGet;
    }

    @Override
    public synchronized void holdUntil(Instant until) {
        holds.add(until);
    }

    /** The next one who asks is to come again then. */
    synchronized void refuseNext(Instant until) {
        refusals.add(new Later(until));
    }

    synchronized List<Urgency> taken() {
        return List.copyOf(taken);
    }

    synchronized List<Instant> holds() {
        return List.copyOf(holds);
    }

    int inFlight() {
        return inFlight.get();
    }
}
