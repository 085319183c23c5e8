package dev.ringback.proofs.killloop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/**
 * The order of all acts of a run. It depends on the seed, the length and the options alone. The number of acts that a
 * run completes depends on the machine.
 */
final class Schedule {
    /** Least length of a run that measures the recovery from each trouble. */
    static final Duration LONG = Duration.ofMinutes(12);

    private static final Duration LONG_ENOUGH_TO_COPY = Duration.ofMinutes(4);
    private static final int FIRST_DRAWS = 8;
    private static final int DRAWS_BETWEEN = 3;

    private final Random random;
    private final boolean isLent;
    private final List<Act> only;
    private final Queue<Step> planned = new ArrayDeque<>();
    private final List<Act> measured;

    /** @param seed seed of the act's own draws, so that they do not change later acts */
    record Step(Act act, Act.Form form, long seed) {}

    /**
     * @param isLent whether the database server is the user's
     * @param only the acts to make again and again, all of them possible; empty for all acts there are
     */
    Schedule(long seed, Duration length, boolean isLent, List<Act> only) {
        this.random = new Random(seed);
        this.isLent = isLent;
        this.only = List.copyOf(only);
        this.measured = only.isEmpty() && length.compareTo(LONG) >= 0 ? possible(Act.MEASURED) : List.of();
        if (!only.isEmpty()) {
            planOnly();
        } else if (measured.isEmpty()) {
            planShort(length);
        } else {
            planLong();
        }
    }

    private List<Act> possible(List<Act> acts) {
        return acts.stream().filter(act -> !isLent || !act.needsOwnServer()).toList();
    }

    /** Plans each lasting trouble once, early and briefly, with one random act after each. */
    private void planShort(Duration length) {
        List<Act> early = new ArrayList<>(possible(Act.LASTING));
        early.remove(Act.COPIED_DATABASE);
        early.addAll(List.of(Act.SILENT_CONNECTIONS, Act.EXHAUSTED_POOL));
        shuffled(early).forEach(act -> {
            plan(act, Act.Form.BRIEF);
            draw(1);
        });
        if (length.compareTo(LONG_ENOUGH_TO_COPY) >= 0 && !isLent) {
            plan(Act.COPIED_DATABASE, Act.Form.WHOLE);
        }
    }

    private void planLong() {
        draw(FIRST_DRAWS);
        shuffled(measured).forEach(act -> plan(act, Act.Form.MEASURED));
        shuffled(possible(Act.LASTING)).forEach(act -> {
            draw(DRAWS_BETWEEN);
            plan(act, Act.Form.WHOLE);
        });
    }

    private void planOnly() {
        only.forEach(act -> plan(act, Act.MEASURED.contains(act) ? Act.Form.MEASURED : Act.Form.WHOLE));
    }

    private void draw(int acts) {
        for (int i = 0; i < acts; i++) {
            plan(drawn(), Act.Form.BRIEF);
        }
    }

    private Act drawn() {
        Act act = Act.draw(random);
        return isLent && act.needsOwnServer() ? Act.END_SESSIONS : act;
    }

    private void plan(Act act, Act.Form form) {
        planned.add(new Step(act, form, random.nextLong()));
    }

    private List<Act> shuffled(List<Act> acts) {
        List<Act> order = new ArrayList<>(acts);
        Collections.shuffle(order, random);
        return order;
    }

    /** Returns the next act. A schedule never ends. */
    Step next() {
        if (planned.isEmpty() && !only.isEmpty()) {
            planOnly();
        } else if (planned.isEmpty()) {
            draw(1);
        }
        return planned.remove();
    }

    /** Returns the troubles whose recovery this run must have measured at its end; empty for none. */
    List<Act> measured() {
        return measured;
    }
}
