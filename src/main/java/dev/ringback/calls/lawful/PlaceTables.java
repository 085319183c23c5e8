package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.places.Countries;
import dev.ringback.calls.lawful.places.NumberPlaces;
import dev.ringback.calls.lawful.places.NumberPlan;
import dev.ringback.calls.lawful.places.PlaceReader;
import dev.ringback.calls.lawful.places.PostalCodes;
import dev.ringback.calls.lawful.places.Spot;
import dev.ringback.platform.Sha256;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Holds the release's tables of places, read once.
 *
 * @param digest SHA-256 of their files in hex, by which replicas see that they have the same tables
 */
public record PlaceTables(
        Countries countries,
        NumberPlan plan,
        NumberPlaces numbers,
        PlaceReader places,
        PostalCodes postalCodes,
        String digest) {
    private static final String FOLDER = "/places/";

    /** The files of the tables. */
    static final List<String> FILES = List.of(
            "au-postcodes.tsv",
            "countries.tsv",
            "fsas.tsv",
            "names.tsv",
            "nanp.tsv",
            "prefixes.tsv",
            "provinces.tsv",
            "subdivisions.tsv",
            "zips.tsv");

    /** @throws IllegalStateException if a table is broken, with its file and line */
    public static PlaceTables ofRelease() {
        Countries countries = Countries.ofRelease();
        NumberPlan plan = NumberPlan.ofRelease();
        return new PlaceTables(
                countries,
                plan,
                NumberPlaces.ofRelease(plan, countries),
                PlaceReader.ofRelease(),
                PostalCodes.ofRelease(),
                digestOfFiles());
    }

    /** Returns the ids of the time zones of all countries, their subdivisions and area codes. */
    Set<String> zones() {
        Set<String> zones = new TreeSet<>();
        for (String country : countries.codes()) {
            zones.addAll(countries.zones(country));
            countries.subdivisionsOf(country).stream()
                    .flatMap(code -> countries.subdivisionZones(code).stream())
                    .forEach(zones::addAll);
        }
        plan.codes().stream()
                .flatMap(code -> code.spots().stream())
                .map(Spot::zones)
                .forEach(zones::addAll);
        return zones;
    }

    private static String digestOfFiles() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String file : FILES) {
            try (InputStream data =
                    Objects.requireNonNull(PlaceTables.class.getResourceAsStream(FOLDER + file), file)) {
                data.transferTo(all);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return HexFormat.of().formatHex(Sha256.of(all.toByteArray()));
    }

    /** Produces the tables and {@link Whereabouts} for injection. */
    static final class Producer {
        @Produces
        @Singleton
        PlaceTables tables() {
            return ofRelease();
        }

        @Produces
        @Singleton
        Whereabouts whereabouts(
                PlaceTables tables,
                Zones zones,
                @ConfigProperty(name = "ringback.place.by-number") Whereabouts.ByNumber byNumber) {
            return new Whereabouts(tables, zones::zone, byNumber);
        }
    }
}
