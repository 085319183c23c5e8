package dev.ringback.calls.lawful.law;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says when calls are allowed at a place: the hours that all its packs, the preset and the black-outs have in common.
 * Rules narrow, never widen. Immutable but for its memory of days already decided.
 */
public final class Law {
    private static final int LETTERS = 26;
    private static final int CODE = 2;

    private final Packs packs;
    private final LawText text;
    private final Preset preset;
    private final boolean withBills;
    private final Blackouts blackouts;

    /** Answers of subdivisions with a law or black-out of their own, and other names of countries, such as US-PR. */
    private final Map<String, PlaceLaw> parts = new HashMap<>();
    /** Answers of countries given alone, by their two letters; null where a country has no law of its own. */
    private final PlaceLaw[] countries = new PlaceLaw[LETTERS * LETTERS];
    /** Answers of a country's other subdivisions. */
    private final PlaceLaw[] rests = new PlaceLaw[LETTERS * LETTERS];

    private final PlaceLaw elsewhere;

    /**
     * Compiles the law.
     *
     * @param withBills whether packs of status {@link Status#BILL} count
     */
    public Law(Packs packs, Preset preset, boolean withBills, Blackouts blackouts) {
        this.packs = packs;
        this.preset = preset;
        this.withBills = withBills;
        this.blackouts = blackouts;
        this.text = new LawText(packs, preset, withBills, blackouts);
        this.elsewhere = place(null);
        places().forEach(this::compile);
    }

    /** Returns every place that a pack or a black-out names, and its country. */
    private Set<String> places() {
        Set<String> places = new HashSet<>();
        packs.all().forEach(pack -> {
            places.add(pack.code());
            places.addAll(pack.holds());
        });
        for (Blackout blackout : blackouts.all()) {
            if (!blackout.place().equals(Blackout.EVERYWHERE)) {
                String known = packs.jurisdictions().known(blackout.place());
                places.add(known);
                places.add(packs.jurisdictions().ground(blackout.place()));
                places.addAll(packs.jurisdictions().heldBy(known));
            }
        }
        if (!blackouts.all().isEmpty()) {
            places.addAll(Jurisdictions.partsThatAreCountries());
        }
        Set<String> countries = new HashSet<>();
        places.forEach(place -> countries.add(Jurisdictions.country(place)));
        places.addAll(countries);
        return places;
    }

    private void compile(String place) {
        if (place.length() > CODE) {
            parts.put(place, place(place));
            return;
        }
        countries[index(place)] = place(place);
        // A subdivision that nobody names: the country's law holds, its other parts' does not.
        rests[index(place)] = place(place + "-?");
        packs.jurisdictions().heldBy(place).forEach(held -> parts.put(place + "-" + held, place(held)));
    }

    private PlaceLaw place(String place) {
        List<Pack> strict = preset == Preset.STRICT ? packs.strict() : List.of();
        List<Blackout> touching = blackouts.touching(place, packs.jurisdictions());
        return new PlaceLaw(packs, packs.touching(place), strict, withBills, touching);
    }

    /**
     * Returns the rule of a local day at a place.
     *
     * @param place ISO 3166-1 or 3166-2 code; a country alone has the rules of all its parts; null if only a zone is
     *     known
     * @param day the local day at the place
     */
    public DayRule on(String place, LocalDate day) {
        return at(place).on(day).rule();
    }

    /** Returns the most calls to one person on one subject; each of them holds. Parameters as for {@link #on}. */
    public List<Limit> limits(String place, LocalDate day) {
        return at(place).on(day).limits();
    }

    /** Returns the packs that hold, the preset's among them. Parameters as for {@link #on}. */
    public List<Pack> packsOf(String place, LocalDate day) {
        return List.copyOf(at(place).packs(day));
    }

    /** Returns SHA-256 in hex over all that decides hours and limits: equal digests, equal answers in every replica. */
    public String digest() {
        return text.digest();
    }

    private PlaceLaw at(String place) {
        if (place == null || place.length() < CODE) {
            return elsewhere;
        }
        int index = index(place);
        PlaceLaw found = null;
        if (place.length() > CODE) {
            found = parts.get(place);
            if (found == null && index >= 0) {
                found = rests[index];
            }
        } else if (index >= 0) {
            found = countries[index];
        }
        return found == null ? elsewhere : found;
    }

    /** Returns the place of a country's two capital letters in the tables; −1 for other characters. */
    private static int index(String place) {
        int first = place.charAt(0) - 'A';
        int second = place.charAt(1) - 'A';
        return first < 0 || first >= LETTERS || second < 0 || second >= LETTERS ? -1 : first * LETTERS + second;
    }
}
