package dev.ringback.proofs.killloop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Results of the troubles of full length: recoveries, outages of the Hub and copied databases.
 *
 * @param expected the troubles whose recovery this run promised to measure
 * @param leastRate rings in ten seconds; a calm with fewer proves nothing
 */
record Trials(
        List<ChaosAction> expected,
        double leastRate,
        List<Recovery> recoveries,
        List<Outage> outages,
        List<CopiedDatabase> copies) {
    static final Duration BACK_WITHIN = Duration.ofSeconds(60);
    static final int MOST_UNKNOWN = 5;

    private static final String NEXT_LINE = "\n            ";

    /**
     * The recovery of the rate of rings after one trouble.
     *
     * @param afterSeconds since the run's start
     * @param what description of the trouble
     * @param lastedSeconds how long its cause lasted; 0 for an instantaneous trouble
     * @param before mean rings in ten seconds in the calm before
     * @param backAfterSeconds from the end of its cause; null if not within a minute
     */
    record Recovery(
            ChaosAction trouble,
            String what,
            double afterSeconds,
            double lastedSeconds,
            double before,
            Double backAfterSeconds) {
        boolean isGood(double leastRate) {
            return before >= leastRate && backAfterSeconds != null && backAfterSeconds * 1000 <= BACK_WITHIN.toMillis();
        }

        private String text(double leastRate) {
            String back = backAfterSeconds == null ? "too late" : "%.1f s".formatted(backAfterSeconds);
            return "%-34s %5.0f s %7.1f s %8.1f %10s%s"
                    .formatted(
                            trouble.words,
                            afterSeconds,
                            lastedSeconds,
                            before,
                            back,
                            isGood(leastRate) ? "" : "   FAILED" + (before < leastRate ? ", too little before" : ""));
        }
    }

    /**
     * One outage of the Hub.
     *
     * @param hangs whether connections hung; else they were refused
     * @param unknown dialling requests sent meanwhile with unknown outcome; a start with all its rows counts once
     * @param calls the calls in them
     * @param hasBreaker whether the service has a breaker; only then is the number judged
     */
    record Outage(
            long afterSeconds, double lastedSeconds, boolean hangs, long unknown, long calls, boolean hasBreaker) {
        boolean isGood() {
            return !hasBreaker || unknown <= MOST_UNKNOWN;
        }

        private String text() {
            return "%.0f s from %d s on, connections %s: %d dialling requests (%d calls) became unknown%s"
                    .formatted(
                            lastedSeconds,
                            afterSeconds,
                            hangs ? "hung" : "were refused",
                            unknown,
                            calls,
                            !hasBreaker
                                    ? "; not judged, for this build shows no breaker"
                                    : isGood() ? "" : "   FAILED, more than " + MOST_UNKNOWN);
        }
    }

    /**
     * A replica that ran on a copy of the database, beside the others.
     *
     * @param answers how often it answered whether it was paused
     * @param notPaused how many of them said no
     * @param writes its attempts to write to the Hub since the copy, by kind, in words; empty for none
     */
    record CopiedDatabase(long afterSeconds, int answers, int notPaused, String writes) {
        private static final int LEAST_ANSWERS = 10;

        boolean isGood() {
            return answers >= LEAST_ANSWERS && notPaused == 0 && writes.isEmpty();
        }

        private String text() {
            return "at %d s, the replica on it answered %d times, %d of them not paused; its writes to the Hub: %s%s"
                    .formatted(
                            afterSeconds,
                            answers,
                            notPaused,
                            writes.isEmpty() ? "none" : writes,
                            isGood() ? "" : "   FAILED");
        }
    }

    /** Returns the expected troubles without a measured recovery. */
    List<ChaosAction> missing() {
        List<ChaosAction> missing = new ArrayList<>(expected);
        missing.removeAll(recoveries.stream().map(Recovery::trouble).toList());
        return missing;
    }

    boolean hold() {
        return missing().isEmpty()
                && recoveries.stream().allMatch(recovery -> recovery.isGood(leastRate))
                && outages.stream().allMatch(Outage::isGood)
                && copies.stream().allMatch(CopiedDatabase::isGood);
    }

    /** Returns the lines of the certificate, each with a line break at its end. */
    String text() {
        return "rate        " + rateText() + "\n"
                + "outages     " + lines(outages.stream().map(Outage::text)) + "\n"
                + "copies      " + lines(copies.stream().map(CopiedDatabase::text)) + "\n";
    }

    private String rateText() {
        if (recoveries.isEmpty() && expected.isEmpty()) {
            return "not measured   (a run of %d minutes does, or --only)".formatted(Schedule.LONG.toMinutes());
        }
        String head = "%-34s %7s %9s %8s %10s   (rings in 10 s; back: 80 %% of it in 10 s, within %d s)"
                .formatted("after", "at", "lasted", "before", "back after", BACK_WITHIN.toSeconds());
        Stream<String> rows = recoveries.stream().map(recovery -> recovery.text(leastRate));
        Stream<String> missing = missing().stream().map(act -> act.words + ": not measured   FAILED");
        return lines(Stream.concat(Stream.of(head), Stream.concat(rows, missing)));
    }

    private static String lines(Stream<String> lines) {
        String text = lines.collect(Collectors.joining(NEXT_LINE));
        return text.isEmpty() ? "none" : text;
    }
}
