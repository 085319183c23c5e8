package dev.ringback.calls.lawful;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Maps the places that payloads name to time zones. Facts: the files of {@code places/}, see their headers. */
@ApplicationScoped
public class Places {
    private static final List<String> FILES = List.of("/places/countries.tsv", "/places/subdivisions.tsv");
    private static final int LONGEST_SHOWN = 40;

    /** Zones by ISO 3166-1 or 3166-2 code; empty for a code without a known location. */
    private final Map<String, Set<ZoneId>> places = new HashMap<>();

    private final Map<String, ZoneId> zones = ZoneId.getAvailableZoneIds().stream()
            .collect(Collectors.toMap(id -> id.toLowerCase(Locale.ROOT), ZoneId::of));

    Places() {
        FILES.forEach(this::read);
    }

    private void read(String file) {
        try (InputStream data = Objects.requireNonNull(Places.class.getResourceAsStream(file), file)) {
            new String(data.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .forEach(fields -> places.put(fields[0], parsed(fields[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<ZoneId> parsed(String zones) {
        return zones.equals("-")
                ? Set.of()
                : Arrays.stream(zones.split(",")).map(ZoneId::of).collect(Collectors.toUnmodifiableSet());
    }

    /** The result of reading a payload's places and zone. */
    public sealed interface Where {
        /** All zones of the places and of the zone; empty if the payload names neither. */
        record In(Set<ZoneId> zones) implements Where {}

        /** The payload names an unknown place or zone: no hour is known to be lawful there. */
        record Unknown(String why) implements Where {}
    }

    /**
     * Returns all zones the person may be in by the payload's places and zone.
     *
     * @param places ISO 3166-2 or 3166-1 alpha-2 each
     * @param zone an IANA zone's id; null if the payload names none
     */
    public Where where(List<String> places, String zone) {
        Set<ZoneId> all = new HashSet<>();
        for (String place : places) {
            Optional<Set<ZoneId>> found = zonesOf(place);
            if (found.isEmpty()) {
                return new Where.Unknown("its place " + shown(place) + " is no ISO 3166 code that has known zones");
            }
            all.addAll(found.get());
        }
        if (zone != null) {
            ZoneId known = zones.get(zone.strip().toLowerCase(Locale.ROOT));
            if (known == null) {
                return new Where.Unknown("its zone " + shown(zone) + " is no IANA time zone");
            }
            all.add(known);
        }
        return new Where.In(Set.copyOf(all));
    }

    /** Returns a place's zones; those of its country where the subdivision is blank or not listed. */
    private Optional<Set<ZoneId>> zonesOf(String place) {
        String code = place.replaceAll("[\\s\\p{Z}]", "").toUpperCase(Locale.ROOT);
        int hyphen = code.indexOf('-');
        String country = hyphen < 0 ? code : code.substring(0, hyphen);
        return Optional.ofNullable(places.getOrDefault(code, places.get(country)))
                .filter(found -> !found.isEmpty());
    }

    /** Returns a cut text with masked digits: free text may contain a telephone number, and a typo stays recognisable. */
    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(LONGEST_SHOWN)
                .map(point -> Character.isDigit(point) ? '*' : point)
                .forEach(shown::appendCodePoint);
        return "'" + shown + "'";
    }
}
