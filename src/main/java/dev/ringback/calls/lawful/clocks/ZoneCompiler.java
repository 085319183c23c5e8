package dev.ringback.calls.lawful.clocks;

import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compiles the lines of one zone into the JDK's rules.
 *
 * <p>A zone's line is walked year by year: of the rule's lines that hold in a year, the one that comes next on the clock of
 * the moment is taken, until the end of the zone's line. Rules before its start say what the clock shows at the start.
 */
final class ZoneCompiler {
    /** The last year of changes that the JDK cannot express as rules for ever; after it, the clocks stay. */
    private static final int LAST_LISTED_YEAR = 2100;

    private final Steps steps = new Steps();
    /** Seconds by which the wall clock is ahead of standard time where the walk has arrived. */
    private int save;
    /** True once the walk has passed the start of the zone's line. */
    private boolean isStarted;

    private ZoneCompiler() {}

    /**
     * Compiles a zone; see {@link Steps} for the years that are exact.
     *
     * @throws BadLineException if a line ends before it starts
     */
    static ZoneRules compile(List<ZoneLine> lines) {
        ZoneCompiler compiler = new ZoneCompiler();
        long start = Long.MIN_VALUE;
        for (ZoneLine line : lines.subList(0, lines.size() - 1)) {
            ZoneLine.Until until = line.until().orElseThrow();
            compiler.walk(line, start, until.year());
            long end = until.instant(line.standard(), compiler.save);
            if (end <= start) {
                throw new BadLineException(line.line(), "the line ends before it starts");
            }
            start = end;
        }
        return compiler.last(lines.getLast(), start);
    }

    private ZoneRules last(ZoneLine line, long start) {
        int listed = lastListedYear(line, start);
        Optional<LastRules> lastRules = LastRules.of(line, listed);
        walk(line, start, lastRules.isPresent() ? listed : Math.max(listed, LAST_LISTED_YEAR));
        return steps.rules(lastRules.map(LastRules::rules).orElse(List.of()));
    }

    /** Returns the first year in which only endless lines of the rule hold, and held in the year before. */
    private static int lastListedYear(ZoneLine line, long start) {
        int year = Steps.yearOf(start) + 1;
        for (RuleLine rule : line.rules()) {
            year = Math.max(year, (rule.isEndless() ? rule.from() : rule.to()) + 1);
        }
        return year;
    }

    private void walk(ZoneLine line, long start, int lastYear) {
        save = line.save();
        isStarted = false;
        int first = line.rules().stream().mapToInt(RuleLine::from).min().orElse(lastYear);
        for (int year = first; year <= lastYear; year++) {
            walkYear(line, start, year);
        }
        if (!isStarted) {
            steps.add(start, line.standard(), save);
        }
    }

    private void walkYear(ZoneLine line, long start, int year) {
        List<RuleLine> left = new ArrayList<>(line.rules());
        left.removeIf(rule -> !rule.holdsIn(year));
        while (!left.isEmpty()) {
            RuleLine next = earliest(left, year, line.standard());
            left.remove(next);
            long at = next.time().instant(year, line.standard(), save);
            if (line.until().isPresent() && at >= line.until().get().instant(line.standard(), save)) {
                return;
            }
            if (at > start && !isStarted) {
                steps.add(start, line.standard(), save);
                isStarted = true;
            }
            save = next.save();
            if (isStarted) {
                steps.add(at, line.standard(), save);
            }
        }
    }

    private RuleLine earliest(List<RuleLine> rules, int year, int standard) {
        RuleLine earliest = rules.getFirst();
        for (RuleLine rule : rules) {
            if (rule.time().instant(year, standard, save) < earliest.time().instant(year, standard, save)) {
                earliest = rule;
            }
        }
        return earliest;
    }
}
