package dev.ringback.calls.lawful.law;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Holds the packs of law of all places, and the pack for places without. Facts: the files of {@code law/}. */
public final class Packs {
    private static final String FOLDER = "/law/";
    private static final String INDEX = "index.txt";

    private final List<Pack> all;
    private final List<Pack> defaults;
    private final List<Pack> strict;
    private final Jurisdictions jurisdictions;

    private Packs(Collection<Pack> all, List<Pack> defaults, List<Pack> strict) {
        // The country's before its parts', so that an explanation names the widest law of an hour.
        this.all = all.stream()
                .sorted(Comparator.comparing((Pack pack) -> pack.code().length())
                        .thenComparing(Pack::code)
                        .thenComparing(Pack::from)
                        .thenComparing(Pack::status))
                .toList();
        this.defaults = defaults;
        this.strict = strict;
        this.jurisdictions = new Jurisdictions(this.all);
    }

    /** Reads the packs of this release. */
    public static Packs ofRelease() {
        List<Pack> packs = new ArrayList<>();
        resource(INDEX)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(file -> packs.addAll(PackReader.read(file, resource(file))));
        return of(packs);
    }

    /** Returns other packs beside this release's default and strict ones. */
    static Packs of(Collection<Pack> packs) {
        return new Packs(packs, builtIn("default"), builtIn("strict"));
    }

    private static List<Pack> builtIn(String code) {
        return PackReader.read(code + ".yaml", resource(code + ".yaml"));
    }

    private static String resource(String file) {
        try (InputStream data = Packs.class.getResourceAsStream(FOLDER + file)) {
            if (data == null) {
                throw new LawFileException(file, 1, "the file is missing");
            }
            return new String(data.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns every version of every place's packs, countries first; without the default. */
    public List<Pack> all() {
        return all;
    }

    /**
     * Returns the packs that may hold for a person on a day, bills among them.
     *
     * @param place ISO 3166-1 or 3166-2 code; a country alone has the packs of all its parts too; null if unknown
     * @param day the local day at the place
     * @return the default pack among them where no verified law states hours; never empty
     */
    public List<Pack> at(String place, LocalDate day) {
        return inForce(touching(place), day, true);
    }

    /** Returns all versions of the packs that touch a place. */
    List<Pack> touching(String place) {
        String known = jurisdictions.known(place);
        return known == null
                ? List.of()
                : all.stream()
                        .filter(pack -> jurisdictions.touches(pack.code(), known))
                        .toList();
    }

    /** Returns those of some packs that are in force on a day, and the default where it is needed. */
    List<Pack> inForce(List<Pack> some, LocalDate day, boolean withBills) {
        List<Pack> inForce = new ArrayList<>();
        boolean statesHours = false;
        for (Pack pack : some) {
            if (pack.isInForce(day) && (withBills || pack.status() != Status.BILL)) {
                inForce.add(pack);
                statesHours |= pack.replacesTheDefault();
            }
        }
        if (!statesHours) {
            inForce.addAll(defaults);
        }
        return inForce;
    }

    /** Returns the packs that hold everywhere with {@link Preset#STRICT}. */
    List<Pack> strict() {
        return strict;
    }

    /** Returns the packs for places where no law states hours. */
    List<Pack> defaults() {
        return defaults;
    }

    Jurisdictions jurisdictions() {
        return jurisdictions;
    }
}
