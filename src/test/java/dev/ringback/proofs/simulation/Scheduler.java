package dev.ringback.proofs.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * Lets actors take one step at a time, each on a thread of its own, in an order drawn from a seed. A step is one SQL
 * statement, a commit, or a moment at the wire; where it waits for a lock another actor holds, the others go on, and it
 * is taken up again as soon as the lock is free.
 */
final class Scheduler {
    /** Ends an actor as a crash ends a thread: no handler of the service catches it. */
    static final class Crash extends Error {
        Crash() {
            super("crashed", null, false, false);
        }
    }

    private enum State {
        RUNNING,
        PARKED,
        WAITING_FOR_A_LOCK,
        ENDED
    }

    /** One thread of one process, or somebody outside. */
    final class Actor {
        final String name;
        final Object group;
        private final Condition turn = lock.newCondition();
        private State state = State.RUNNING;
        private boolean isDoomed;
        private String at = "start";
        private int backend;
        private double weight = 1;
        private int marked;
        private final Map<UUID, Integer> markedStarts = new HashMap<>();

        private Actor(String name, Object group) {
            this.name = name;
            this.group = group;
        }

        /** Where in the order of all steps this actor last did what is marked: see {@link #mark}. */
        int marked() {
            return marked;
        }

        /** The place at which the gates of a draft's rows were asked last, for a step of it that was taken. */
        int markedStart(UUID draft) {
            return markedStarts.get(draft);
        }

        /** The session that is asked when this actor does not come back from a step. */
        void usesBackend(int pid) {
            backend = pid;
        }
    }

    private static final long LOOK_EVERY_MILLIS = 2;
    private static final int MOST_STEPS = 20_000;

    private final SplittableRandom random;
    private final IntPredicate isBlocked;
    private final ExecutorService threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Actor> actors = new ArrayList<>();
    private final List<Supplier<String>> trace = new ArrayList<>();
    private final ThreadLocal<Actor> self = new ThreadLocal<>();
    private final double stickiness;
    private Throwable failure;
    private Actor last;
    private boolean isStarted;
    private int lockWaits;
    private int steps;

    /** @param isBlocked whether a database session waits for another's lock */
    Scheduler(SplittableRandom random, ExecutorService threads, IntPredicate isBlocked) {
        this.random = random;
        this.threads = threads;
        this.isBlocked = isBlocked;
        this.stickiness = new double[] {0, 0.5, 0.9}[random.nextInt(3)];
    }

    /** Adds an actor; it begins when it is first chosen. Actors may add others. */
    void add(String name, Object group, Runnable work) {
        lock.lock();
        try {
            Actor actor = new Actor(name, group);
            actors.add(actor);
            actor.state = State.PARKED;
            actor.at = "begin";
            threads.execute(() -> live(actor, work));
        } finally {
            lock.unlock();
        }
    }

    private void live(Actor actor, Runnable work) {
        self.set(actor);
        try {
            awaitTurn(actor);
            work.run();
        } catch (Crash crash) {
            note(actor.name + " is gone");
        } catch (Throwable e) {
            fail(e);
        } finally {
            self.remove();
            lock.lock();
            try {
                actor.state = State.ENDED;
                pass();
            } finally {
                lock.unlock();
            }
        }
    }

    private void fail(Throwable e) {
        lock.lock();
        try {
            failure = failure == null ? e : failure;
        } finally {
            lock.unlock();
        }
    }

    /** The calling actor's; null on a thread that is none. */
    Actor self() {
        return self.get();
    }

    /** Waits for the calling actor's turn; whoever is no actor goes on at once. */
    void step(String what) {
        Actor actor = self.get();
        if (actor == null) {
            return;
        }
        lock.lock();
        try {
            actor.at = what;
            actor.state = State.PARKED;
            pass();
            awaitTurn(actor);
        } finally {
            lock.unlock();
        }
    }

