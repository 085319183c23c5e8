package dev.ringback.calls.campaigns;

import dev.ringback.calls.lawful.clocks.Zone;
import io.quarkus.logging.Log;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Computes the dispatches of a campaign by the wall clock of a zone.
 *
 * <table>
 *   <caption>One dispatch for each local date-time that the expression names</caption>
 *   <tr><td>the clock skips it<td>at the end of the gap; several in one gap, and one named there, are one dispatch
 *   <tr><td>the clock shows it twice, the expression names some hours<td>at the first occurrence
 *   <tr><td>the clock shows it twice, the expression names every hour<td>at both; an interval must not rest
 * </table>
 */
public final class Schedule {
    private static final int YEARS_AHEAD = 4; // a leap day is among them

    private final Cron cron;
    private final ZoneRules rules;

    private Schedule(Cron cron, ZoneRules rules) {
        this.cron = cron;
        this.rules = rules;
    }

    /**
     * Parses a new schedule.
     *
     * @param cron in Quartz' form, six or seven fields, seconds first
     * @param zone an IANA zone's id
     * @param zones finds a zone by its id; empty if there is none
     * @param now the instant from which on the schedule must have dates
     * @throws IllegalArgumentException with the mistake in words: unreadable, a range that runs backwards, a list of days
     *     or a working day that can be misread, or no date within four years
     */
    public static Schedule checked(String cron, String zone, Function<String, Optional<Zone>> zones, Instant now) {
        Schedule schedule = read(cron, zone, zones);
        CronCheck.check(cron);
        LocalDateTime start = schedule.wall(now);
        boolean isComing = schedule.cron
                .after(start)
                .filter(date -> date.isBefore(start.plusYears(YEARS_AHEAD)))
                .isPresent();
        if (!isComing) {
            throw new IllegalArgumentException("the schedule has no date in the next " + YEARS_AHEAD + " years");
        }
        return schedule;
    }

    /**
     * Parses a schedule that was checked when it was stored. Empty, and logged, if it cannot be parsed any more. A form
     * that an earlier release took and {@link #checked} refuses today is read as in Quartz.
     */
    public static Optional<Schedule> stored(String cron, String zone, Function<String, Optional<Zone>> zones) {
        try {
            return Optional.of(read(cron, zone, zones));
        } catch (IllegalArgumentException e) {
            Log.errorf("a stored schedule cannot be read any more: %s", e.getMessage());
            return Optional.empty();
        }
    }

    private static Schedule read(String cron, String zone, Function<String, Optional<Zone>> zones) {
        Zone known = zones.apply(zone)
                .orElseThrow(() -> new IllegalArgumentException("'" + zone + "' is no IANA time zone"));
        return new Schedule(Cron.read(cron), known.rules());
    }

    /** Returns the first dispatch after an instant; empty if none is left. */
    public Optional<Instant> next(Instant after) {
        LocalDateTime wall = wall(after);
        ZoneOffsetTransition repeat = rules.getTransition(wall); // an instant's time lies in no gap
        if (repeat == null) {
            return cron.after(wall).map(this::firstInstant);
        }
        boolean isSecondPass = rules.getOffset(after).equals(repeat.getOffsetAfter());
        if (cron.isOfEveryHour()) {
            return nextOfInterval(wall, repeat, isSecondPass);
        }
        return (isSecondPass ? cron.from(repeat.getDateTimeBefore()) : cron.after(wall)).map(this::firstInstant);
    }

    /** Returns the first dispatch of an interval after a time that the clock shows twice. */
    private Optional<Instant> nextOfInterval(LocalDateTime wall, ZoneOffsetTransition repeat, boolean isSecondPass) {
        Optional<LocalDateTime> date = cron.after(wall);
        boolean isRepeated =
                date.filter(next -> next.isBefore(repeat.getDateTimeBefore())).isPresent();
        if (!isSecondPass && !isRepeated) { // the second pass comes next
            return cron.from(repeat.getDateTimeAfter()).map(next -> instantAfter(repeat, next));
        }
        return date.map(next -> isSecondPass ? instantAfter(repeat, next) : firstInstant(next));
    }

    private Instant instantAfter(ZoneOffsetTransition repeat, LocalDateTime wall) {
        return wall.isBefore(repeat.getDateTimeBefore()) ? wall.toInstant(repeat.getOffsetAfter()) : firstInstant(wall);
    }

    private Instant firstInstant(LocalDateTime wall) {
        ZoneOffsetTransition change = rules.getTransition(wall);
        if (change == null) {
            return wall.toInstant(rules.getOffset(wall));
        }
        return change.isGap() ? change.getInstant() : wall.toInstant(change.getOffsetBefore());
    }

    /** Returns the next dispatches, {@code many} at most. */
    public List<Instant> next(Instant after, int many) {
        return Stream.iterate(
                        next(after).orElse(null),
                        Objects::nonNull,
                        date -> next(date).orElse(null))
                .limit(many)
                .toList();
    }

    private LocalDateTime wall(Instant instant) {
        return LocalDateTime.ofInstant(instant, rules.getOffset(instant));
    }
}
