package dev.ringback.calls.campaigns;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.quarkus.logging.Log;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Computes the dispatches of a campaign by the wall clock of a zone. A time that the wall clock skips in spring becomes the
 * instant of the change. An hour that occurs twice in autumn counts once, the first time.
 *
 * <p>The cron library throws for some dates that do not exist, such as the 30th of February, but only on reaching them. So
 * a new schedule is probed ahead, and a stored one never throws.
 */
public final class Schedule {
    private static final int YEARS_AHEAD = 4; // a leap day is among them

    private final ExecutionTime times;
    private final ZoneId zone;

    private Schedule(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /**
     * Parses a new schedule, and probes its dates for the next four years.
     *
     * @param cron in Quartz' form, six or seven fields, seconds first
     * @param zone an IANA zone's id
     * @param now the instant from which on the schedule must have dates
     * @throws IllegalArgumentException with the mistake in words: unreadable, a misread range or list of days, an
     *     impossible date, or no date within four years
     */
    public static Schedule checked(String cron, String zone, Instant now) {
        ZoneId wall = zone(zone);
        CronCheck.check(cron);
        Schedule schedule = read(cron, wall);
        schedule.probe(now);
        return schedule;
    }

    /** Parses a schedule that was checked when it was stored. Empty, and logged, if it cannot be parsed any more. */
    static Optional<Schedule> stored(String cron, String zone) {
        try {
            return Optional.of(read(cron, zone(zone)));
        } catch (IllegalArgumentException e) {
            Log.errorf("a stored schedule cannot be read any more: %s", e.getMessage());
            return Optional.empty();
        }
    }

    private static Schedule read(String cron, ZoneId wall) {
        try {
            return new Schedule(
                    ExecutionTime.forCron(new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ))
                            .parse(cron)
                            .validate()),
                    wall);
        } catch (RuntimeException e) { // the library has exceptions of many kinds
            throw new IllegalArgumentException(
                    "not a schedule; expected cron in Quartz' form, such as \"0 0 17 * * ?\": " + e.getMessage(), e);
        }
    }

    private static ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + id + "' is no IANA time zone", e);
        }
    }

    /** Computes the first two dates of each day in the next years. Further dates of a day are computed in the same way. */
    private void probe(Instant now) {
        LocalDateTime start = LocalDateTime.ofInstant(now, zone);
        LocalDateTime end = start.plusYears(YEARS_AHEAD);
        LocalDateTime at = start;
        boolean isAny = false;
        while (at.isBefore(end)) {
            Optional<LocalDateTime> date = probed(at);
            if (date.isEmpty() || !date.get().isBefore(end)) {
                break;
            }
            isAny = true;
            probed(date.get());
            at = date.get().toLocalDate().atTime(LocalTime.MAX);
        }
        if (!isAny) {
            throw new IllegalArgumentException("the schedule has no date in the next " + YEARS_AHEAD + " years");
        }
    }

    private Optional<LocalDateTime> probed(LocalDateTime wall) {
        try {
            return nextOnTheWall(wall);
        } catch (RuntimeException e) { // the library has exceptions of many kinds
            throw new IllegalArgumentException(
                    "the schedule's date after " + wall.toLocalDate() + " cannot be computed: " + e.getMessage()
                            + "; expected days that every month has",
                    e);
        }
    }

    /** Returns the first dispatch after an instant; empty if none is left, or if it cannot be computed. Never throws. */
    public Optional<Instant> next(Instant after) {
        try {
            Optional<LocalDateTime> wall = Optional.of(LocalDateTime.ofInstant(after, zone));
            do { // the second pass of an autumn hour repeats times that are past
                wall = wall.flatMap(this::nextOnTheWall);
            } while (wall.isPresent() && !instant(wall.get()).isAfter(after));
            return wall.map(this::instant);
        } catch (RuntimeException e) { // the library has exceptions of many kinds
            Log.errorf("a stored schedule's date after %s cannot be computed: %s", after, e.getMessage());
            return Optional.empty();
        }
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

    /** Returns the next date on a wall clock that shows every hour once. The date is later than the given one. */
    private Optional<LocalDateTime> nextOnTheWall(LocalDateTime wall) {
        return times.nextExecution(wall.atZone(ZoneOffset.UTC))
                .map(next -> next.toLocalDateTime())
                .filter(next -> next.isAfter(wall));
    }

    private Instant instant(LocalDateTime wall) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(wall);
        return transition != null && transition.isGap()
                ? transition.getInstant()
                : wall.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    }
}
