package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.clocks.Zone;
import dev.ringback.calls.lawful.clocks.ZoneData;
import dev.ringback.calls.lawful.law.Preset;
import dev.ringback.outbox.AllowedCountries;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** How numbers are read under a setting of {@code ringback.allowed-countries}, and where persons are. */
public final class Countries {
    /** The release's tables, read once for all tests. */
    static final PlaceTables TABLES = PlaceTables.ofRelease();

    private static final ZoneData ZONES = ZoneData.ofRelease();

    private Countries() {}

    public static Numbers all() {
        return new Numbers(TABLES, new AllowedCountries(Optional.empty()), InstantSource.system());
    }

    public static Numbers only(String... countries) {
        return new Numbers(TABLES, new AllowedCountries(Optional.of(Set.of(countries))), InstantSource.system());
    }

    public static Optional<Zone> zone(String id) {
        return ZONES.zone(id);
    }

    public static Whereabouts whereabouts() {
        return new Whereabouts(TABLES, Countries::zone, Whereabouts.ByNumber.AREA_CODE);
    }

    /** Returns the hours of the release by the default settings. */
    public static HoursInForce hours() {
        return new HoursInForce(
                TABLES, new Zones(Optional.empty(), InstantSource.system()), whereabouts(), Preset.LAWFUL, "true");
    }
}
