package dev.ringback.calls.lawful.places;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the spots of a row of postal codes: {@code US-KY:America/Chicago,America/New_York US-TN:America/Chicago}. */
final class PostalSpots {
    /** The column of postal codes that say no place, such as those of armed forces. */
    private static final String NOWHERE = "-";

    private static final Pattern SPOT = Pattern.compile("([A-Z]{2}(?:-[A-Z0-9]{1,3})?):([A-Za-z_/,-]+)");

    private PostalSpots() {}

    /** Returns the spots of a column; empty for {@code -}. Throws {@link IllegalArgumentException} for another form. */
    static List<Spot> read(String column) {
        return column.equals(NOWHERE)
                ? List.of()
                : Arrays.stream(column.split(" ")).map(PostalSpots::spot).toList();
    }

    private static Spot spot(String text) {
        var parts = SPOT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a place with its zones: " + text);
        }
        return new Spot(parts.group(1), ZoneIds.of(parts.group(2)), Origin.POSTAL);
    }
}
