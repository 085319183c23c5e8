package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.LawfulWindow.LocalClock;
import dev.ringback.calls.lawful.law.DayRule;
import dev.ringback.calls.lawful.law.Law;
import dev.ringback.calls.lawful.places.Spot;
import dev.ringback.privacy.PhoneNumber;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Explains why a person may be rung at an instant or not: where the person may be, and which law holds there.
 *
 * @param zones the zones that hold the call; empty if nobody knows where the person is
 * @param packs the packs of law in force there on the instant's local day
 * @param notes what the payload says about the place that could not be used, in words
 * @param reason which rules allow the call or prevent it, in words
 */
public record Explanation(List<HeldBy> zones, List<PackView> packs, List<String> notes, String reason) {
    private static final int MINUTES_AN_HOUR = 60;

    /**
     * A zone that holds a call.
     *
     * @param zone IANA id
     * @param place ISO 3166-1 or 3166-2 code; null where only the zone is known
     * @param from what placed the person there: {@code number}, {@code place}, {@code postal}, {@code zone}, or {@code
     *     country} where all zones of the number's country hold since no table knows more
     */
    public record HeldBy(String zone, String place, String from) {}

    /**
     * A pack of law.
     *
     * @param code ISO 3166-1 or 3166-2 code of its place; {@code default} or {@code strict} for our own rules
     * @param status {@code law}, {@code bill} or {@code default}
     * @param rule in words
     * @param source the law's citation
     * @param consent the consent that a sales call with an artificial voice needs: {@code express} or {@code written};
     *     null if the pack says nothing
     * @param disclosure what must be said in the call, in words; null if the pack names nothing
     */
    public record PackView(String code, String status, String rule, String source, String consent, String disclosure) {}

    /** An instant by a clock that holds the call. */
    public record Local(String zone, OffsetDateTime time) {}

    static Explanation of(LawfulHours hours, PhoneNumber number, String country, Address address, Instant at) {
        return switch (hours.whereabouts().of(number, country, address)) {
            case Whereabouts.Where.Unknown(var why) -> new Explanation(List.of(), List.of(), List.of(), why);
            case Whereabouts.Where.In(var spots, var notes) -> {
                LawfulWindow window = hours.window(spots);
                yield new Explanation(
                        zones(spots), packs(hours.law(), window, at), notes, reason(hours.law(), window, at));
            }
        };
    }

    private static List<HeldBy> zones(List<Spot> spots) {
        List<HeldBy> zones = new ArrayList<>();
        for (Spot spot : spots) {
            spot.zones().stream()
                    .sorted()
                    .forEach(zone ->
                            zones.add(new HeldBy(zone, spot.place(), spot.from().word())));
        }
        return List.copyOf(zones);
    }

    private static List<PackView> packs(Law law, LawfulWindow window, Instant at) {
        Set<PackView> packs = new LinkedHashSet<>();
        for (LocalClock clock : window.clocks()) {
            law.packsOf(clock.place(), LawfulWindow.localDay(clock, at)).stream()
                    .map(pack -> new PackView(
                            pack.code(),
                            pack.status().word(),
                            pack.rule(),
                            pack.source(),
                            pack.consent().word(),
                            pack.disclosure()))
                    .forEach(packs::add);
        }
        return List.copyOf(packs);
    }

    /** Names the rule that allows a call at every clock, or the first clock and rule that prevent it. */
    static String reason(Law law, LawfulWindow window, Instant at) {
        String allowing = null;
        for (LocalClock clock : window.clocks()) {
            LocalDateTime local =
                    LocalDateTime.ofInstant(at, clock.zone().rules().getOffset(at));
            LocalDate day = local.toLocalDate();
            DayRule rule = law.on(clock.place(), day);
            String where = "%s in %s: %s"
                    .formatted(
                            local.truncatedTo(ChronoUnit.MINUTES), clock.zone().id(), rule.words());
            if (!rule.allows(local.getHour() * MINUTES_AN_HOUR + local.getMinute())) {
                return where;
            }
            allowing = allowing == null ? where : allowing;
        }
        return allowing;
    }

    /** Returns an instant by each clock that holds the call, each zone once. */
    public List<Local> local(Instant at, Zones zoneData) {
        return zones.stream()
                .map(HeldBy::zone)
                .distinct()
                .map(id -> new Local(
                        id,
                        at.atOffset(zoneData.zone(id)
                                .orElseThrow(() -> new IllegalStateException("the zone data have no zone " + id))
                                .rules()
                                .getOffset(at))))
                .toList();
    }
}
