package dev.ringback.calls.lawful.clocks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds the time zones of one release of the tz database, each with its rules.
 *
 * <p>The data are the text that IANA publishes, compiled here: a JDK's own zone data are as old as the JDK. Offsets are
 * exact from 1970 on; before, a zone has its offset of 1970-01-01. A zone is compiled when it is first asked for.
 * Instances can be used by several threads.
 */
public final class ZoneData {
    private static final String RELEASE = "/zones/tzdata.zi";
    /** A limit against a wrong path: the published file has 0.1 MB. */
    private static final int LARGEST_FILE = 4 << 20;

    private final String version;
    private final LocalDate date;
    private final Map<String, NamedZone> zones;
    private final Set<String> ids;

    /** Holds an id in the data's own spelling with the rules it stands for. */
    private record NamedZone(String id, CompiledOnce compiled) {}

    private ZoneData(ZoneFile file, LocalDate date) {
        this.version = file.version();
        this.date = date;
        Map<String, CompiledOnce> compiled = new HashMap<>();
        file.zones().forEach((id, lines) -> compiled.put(id, new CompiledOnce(lines)));
        Map<String, NamedZone> named = new HashMap<>();
        compiled.forEach((id, rules) -> named.put(key(id), new NamedZone(id, rules)));
        file.links().forEach((id, target) -> named.put(key(id), new NamedZone(id, compiled.get(target))));
        this.zones = Map.copyOf(named);
        Set<String> sorted = new TreeSet<>();
        named.values().forEach(zone -> sorted.add(zone.id()));
        this.ids = Collections.unmodifiableSet(sorted);
    }

    /**
     * Reads the data of this release of Ringback.
     *
     * @throws UnreadableZonesException if the resource is broken
     */
    public static ZoneData ofRelease() {
        try (InputStream resource = Objects.requireNonNull(ZoneData.class.getResourceAsStream(RELEASE), RELEASE)) {
            ZoneFile file = parse(RELEASE, resource.readAllBytes());
            return new ZoneData(
                    file,
                    file.released()
                            .orElseThrow(() -> new UnreadableZonesException(
                                    RELEASE, new BadLineException(1, "the comment '# released' is missing"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a user's file in the format of {@code tzdata.zi}, and compiles all its zones once to find what is broken.
     *
     * @throws UnreadableZonesException if the file cannot be read or any line is broken
     */
    public static ZoneData read(Path path) {
        ZoneFile file = parse(path.toString(), bytes(path));
        ZoneData data = new ZoneData(file, file.released().orElseGet(() -> lastModified(path)));
        try {
            data.zones.values().forEach(zone -> zone.compiled().rules());
        } catch (BadLineException e) {
            throw new UnreadableZonesException(path.toString(), e);
        }
        return data;
    }

    private static byte[] bytes(Path path) {
        try (InputStream stream = Files.newInputStream(path)) {
            byte[] bytes = stream.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw new UnreadableZonesException(path.toString(), "the file has more than 4 MB", null);
            }
            return bytes;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static LocalDate lastModified(Path path) {
        try {
            return LocalDate.ofInstant(Files.getLastModifiedTime(path).toInstant(), ZoneOffset.UTC);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static UnreadableZonesException unreadable(Path path, IOException e) {
        return new UnreadableZonesException(
                path.toString(), "the file cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }

    private static ZoneFile parse(String name, byte[] bytes) {
        try {
            return ZoneFileParser.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (BadLineException e) {
            throw new UnreadableZonesException(name, e);
        }
    }

    /** Returns the release of the tz database, such as {@code 2026f}. */
    public String version() {
        return version;
    }

    /**
     * Returns whether other data are of a later release. Releases of a year are named a to z, then za.
     *
     * @param other never null
     */
    public boolean isOlderThan(ZoneData other) {
        return version.compareTo(other.version) < 0;
    }

    /** Returns the day of the release; of a file that does not tell it, the day (UTC) of its last modification. */
    public LocalDate date() {
        return date;
    }

    /** Returns the time since 00:00 UTC of {@link #date()}; zero if that is still to come. */
    public Duration age(Instant now) {
        Duration age = Duration.between(date.atStartOfDay(ZoneOffset.UTC).toInstant(), now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** Returns the class of {@link #age}: the one rule for status, log and alert. */
    public DataAge ageClass(Instant now) {
        return DataAge.of(age(now));
    }

    /**
     * Returns a zone, or the one that a link stands for under the link's own id.
     *
     * @param id in upper or lower case, without blanks around it; not null
     * @return empty for an id that the data do not have, such as {@code +05:30}
     */
    public Optional<Zone> zone(String id) {
        NamedZone found = zones.get(key(id));
        return found == null
                ? Optional.empty()
                : Optional.of(new Zone(found.id(), found.compiled().rules()));
    }

    /** Returns all ids, links too, in alphabetical order. */
    public Set<String> ids() {
        return ids;
    }

    private static String key(String id) {
        return id.toLowerCase(Locale.ROOT);
    }
}
