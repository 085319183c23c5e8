package dev.ringback.calls;

import dev.ringback.calls.lawful.Explanation;
import dev.ringback.calls.lawful.HoursInForce;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.Zones;
import dev.ringback.calls.lawful.clocks.Zone;
import dev.ringback.platform.Rfc3339;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads the time that a person names for a call back, by the clocks of the places where the person may be. */
@ApplicationScoped
class CallbackTime {
    private static final int LAST_YEAR = 9999;
    private static final Set<String> STATED = Set.of("place", "postal");

    private final HoursInForce hours;
    private final Numbers numbers;
    private final Zones zones;

    CallbackTime(HoursInForce hours, Numbers numbers, Zones zones) {
        this.hours = hours;
        this.numbers = numbers;
        this.zones = zones;
    }

    /** The result of reading a time. */
    sealed interface Answer {
        /** @param zone the clock by which the person knows the time */
        record At(Instant instant, Zone zone) implements Answer {}

        /** The person may be in several zones, whose clocks differ at that time. */
        record WhichZone(List<String> zones) implements Answer {}

        record NoTime() implements Answer {}

        record NoZone() implements Answer {}
    }

    /**
     * Reads a time.
     *
     * @param at a time of RFC 3339, or a local date and time
     * @param zone an IANA zone; null or blank if the agent gives none
     * @param call a call to the person, which says where the person may be
     */
    Answer read(String at, String zone, Call call, Instant now) {
        boolean isGiven = zone != null && !zone.isBlank();
        Optional<Zone> given = isGiven ? zones.zone(zone) : Optional.empty();
        if (isGiven && given.isEmpty()) {
            return new Answer.NoZone();
        }
        String text = at.strip().replaceFirst(" ", "T");
        Optional<LocalDateTime> local = local(text);
        if (local.isPresent()) {
            return local(local.get(), given, call, now);
        }
        try {
            Instant instant = Rfc3339.parse(text);
            return new Answer.At(instant, given.orElseGet(() -> clock(instant, text, call, now)));
        } catch (DateTimeException e) {
            return new Answer.NoTime();
        }
    }

    private static Optional<LocalDateTime> local(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text))
                    .filter(time -> time.getYear() >= 0 && time.getYear() <= LAST_YEAR);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Answer local(LocalDateTime local, Optional<Zone> given, Call call, Instant now) {
        if (given.isPresent()) {
            return new Answer.At(instant(local, given.get()), given.get());
        }
        return where(call, now, zone -> instant(local, zone))
                .<Answer>map(zone -> new Answer.At(instant(local, zone), zone))
                .orElseGet(() -> new Answer.WhichZone(heldBy(call, now).stream()
                        .map(Explanation.HeldBy::zone)
                        .distinct()
                        .sorted()
                        .toList()));
    }

    /** Returns the instant of a local time. A time that the clock skips moves on with the clock; of a repeated one the first. */
    private static Instant instant(LocalDateTime local, Zone zone) {
        ZoneOffsetTransition change = zone.rules().getTransition(local);
        return local.toInstant(change == null ? zone.rules().getOffset(local) : change.getOffsetBefore());
    }

    /** Returns the person's clock for an instant; that of the written offset where the person's is not known. */
    private Zone clock(Instant instant, String written, Call call, Instant now) {
        return where(call, now, zone -> zone.rules().getOffset(instant).getTotalSeconds())
                .orElseGet(() -> {
                    ZoneOffset offset = OffsetDateTime.parse(written).getOffset();
                    return new Zone(offset.getId(), offset.getRules());
                });
    }

    /**
     * Returns the zone where the person is: the stated zone, else that of the stated place, else that of every place. Several
     * zones count as one if their clocks agree.
     *
     * @param reading what a zone's clock gives for the time in question
     * @return empty if several clocks remain, or nobody knows where the person is
     */
    private <T extends Comparable<T>> Optional<Zone> where(Call call, Instant now, Function<Zone, T> reading) {
        List<Explanation.HeldBy> all = heldBy(call, now);
        List<Predicate<Explanation.HeldBy>> narrowestFirst =
                List.of(held -> held.from().equals("zone"), held -> STATED.contains(held.from()), held -> true);
        for (Predicate<Explanation.HeldBy> among : narrowestFirst) {
            TreeMap<T, Zone> clocks = new TreeMap<>();
            all.stream()
                    .filter(among)
                    .forEach(held ->
                            zones.zone(held.zone()).ifPresent(zone -> clocks.putIfAbsent(reading.apply(zone), zone)));
            if (clocks.size() == 1) {
                return Optional.of(clocks.firstEntry().getValue());
            }
        }
        return Optional.empty();
    }

    private List<Explanation.HeldBy> heldBy(Call call, Instant now) {
        return hours.explain(call.person, numbers.country(call.person), call.address(), now)
                .zones();
    }
}
