package dev.ringback.proofs.crashpoints;

import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the Hub does with the write, by the name of the emulator's factory that makes it, with a variant after a colon;
 * null for a Hub that works.
 */
record HubFault(String name, Fault fault) {
    /** Longer than the answer timeout of a {@link Replica}. */
    static final Duration LONG = Duration.ofMillis(1000);

    /** Every way of the emulator; a factory that is not here fails {@link #all}. */
    private static final List<HubFault> ALL = List.of(
            new HubFault("none", null),
            new HubFault("refuse", Fault.refuse()),
            new HubFault("closeBeforeReading", Fault.closeBeforeReading()),
            new HubFault("closeBeforeEffect", Fault.closeBeforeEffect()),
            new HubFault("closeAfterEffect", Fault.closeAfterEffect()),
            new HubFault("resetBeforeEffect", Fault.resetBeforeEffect()),
            new HubFault("resetAfterEffect", Fault.resetAfterEffect()),
            new HubFault("delayBeforeEffect", Fault.delayBeforeEffect(LONG)),
            new HubFault("delayAfterEffect", Fault.delayAfterEffect(LONG)),
            new HubFault("freezeBeforeEffect", Fault.freezeBeforeEffect()),
            new HubFault("freezeAfterEffect", Fault.freezeAfterEffect()),
            new HubFault("status:401", Fault.status(401, "invalid API key")),
            new HubFault("status:404", Fault.status(404, "agent not found")),
            new HubFault("status:409", Fault.status(409, "conflict")),
            new HubFault("status:503", Fault.status(503, "unavailable")),
            new HubFault("statusAfterEffect:500", Fault.statusAfterEffect(500, "internal error")),
            new HubFault("redirect:307", Fault.redirect(307, "/v1/calls/originate")),
            new HubFault("rateLimited", Fault.rateLimited(Duration.ofSeconds(7))),
            new HubFault("capReached:daily", Fault.capReached("daily call limit reached")),
            new HubFault("capReached:other", Fault.capReached("slow down")),
            new HubFault("cutHead", Fault.cutHead()),
            new HubFault("cutBody", Fault.cutBody()),
            new HubFault("unreadable", Fault.unreadable()),
            new HubFault("trickle", Fault.trickle(Duration.ofMillis(40))));

    /** All of them, checked against the emulator's own list. */
    static List<HubFault> all() {
        Set<String> named = ALL.stream()
                .map(fault -> fault.name.replaceFirst(":.*", ""))
                .filter(name -> !name.equals("none"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> made = Arrays.stream(Fault.class.getDeclaredMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()) && method.getReturnType() == Fault.class)
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!named.equals(made)) {
            throw new IllegalStateException("the emulator makes " + made + ", the crash points know " + named);
        }
        return ALL;
    }

    boolean refusesConnections() {
        return fault instanceof Fault.Refuse;
    }

    /** Whether the Hub acts by itself after nobody waits for its answer any more. */
    boolean actsLate() {
        return fault instanceof Fault.Delay;
    }

    /** Lets the next requests of the route meet it. */
    void arm(dev.ringback.emulator.Faults faults, Route route, int times) {
        if (fault != null) {
            faults.next(refusesConnections() ? Route.CONNECTION : route, times, fault);
        }
    }
}
