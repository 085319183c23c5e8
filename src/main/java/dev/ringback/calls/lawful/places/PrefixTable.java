package dev.ringback.calls.lawful.places;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the spots of the longest listed prefix of a number.
 *
 * <p>A trie over digits in two arrays, so a look-up allocates nothing. Immutable after reading.
 */
final class PrefixTable {
    private static final int COLUMNS = 3;
    private static final int DIGITS = 10;
    private static final int FIRST_NODES = 256;
    private static final Pattern PREFIX = Pattern.compile("[2-9]\\d{1,11}");

    private final Countries countries;
    /** The next node by {@code node * 10 + digit}; 0 for none, since node 0 is the root. */
    private int[] next = new int[FIRST_NODES * DIGITS];

    private final List<List<Spot>> spotsByNode = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();

    private PrefixTable(Countries countries) {
        this.countries = countries;
        spotsByNode.add(null);
    }

    /**
     * Reads a table with the columns prefix, spots, and remark.
     *
     * @throws IllegalStateException with the file and the line, if a row is wrong
     */
    static PrefixTable read(String resource, Countries countries) {
        PrefixTable table = new PrefixTable(countries);
        TableRows.forEach(resource, row -> {
            List<String> columns = row.exactly(COLUMNS);
            table.add(columns.get(0), columns.get(1));
        });
        table.next = Arrays.copyOf(table.next, table.spotsByNode.size() * DIGITS);
        return table;
    }

    /** Returns the spots of the longest prefix of a number with its plus sign; null if none is listed. */
    List<Spot> longestMatch(String e164) {
        List<Spot> found = null;
        int node = 0;
        for (int i = 1; i < e164.length(); i++) {
            node = next[node * DIGITS + e164.charAt(i) - '0'];
            if (node == 0) {
                return found;
            }
            List<Spot> here = spotsByNode.get(node);
            found = here == null ? found : here;
        }
        return found;
    }

    /** Returns all listed prefixes, without plus sign, in the table's order. */
    List<String> prefixes() {
        return List.copyOf(prefixes);
    }

    private void add(String prefix, String spots) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("no prefix of an international number outside +1");
        }
        int node = 0;
        for (int i = 0; i < prefix.length(); i++) {
            node = nodeAfter(node, prefix.charAt(i) - '0');
        }
        if (spotsByNode.set(node, spots(spots)) != null) {
            throw new IllegalArgumentException("the prefix stands twice");
        }
        prefixes.add(prefix);
    }

    private int nodeAfter(int node, int digit) {
        int slot = node * DIGITS + digit;
        if (next[slot] == 0) {
            next[slot] = spotsByNode.size();
            spotsByNode.add(null);
            if (spotsByNode.size() * DIGITS > next.length) {
                next = Arrays.copyOf(next, next.length * 2);
            }
        }
        return next[slot];
    }

    /** Reads {@code PLACE} with all its zones or {@code PLACE=Zone,Zone}, several by semicolons. */
    private List<Spot> spots(String list) {
        List<Spot> spots = new ArrayList<>();
        Set<String> places = new HashSet<>();
        for (String spot : list.split(";", -1)) {
            int equals = spot.indexOf('=');
            String place = equals < 0 ? spot : spot.substring(0, equals);
            Set<String> all = zonesOf(place);
            spots.add(new Spot(place, equals < 0 ? all : ZoneIds.of(spot.substring(equals + 1)), Origin.NUMBER));
            if (!places.add(place)) {
                throw new IllegalArgumentException(place + " stands twice");
            }
        }
        return List.copyOf(spots);
    }

    private Set<String> zonesOf(String place) {
        Set<String> zones = countries.subdivisionZones(place).orElseGet(() -> countries.zones(place));
        if (zones.isEmpty()) {
            throw new IllegalArgumentException("no listed place: '" + place + "'");
        }
        return zones;
    }
}
