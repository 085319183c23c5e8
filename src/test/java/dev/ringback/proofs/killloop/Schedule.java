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
    private final List<ChaosAction> only;
    private final Queue<Step> planned = new ArrayDeque<>();
    private final List<ChaosAction> measured;

    /** @param seed seed of the act's own draws, so that they do not change later acts */
    record Step(ChaosAction act, ChaosAction.Form form, long seed) {}

    /**
     * @param isLent whether the database server is the user's
     * @param only the acts to make again and again, all of them possible; empty for all acts there are
     */
    Schedule(long seed, Duration length, boolean isLent, List<ChaosAction> only) {
        this.random = new Random(seed);
        this.isLent = isLent;
        this.only = List.copyOf(only);
        this.measured = only.isEmpty() && length.compareTo(LONG) >= 0 ? possible(ChaosAction.MEASURED) : List.of();
        if (!only.isEmpty()) {
            planOnly();
        } else if (measured.isEmpty()) {
            planShort(length);
        } else {
            planLong();
        }
    }

    private List<ChaosAction> possible(List<ChaosAction> acts) {
        return acts.stream().filter(act -> !isLent || !act.needsOwnServer()).toList();
    }

    /** Plans each lasting trouble once, early and briefly, with one random act after each. */
    private void planShort(Duration length) {
        List<ChaosAction> early = new ArrayList<>(possible(ChaosAction.LASTING));
        early.remove(ChaosAction.COPIED_DATABASE);
        early.addAll(List.of(ChaosAction.SILENT_CONNECTIONS, ChaosAction.EXHAUSTED_POOL));
        shuffled(early).forEach(act -> {
            plan(act, ChaosAction.Form.BRIEF);
            draw(1);
        });
        if (length.compareTo(LONG_ENOUGH_TO_COPY) >= 0 && !isLent) {
            plan(ChaosAction.COPIED_DATABASE, ChaosAction.Form.WHOLE);
        }
    }

    private void planLong() {
        draw(FIRST_DRAWS);
        shuffled(measured).forEach(act -> plan(act, ChaosAction.Form.MEASURED));
        shuffled(possible(ChaosAction.LASTING)).forEach(act -> {
            draw(DRAWS_BETWEEN);
            plan(act, ChaosAction.Form.WHOLE);
        });
    }

    private void planOnly() {
        only.forEach(act ->
                plan(act, ChaosAction.MEASURED.contains(act) ? ChaosAction.Form.MEASURED : ChaosAction.Form.WHOLE));
    }

    private void draw(int acts) {
        for (int i = 0; i < acts; i++) {
            plan(drawn(), ChaosAction.Form.BRIEF);
        }
    }

    private ChaosAction drawn() {
        ChaosAction act = ChaosAction.draw(random);
        return isLent && act.needsOwnServer() ? ChaosAction.END_SESSIONS : act;
    }

    private void plan(ChaosAction act, ChaosAction.Form form) {
        planned.add(new Step(act, form, random.nextLong()));
    }

    private List<ChaosAction> shuffled(List<ChaosAction> acts) {
        List<ChaosAction> order = new ArrayList<>(acts);
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
    List<ChaosAction> measured() {
        return measured;
    }
}
