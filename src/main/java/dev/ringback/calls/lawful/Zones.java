package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.clocks.DataAge;
import dev.ringback.calls.lawful.clocks.Zone;
import dev.ringback.calls.lawful.clocks.ZoneData;
import dev.ringback.platform.Sha256;
import dev.ringback.platform.Startup;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Holds the time zone data by which hours are worked out: the release's own, or those of {@code ringback.zones.file} unless
 * they are older. The JDK's and PostgreSQL's zone data decide nothing.
 */
@ApplicationScoped
public class Zones {
    private final ZoneData data;
    private final boolean isFileOlder;
    private final String digest;
    private final InstantSource clock;

    /** @throws dev.ringback.calls.lawful.clocks.UnreadableZonesException if the file is no zone data; the start fails */
    Zones(@ConfigProperty(name = "ringback.zones.file") Optional<Path> file, InstantSource clock) {
        ZoneData own = ZoneData.ofRelease();
        ZoneData given = file.map(ZoneData::read).orElse(own);
        this.isFileOlder = given.isOlderThan(own);
        this.data = isFileOlder ? own : given;
        this.digest = file.isEmpty() || isFileOlder ? own.version() : digest(file.get());
        this.clock = clock;
    }

    /**
     * Reads the data outside the container, for a command.
     *
     * @param file newer data than the release's; empty if there are none
     * @throws dev.ringback.calls.lawful.clocks.UnreadableZonesException if the file is no zone data
     */
    public static Zones standalone(Optional<Path> file, InstantSource clock) {
        return new Zones(file, clock);
    }

    private static String digest(Path file) {
        try {
            return HexFormat.of().formatHex(Sha256.of(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells at the start which data are used, and whether they are old. */
    void tell(@Observes @Priority(Startup.CLOCK + 1) StartupEvent started, MeterRegistry metrics) {
        Gauge.builder("ringback.zones.age.seconds", this, zones -> zones.age().toSeconds())
                .description("The age of the time zone data")
                .tag("version", version())
                .register(metrics);
        Log.infof("time zone data %s of %s", version(), date());
        if (isFileOlder) {
            Log.warnf("ringback.zones.file is older than this release's own data, %s, which are used", version());
        }
        if (areOld()) {
            Log.warnf(
                    "the time zone data are %d days old; take a newer release, or newer data by ringback.zones.file",
                    age().toDays());
        }
    }

    /** Returns the zone of an IANA id, in any case; empty if the data have none. */
    public Optional<Zone> zone(String id) {
        return data.zone(id.strip());
    }

    /**
     * Returns the zone of a stored schedule: also a fixed offset such as {@code +05:30}, which earlier releases took.
     *
     * @return empty for any other id that the data do not have
     */
    public Optional<Zone> storedZone(String id) {
        return zone(id).or(() -> Zone.ofOffset(id.strip()));
    }

    /** Returns the version of the data, such as {@code 2026f}. */
    public String version() {
        return data.version();
    }

    /** Returns the day on which the data were released. */
    public LocalDate date() {
        return data.date();
    }

    /** Returns whether the data are older than 120 days, so that a newer release is worth a look. */
    public boolean areOld() {
        return data.ageClass(clock.instant()) != DataAge.CURRENT;
    }

    /** Returns whether the data are older than 240 days, so that some clocks are probably wrong. */
    public boolean areTooOld() {
        return data.ageClass(clock.instant()) == DataAge.TOO_OLD;
    }

    /** Returns the digest of the data. */
    String digest() {
        return digest;
    }

    /** Returns how long ago the data were released, by the service's clock. */
    public Duration age() {
        return data.age(clock.instant());
    }
}
