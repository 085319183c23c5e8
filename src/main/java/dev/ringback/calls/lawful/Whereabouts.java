package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.clocks.Zone;
import dev.ringback.calls.lawful.places.Origin;
import dev.ringback.calls.lawful.places.PlaceReader;
import dev.ringback.calls.lawful.places.PostalCodes;
import dev.ringback.calls.lawful.places.Shown;
import dev.ringback.calls.lawful.places.Spot;
import dev.ringback.privacy.PhoneNumber;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Finds all spots where a person may be: by the number, the payload's places, its postal code and its zone. What contradicts
 * is kept, since the person may be in each.
 *
 * <p>A postal code narrows a place that it lies in. The number's spots are never narrowed (docs/PROTOCOL.md, G6).
 */
public final class Whereabouts {
    /** The place that a number alone gives; {@code ringback.place.by-number}. */
    public enum ByNumber {
        AREA_CODE,
        /** All of the number's country, since a mobile may have moved. Ignored where the payload says a place that is understood. */
        COUNTRY
    }

    private static final Pattern TWO_LETTERS = Pattern.compile("[A-Z]{2}");

    private final PlaceTables tables;
    private final Function<String, Optional<Zone>> zones;
    private final ByNumber byNumber;
    private final Set<String> zonesOfPlaces;

    Whereabouts(PlaceTables tables, Function<String, Optional<Zone>> zones, ByNumber byNumber) {
        this.tables = tables;
        this.zones = zones;
        this.byNumber = byNumber;
        this.zonesOfPlaces = tables.zones();
    }

    ByNumber byNumber() {
        return byNumber;
    }

    /** The result of locating a person. */
    public sealed interface Where {
        /**
         * @param spots all spots where the person may be; not empty
         * @param notes what the payload says that could not be used, in words without personal data
         */
        record In(List<Spot> spots, List<String> notes) implements Where {}

        /** The number or the payload leaves open where the person is: no hour is known to be lawful. */
        record Unknown(String why) implements Where {}
    }

    /** Reports a part of the payload that cannot be read; caught in {@link #of}. */
    private static final class UnknownException extends RuntimeException {
        UnknownException(String why) {
            super(why, null, false, false); // no stack: it is a result
        }
    }

    /**
     * Locates a person.
     *
     * @param country ISO 3166-1 alpha-2 country of the number
     */
    public Where of(PhoneNumber number, String country, Address address) {
        List<Spot> ofNumber = tables.numbers().spots(number, country);
        if (ofNumber.isEmpty()) {
            return new Where.Unknown("nobody knows where its number is");
        }
        try {
            List<String> notes = new ArrayList<>();
            Set<String> codes = codes(address.places(), country, notes);
            Set<Spot> stated = stated(codes, address.postal(), notes);
            boolean isSilent = stated.isEmpty() && address.zone() == null;
            Set<Spot> spots = new LinkedHashSet<>(isSilent ? byNumberAlone(ofNumber, country) : ofNumber);
            spots.addAll(stated);
            if (address.zone() != null) {
                spots.addAll(ofZone(address.zone(), spots, codes));
            }
            return new Where.In(List.copyOf(spots), List.copyOf(notes));
        } catch (UnknownException e) {
            return new Where.Unknown(e.getMessage());
        }
    }

    /** Returns the spots of a number whose payload says no place that is understood. */
    private List<Spot> byNumberAlone(List<Spot> ofNumber, String country) {
        Set<String> all = tables.countries().zones(country); // empty for Ascension and Tristan da Cunha
        return byNumber == ByNumber.COUNTRY && !all.isEmpty()
                ? List.of(new Spot(country, all, Origin.COUNTRY))
                : ofNumber;
    }

    /** Returns the spots of the places and the postal code. A place that the code lies in is left out for the code. */
    private Set<Spot> stated(Set<String> codes, String postal, List<String> notes) {
        Set<Spot> spots = new LinkedHashSet<>();
        List<Spot> byPostal = postal == null ? List.of() : ofPostal(postal, notes);
        for (String code : codes) {
            if (byPostal.isEmpty() || !byPostal.stream().allMatch(spot -> liesIn(spot, code))) {
                spots.add(new Spot(code, zonesOf(code), Origin.PLACE));
            }
        }
        spots.addAll(byPostal);
        return spots;
    }