    private void awaitTurn(Actor actor) {
        lock.lock();
        try {
            while (actor.state == State.PARKED) {
                actor.turn.awaitUninterruptibly();
            }
            if (actor.isDoomed) {
                throw new Crash();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends all actors of a group where they stand: each at its next step, or at the end of its wait for a lock. */
    void crash(Object group) {
        lock.lock();
        try {
            actors.stream().filter(actor -> actor.group == group).forEach(actor -> actor.isDoomed = true);
        } finally {
            lock.unlock();
        }
    }

    boolean isGone(Object group) {
        lock.lock();
        try {
            return actors.stream().noneMatch(actor -> actor.group == group && actor.state != State.ENDED);
        } finally {
            lock.unlock();
        }
    }

    /** Makes the calling actor's next turn rare, as a frozen or idle process's is; from then on it is as any other. */
    void freeze(double weight) {
        if (self.get() != null) {
            self.get().weight = weight;
        }
    }

    /** Remembers the present step as the one that decided. */
    void mark() {
        if (self.get() != null) {
            self.get().marked = position();
        }
    }

    /** The same for the gates of a draft's rows: one claim may take several drafts. */
    void markStart(UUID draft) {
        if (self.get() != null) {
            self.get().markedStarts.put(draft, position());
        }
    }

    double draw() {
        return random.nextDouble();
    }

    int draw(int bound) {
        return random.nextInt(bound);
    }

    /** How many steps were taken: the place of the present one in the order of all. */
    int position() {
        lock.lock();
        try {
            return steps;
        } finally {
            lock.unlock();
        }
    }

    /** Counts a step of the proof's own, once all actors have ended: what comes next is not at the place of what was. */
    void tick() {
        lock.lock();
        try {
            steps++;
        } finally {
            lock.unlock();
        }
    }

    void note(String what) {
        lock.lock();
        try {
            int at = steps;
            trace.add(() -> "%5d %s".formatted(at, what));
        } finally {
            lock.unlock();
        }
    }

    /** What happened, step by step. */
    Collection<String> trace() {
        return trace.stream().map(Supplier::get).toList();
    }

    int steps() {
        return steps;
    }

    int lockWaits() {
        return lockWaits;
    }

    /** Runs until every actor has ended; throws what any of them threw, the others are ended then. */
    void run() {
        lock.lock();
        try {
            isStarted = true;
            pass();
            while (failure == null && !areAll(State.ENDED)) {
                int before = steps;
                changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MILLIS));
                if (before == steps) {
                    findBlocked();
                }
                if (steps >= MOST_STEPS) {
                    throw new IllegalStateException("no end after " + steps + " steps");
                }
            }
            if (failure != null) {
                throw new IllegalStateException("an actor failed: " + failure, failure);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            abandon();
            lock.unlock();
        }
    }

    private boolean areAll(State state) {
        return actors.stream().allMatch(actor -> actor.state == state);
    }

    /** Nothing has moved for a while: whoever waits for a lock is passed over. A deadlock ends by PostgreSQL's hand. */
    private void findBlocked() {
        for (Actor actor : actors) {
            if (actor.state == State.RUNNING && actor.backend != 0 && isBlocked.test(actor.backend)) {
                actor.state = State.WAITING_FOR_A_LOCK;
                lockWaits++;
                note(actor.name + " waits for a lock");
            }
        }
        pass();
    }

    /** Gives the turn to the next, if it is nobody's: first to those whose wait for a lock is over. */
    private void pass() {
        for (Actor actor : actors) {
            if (actor.state == State.WAITING_FOR_A_LOCK && !isBlocked.test(actor.backend)) {
                actor.state = State.RUNNING;
            }
        }
        if (!isStarted || actors.stream().anyMatch(actor -> actor.state == State.RUNNING)) {
            return;
        }
        List<Actor> parked =
                actors.stream().filter(actor -> actor.state == State.PARKED).toList();
        if (parked.isEmpty()) {
            changed.signalAll();
            return;
        }
        Actor next = choose(parked);
        steps++;
        note(next.name + ": " + next.at);
        last = next;
        next.weight = 1;
        next.state = State.RUNNING;
        next.turn.signal();
    }

    private Actor choose(List<Actor> parked) {
        if (last != null && last.weight == 1 && parked.contains(last) && random.nextDouble() < stickiness) {
            return last;
        }
        double all = parked.stream().mapToDouble(actor -> actor.weight).sum();
        double drawn = random.nextDouble() * all;
        for (Actor actor : parked) {
            drawn -= actor.weight;
            if (drawn < 0) {
                return actor;
            }
        }
        return parked.getLast();
    }

    private void abandon() {
        try {
            while (!areAll(State.ENDED)) {
                for (Actor actor : actors) {
                    actor.isDoomed = true;
                    if (actor.state == State.PARKED) {
                        actor.state = State.RUNNING;
                        actor.turn.signal();
                    }
                }
                changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
