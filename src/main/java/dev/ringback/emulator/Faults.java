package dev.ringback.emulator;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/**
 * Plans which exchanges fail, and how. A plan counts only requests received after it was added. If several plans match
 * a request, the oldest applies. Safe for use from any thread.
 */
public final class Faults {
    /** Selects requests of a route. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Choice.Next.class, name = "next"),
        @JsonSubTypes.Type(value = Choice.Nth.class, name = "nth"),
        @JsonSubTypes.Type(value = Choice.Chance.class, name = "chance"),
    })
    public sealed interface Choice {
        /** The next {@code times} requests. */
        record Next(int times) implements Choice {
            public Next {
                check(times > 0, "times must be above 0");
            }
        }

        /** The n-th request from now; 1 is the next. */
        record Nth(int n) implements Choice {
            public Nth {
                check(n > 0, "n must be above 0");
            }
        }

        /** Each request with this probability, drawn from a generator with this seed. */
        record Chance(double probability, long seed) implements Choice {
            public Chance {
                check(probability >= 0 && probability <= 1, "a probability is from 0 to 1");
            }
        }

        private static void check(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }

    /** A fault for some requests of a route. */
    public record Plan(Route route, Choice choice, Fault fault) {
        public Plan {
            Objects.requireNonNull(route, "a plan needs a route");
            Objects.requireNonNull(choice, "a plan needs a choice");
            Objects.requireNonNull(fault, "a plan needs a fault");
        }
    }

    private static final class Pending {
        private final Plan plan;
        private final SplittableRandom random;
        private int seen;
        private int met;

        private Pending(Plan plan) {
            this.plan = plan;
            this.random = new SplittableRandom(plan.choice() instanceof Choice.Chance c ? c.seed() : 0);
        }

        private boolean means(Route route) {
            return plan.route() == route || plan.route() == Route.ANY && route.isOperation();
        }

        private boolean wants() {
            seen++;
            return switch (plan.choice()) {
                case Choice.Next next -> met < next.times();
                case Choice.Nth nth -> seen == nth.n();
                case Choice.Chance chance -> random.nextDouble() < chance.probability();
            };
        }

        private boolean isSpent() {
            return switch (plan.choice()) {
                case Choice.Next next -> met >= next.times();
                case Choice.Nth nth -> seen >= nth.n();
                case Choice.Chance chance -> false;
            };
        }
    }

    private final List<Pending> plans = new ArrayList<>();
    private final Queue<Runnable> frozen = new ArrayDeque<>();
    private final Executor loop;

    Faults(Executor loop) {
        this.loop = loop;
    }

    /** Plans the fault for the next request of the route that no earlier plan applies to. */
    public void next(Route route, Fault fault) {
        next(route, 1, fault);
    }

    /** Plans the fault for the next {@code times} requests of the route. */
    public void next(Route route, int times, Fault fault) {
        add(new Plan(route, new Choice.Next(times), fault));
    }

    /** Plans the fault for the n-th request of the route from now; 1 is the next. */
    public void nth(Route route, int n, Fault fault) {
        add(new Plan(route, new Choice.Nth(n), fault));
    }

    /** Plans the fault for each request of the route with this probability; equal seeds give equal draws. */
    public void probability(Route route, double probability, long seed, Fault fault) {
        add(new Plan(route, new Choice.Chance(probability, seed), fault));
    }

    /**
     * Adds a plan. Throws IllegalArgumentException unless {@link Fault.Refuse} and {@link Route#CONNECTION} come
     * together.
     */
    public synchronized void add(Plan plan) {
        if (plan.fault() instanceof Fault.Refuse != (plan.route() == Route.CONNECTION)) {
            throw new IllegalArgumentException("refuse is for connections, and connections can only be refused");
        }
        plans.add(new Pending(plan));
    }

    /** Returns the plans that may still apply to a request, oldest first. */
    public synchronized List<Plan> plans() {
        return plans.stream().map(pending -> pending.plan).toList();
    }

    /** Drops all plans. Frozen exchanges stay frozen until {@link #releaseFrozen()}. */
    public synchronized void clear() {
        plans.clear();
    }

    /** Returns the number of frozen exchanges. */
    public synchronized int frozen() {
        return frozen.size();
    }

    /** Resumes all frozen exchanges and returns their number. */
    public synchronized int releaseFrozen() {
        var held = List.copyOf(frozen);
        frozen.clear();
        held.forEach(loop::execute);
        return held.size();
    }

    /** Returns the fault of this request or connection, if any. Every plan for its route counts the request. */
    synchronized Optional<Fault> take(Route route) {
        if (plans.isEmpty()) {
            return Optional.empty();
        }
        var wanting = plans.stream()
                .filter(p -> p.means(route))
                .filter(Pending::wants)
                .toList();
        var first = wanting.stream().findFirst();
        first.ifPresent(pending -> pending.met++);
        plans.removeIf(Pending::isSpent);
        return first.map(pending -> pending.plan.fault());
    }

    synchronized void hold(Runnable rest) {
        frozen.add(rest);
    }
}
