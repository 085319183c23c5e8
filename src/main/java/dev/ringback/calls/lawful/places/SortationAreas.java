package dev.ringback.calls.lawful.places;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds the spots of Canada's forward sortation areas, the first three characters of a postal code.
 *
 * <p>The first letter is the postal district, which names the province. A row has an area or the beginning of several;
 * the longest one decides, so an area that Canada Post adds is known by its district.
 */
final class SortationAreas {
    private static final int LENGTH = 3;

    private final Map<String, List<Spot>> areas = new HashMap<>();

    private SortationAreas() {}

    /** Reads a resource. */
    static SortationAreas ofResource(String file) {
        SortationAreas areas = new SortationAreas();
        TableRows.forEach(file, areas::add);
        return areas;
    }

    /** Reads a text of the same form; the file's name is for messages. */
    static SortationAreas ofText(String file, String text) {
        SortationAreas areas = new SortationAreas();
        TableRows.forEach(file, text, areas::add);
        return areas;
    }

    private void add(TableRows.Row row) {
        List<Spot> spots = PostalSpots.read(row.column(1));
        for (String beginning : row.column(0).split(",")) {
            if (!beginning.matches("[A-Z](\\d[A-Z]?)?")) {
                throw new IllegalArgumentException("not a forward sortation area or its beginning: " + beginning);
            }
            if (areas.put(beginning, spots) != null) {
                throw new IllegalArgumentException("a second row of " + beginning);
            }
        }
    }

    /** Returns the spots of an area: empty if no row has it, an empty list if it says no place. */
    Optional<List<Spot>> spots(String area) {
        for (int length = LENGTH; length > 0; length--) {
            List<Spot> found = areas.get(area.substring(0, length));
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