    /** Returns the codes of all places. */
    private Set<String> codes(List<String> places, String country, List<String> notes) {
        Set<String> codes = new LinkedHashSet<>();
        for (String typed : places) {
            codes.addAll(codes(typed, notes));
            Optional<String> state = stateOf(country, typed.strip().toUpperCase(Locale.ROOT));
            if (state.isPresent() && codes.add(state.get())) {
                notes.add("two letters alone are a country; they may also mean " + state.get() + ", so both hold");
            }
        }
        return codes;
    }

    /** Returns the state that two letters alone may mean in the number's country: MT is Malta, and many mean Montana. */
    private Optional<String> stateOf(String country, String letters) {
        String code = country + "-" + letters;
        return TWO_LETTERS.matcher(letters).matches()
                        && tables.countries()
                                .subdivisionZones(code)
                                .filter(zones -> !zones.isEmpty())
                                .isPresent()
                ? Optional.of(code)
                : Optional.empty();
    }

    private List<String> codes(String typed, List<String> notes) {
        return switch (tables.places().read(typed)) {
            case PlaceReader.Result.Empty() -> List.of();
            case PlaceReader.Result.Found(var codes, var note) -> {
                if (!note.isEmpty()) {
                    notes.add(note);
                }
                yield codes;
            }
            case PlaceReader.Result.Unknown(var why) -> throw new UnknownException(why);
        };
    }

    private Set<String> zonesOf(String code) {
        Set<String> found = tables.countries()
                .subdivisionZones(code)
                .orElseGet(() -> tables.countries().zones(code.substring(0, 2)));
        if (found.isEmpty()) {
            throw new UnknownException("the time zones of its place " + code + " are not known");
        }
        return found;
    }

    private List<Spot> ofPostal(String postal, List<String> notes) {
        int blank = postal.indexOf(' ');
        return switch (tables.postalCodes().read(postal.substring(0, blank), postal.substring(blank + 1))) {
            case PostalCodes.Where.In(var spots) -> spots;
            case PostalCodes.Where.NoTable() -> List.of();
            case PostalCodes.Where.Unknown(var why) -> {
                notes.add(why);
                yield List.of();
            }
        };
    }

    private static boolean liesIn(Spot spot, String code) {
        return spot.place().equals(code) || spot.place().startsWith(code + "-");
    }

    /**
     * Returns a stated zone at each place that has it: of the other spots, and of the stated places, though a postal code
     * may lie elsewhere in them. At no place if none has it.
     */
    private List<Spot> ofZone(String typed, Set<Spot> others, Set<String> codes) {
        Zone zone = zones.apply(typed.strip())
                .orElseThrow(() -> new UnknownException("its zone " + Shown.of(typed) + " is no IANA time zone"));
        Set<String> places = new LinkedHashSet<>();
        others.stream()
                .filter(spot -> isAmong(spot.zones(), zone))
                .map(Spot::place)
                .forEach(places::add);
        codes.stream().filter(code -> isAmong(zonesOf(code), zone)).forEach(places::add);
        if (places.isEmpty()) {
            return List.of(new Spot(null, Set.of(zone.id()), Origin.ZONE));
        }
        return places.stream()
                .map(place -> new Spot(place, Set.of(zone.id()), Origin.ZONE))
                .toList();
    }

    /** Returns whether a place has a zone, also by a name that no place of the tables has, such as US/Eastern. */
    private boolean isAmong(Set<String> ids, Zone zone) {
        return ids.contains(zone.id())
                || !zonesOfPlaces.contains(zone.id())
                        && ids.stream()
                                .flatMap(id -> zones.apply(id).stream())
                                .anyMatch(other -> other.rules().equals(zone.rules()));
    }

    /**
     * Returns a postal code as calls store it: the country, a blank and the code as typed.
     *
     * @param typed not blank
     * @param region the payload's country, as a code or a name; may be empty
     * @param places the payload's places, whose country serves where the region gives none; then the number's does
     * @param country the number's country
     */
    public String postal(String typed, String region, List<String> places, String country) {
        return tables.places()
                        .country(region)
                        .or(() -> places.stream()
                                .flatMap(place -> tables.places().country(place).stream())
                                .findFirst())
                        .orElse(country)
                + " " + typed.strip();
    }
}
