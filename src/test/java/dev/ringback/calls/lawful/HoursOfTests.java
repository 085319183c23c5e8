package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.law.Preset;
import java.time.InstantSource;
import java.util.Optional;

/** The release's hours for what runs outside the container, read once: lawful ones, without a black-out. */
public final class HoursOfTests {
    public static final Zones ZONES = new Zones(Optional.empty(), InstantSource.system());
    public static final HoursInForce HOURS =
            new HoursInForce(Countries.TABLES, ZONES, Countries.whereabouts(), Preset.LAWFUL, "true");

    private HoursOfTests() {}

    /** Returns numbers of any country. */
    public static Numbers numbers() {
        return Countries.all();
    }

    public static Whereabouts whereabouts() {
        return Countries.whereabouts();
    }
}
