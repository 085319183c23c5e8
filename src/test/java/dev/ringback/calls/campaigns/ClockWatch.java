package dev.ringback.calls.campaigns;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds the dates of expressions as a person would who watches a clock on a wall: it looks at every tick, and notices when
 * the clock jumps. It asks the rules for nothing but the offset of an instant.
 */
final class ClockWatch {
    private final ZoneRules rules;
    private final Duration tick;
    private final List<CronWords> expressions;
    private final List<List<Instant>> dates;

    private LocalDateTime shown;
    private LocalDateTime latest;
    private LocalDate today;
    private List<Integer> namedToday;

    /** @param tick a length that divides each change of the clock, and is no longer than what the expressions tell apart */
    ClockWatch(ZoneRules rules, Duration tick, List<String> crons) {
        this.rules = rules;
        this.tick = tick;
        this.expressions = crons.stream().map(CronWords::new).toList();
        this.dates = Stream.<List<Instant>>generate(ArrayList::new)
                .limit(crons.size())
                .toList();
    }

    /** Returns the dates of each expression after {@code from} and before {@code until}. */
    List<List<Instant>> watch(Instant from, Instant until) {
        shown = clock(from);
        latest = shown;
        for (Instant now = from.plus(tick); now.isBefore(until); now = now.plus(tick)) {
            look(now);
        }
        return dates;
    }

    private void look(Instant now) {
        LocalDateTime expected = shown.plus(tick);
        shown = clock(now);
        for (LocalDateTime missed = expected; missed.isBefore(shown); missed = missed.plus(tick)) {
            for (int i = 0; i < expressions.size(); i++) {
                if (expressions.get(i).names(missed)) {
                    add(i, now);
                }
            }
        }
        boolean isRepeated = !shown.isAfter(latest);
        for (int i : namedToday()) {
            CronWords each = expressions.get(i);
            if (each.namesTime(shown) && (!isRepeated || each.isOfEveryHour())) {
                add(i, now);
            }
        }
        latest = isRepeated ? latest : shown;
    }

    private void add(int expression, Instant now) {
        List<Instant> found = dates.get(expression);
        if (found.isEmpty() || !found.getLast().equals(now)) {
            found.add(now);
        }
    }

    private List<Integer> namedToday() {
        if (!shown.toLocalDate().equals(today)) {
            today = shown.toLocalDate();
            namedToday = IntStream.range(0, expressions.size())
                    .filter(i -> expressions.get(i).namesDate(today))
                    .boxed()
                    .toList();
        }
        return namedToday;
    }

    private LocalDateTime clock(Instant instant) {
        return LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, rules.getOffset(instant));
    }
}
