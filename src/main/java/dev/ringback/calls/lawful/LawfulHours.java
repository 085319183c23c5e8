package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.LawfulWindow.LocalClock;
import dev.ringback.calls.lawful.clocks.Zone;
import dev.ringback.calls.lawful.law.Law;
import dev.ringback.calls.lawful.places.Spot;
import dev.ringback.privacy.PhoneNumber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Works out when a person may be rung, by one law and one set of tables. Immutable, and safe for any thread. */
public final class LawfulHours {
    private final Whereabouts whereabouts;
    private final Function<String, Optional<Zone>> zones;
    private final Law law;

    LawfulHours(Whereabouts whereabouts, Function<String, Optional<Zone>> zones, Law law) {
        this.whereabouts = whereabouts;
        this.zones = zones;
        this.law = law;
    }

    /**
     * Returns the window of a person; shut where nobody knows where the person is.
     *
     * @param country ISO 3166-1 alpha-2 country of the number
     */
    public LawfulWindow window(PhoneNumber number, String country, Address address) {
        return switch (whereabouts.of(number, country, address)) {
            case Whereabouts.Where.In(var spots, var notes) -> window(spots);
            case Whereabouts.Where.Unknown unknown -> LawfulWindow.SHUT;
        };
    }

    /**
     * Returns in words why a person has no lawful hour before an instant, for a stored answer: the law may change.
     *
     * @param from the instant from which hours count; a rule that shuts it, such as a black-out, is named
     */
    public String whyNone(PhoneNumber number, String country, Address address, Instant from, Instant limit) {
        return switch (whereabouts.of(number, country, address)) {
            case Whereabouts.Where.In(var spots, var notes) -> {
                LawfulWindow window = window(spots);
                boolean isOpen = window.next(from, from.plusNanos(1)).isPresent();
                yield "no lawful hour is left before " + limit
                        + (isOpen ? "" : "; " + Explanation.reason(law, window, from));
            }
            case Whereabouts.Where.Unknown(var why) -> why;
        };
    }

    LawfulWindow window(List<Spot> spots) {
        Set<LocalClock> clocks = new LinkedHashSet<>();
        for (Spot spot : spots) {
            for (String id : spot.zones()) {
                clocks.add(new LocalClock(
                        spot.place(),
                        zones.apply(id)
                                .orElseThrow(() -> new IllegalStateException("the zone data have no zone " + id))));
            }
        }
        return new LawfulWindow(law, new ArrayList<>(clocks));
    }

    Whereabouts whereabouts() {
        return whereabouts;
    }

    Law law() {
        return law;
    }
}
