package dev.ringback.campaigns;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a campaign is dispatched, by the clock on the wall of a zone. An hour that the wall clock skips in spring is over
 * where it begins; one that it shows twice in autumn counts once, the first time.
 */
public final class Schedule {
    private final ExecutionTime times;
    private final ZoneId zone;

    private Schedule(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /**
     * @param cron in Quartz' form, six or seven fields, seconds first
     * @param zone an IANA zone's id
     * @throws IllegalArgumentException in words, if one of them cannot be read or no date would ever come
     */
    public static Schedule of(String cron, String zone) {
        ZoneId wall = zone(zone);
        ExecutionTime times =
                ExecutionTime.forCron(new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ))
                        .parse(cron)
                        .validate());
        Schedule schedule = new Schedule(times, wall);
        if (schedule.next(Instant.EPOCH).isEmpty()) {
            throw new IllegalArgumentException("no date would ever come");
        }
        return schedule;
    }

    private static ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + id + "' is no IANA time zone", e);
        }
    }

    /** The first dispatch after an instant; empty if none is left. */
    public Optional<Instant> next(Instant after) {
        Optional<LocalDateTime> wall = Optional.of(LocalDateTime.ofInstant(after, zone));
        do { // the second pass of an autumn hour shows times that are over
            wall = wall.flatMap(this::nextOnTheWall);
        } while (wall.isPresent() && !instant(wall.get()).isAfter(after));
        return wall.map(this::instant);
    }

    /** The next so many dispatches. */
    public List<Instant> next(Instant after, int many) {
        return Stream.iterate(
                        next(after).orElse(null),
                        Objects::nonNull,
                        date -> next(date).orElse(null))
                .limit(many)
                .toList();
    }

    /** Where every hour is there once, as a clock on a wall believes. */
    private Optional<LocalDateTime> nextOnTheWall(LocalDateTime wall) {
        return times.nextExecution(wall.atZone(ZoneOffset.UTC)).map(next -> next.toLocalDateTime());
    }

    private Instant instant(LocalDateTime wall) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(wall);
        return transition != null && transition.isGap()
                ? transition.getInstant()
                : wall.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    }
}
