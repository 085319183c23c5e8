package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.law.Preset;
import dev.ringback.outbox.AllowedCountries;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Puts the hours together outside the container, for a command, by the same settings and defaults as the service's.
 *
 * @param asked answers questions
 */
public record StandaloneHours(
        WhenAsked asked, HoursInForce hours, Zones zones, Numbers numbers, Whereabouts whereabouts) {
    /** @throws IllegalArgumentException if a setting cannot be read, with its name */
    public static StandaloneHours read(InstantSource clock) {
        Config config = ConfigProvider.getConfig();
        Zones zones = new Zones(
                config.getOptionalValue("ringback.zones.file", String.class).map(Path::of), clock);
        PlaceTables tables = PlaceTables.ofRelease();
        Whereabouts whereabouts = new Whereabouts(
                tables, zones::zone, word(config, "ringback.place.by-number", Whereabouts.ByNumber.AREA_CODE));
        HoursInForce hours = new HoursInForce(
                tables,
                zones,
                whereabouts,
                word(config, "ringback.hours.preset", Preset.LAWFUL),
                config.getOptionalValue("ringback.hours.bills", String.class).orElse("true"));
        Numbers numbers = new Numbers(tables, new AllowedCountries(countries(config)), clock);
        return new StandaloneHours(new WhenAsked(numbers, whereabouts, hours), hours, zones, numbers, whereabouts);
    }

    private static Optional<Set<String>> countries(Config config) {
        return config.getOptionalValue("ringback.allowed-countries", String.class)
                .map(text -> Arrays.stream(text.split(",")).map(String::strip).collect(Collectors.toSet()));
    }

    /** Reads a word of an enum, such as {@code area-code}. */
    private static <E extends Enum<E>> E word(Config config, String name, E byDefault) {
        String given = config.getOptionalValue(name, String.class).orElse(null);
        return given == null
                ? byDefault
                : Arrays.stream(byDefault.getDeclaringClass().getEnumConstants())
                        .filter(each -> each.name()
                                .equals(given.toUpperCase(Locale.ROOT).replace('-', '_')))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(name + " has no value '" + given + "'"));
    }
}
