package dev.ringback.proofs.simulation;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The kinds of trouble and the sizes of one schedule, drawn from its seed. Each trouble is absent from most schedules, so
 * that simple ones occur too.
 *
 * @param persons whom facts name at first
 * @param things at first; facts add one more
 * @param isCrowded whether most calls go by campaigns of two rules, to very few persons
 * @param requestsPerMinute the budget
 * @param inFlight the budget of requests under way
 * @param hubFaults how likely an exchange with the Hub fails, from 0 to 1
 * @param personGap least time between two rings of a person
 * @param lostCommits how likely the answer to a commit is lost, from 0 to 1
 * @param changesRules whether rules are renamed
 * @param hasTwoSources whether a second source of the same sender is configured after the first facts
 * @param changesTypes whether facts change hours, rules change the way of their calls, and unreadable ends are likely
 * @param failsOver whether another database answers from some moment on
 * @param breakerUnknowns dials in a row without a known outcome that open the breaker
 * @param pausesOften whether operators pause several times, single agents and numbers too
 */
record Shape(
        int persons,
        int things,
        boolean isCrowded,
        int requestsPerMinute,
        int inFlight,
        double hubFaults,
        Duration personGap,
        double lostCommits,
        boolean changesRules,
        boolean hasTwoSources,
        boolean changesTypes,
        boolean failsOver,
        int breakerUnknowns,
        boolean pausesOften) {
    private static final double[] LOSSES = {0, 0, 0.02, 0.08};

    static Shape of(SplittableRandom random) {
        boolean isCrowded = random.nextInt(3) == 0;
        return new Shape(
                1 + random.nextInt(isCrowded ? 2 : 4),
                isCrowded ? 3 + random.nextInt(2) : 2 + random.nextInt(2),
                isCrowded,
                random.nextInt(3) == 0 ? 2 : 50,
                random.nextInt(3) == 0 ? 2 : 16,
                random.nextInt(4) * 0.25,
                random.nextBoolean() ? Duration.ofMinutes(15) : Duration.ofSeconds(20),
                LOSSES[random.nextInt(LOSSES.length)],
                random.nextInt(3) == 0,
                random.nextInt(3) == 0,
                random.nextInt(3) == 0,
                random.nextInt(6) == 0,
                random.nextBoolean() ? 2 : 1000,
                random.nextInt(3) == 0);
    }
}
