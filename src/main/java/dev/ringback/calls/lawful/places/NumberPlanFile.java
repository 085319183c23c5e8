package dev.ringback.calls.lawful.places;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the table of area codes; its columns are described in its own header. */
final class NumberPlanFile {
    private static final String FILE = "/places/nanp.tsv";
    private static final String NONE = "-";
    private static final int COLUMNS = 7;
    private static final Pattern CODE = Pattern.compile("[2-9][0-8][0-9]");
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
    private static final Set<String> STATUSES = Set.of("verified", "reported", "reserved");

    /** Older dates are not in the table: they would never be asked for. */
    private static final LocalDate FIRST_DATE = LocalDate.of(2024, 1, 1);

    private final Map<String, AreaCode> codes = new LinkedHashMap<>();

    /** Spots by their text, so that the many codes of one state share them. */
    private final Map<String, Set<Spot>> spots = new HashMap<>();

    private String last = "";

    private NumberPlanFile() {}

    /** Reads the table of this release: area codes by their three digits. */
    static Map<String, AreaCode> ofRelease() {
        var table = new NumberPlanFile();
        TableRows.forEach(FILE, table::add);
        return table.codes;
    }

    /**
     * Reads a table.
     *
     * @param file its name, for the message of an error
     * @throws IllegalStateException if a line is wrong
     */
    static Map<String, AreaCode> read(String file, String text) {
        var table = new NumberPlanFile();
        TableRows.forEach(file, text, table::add);
        return table.codes;
    }

    private void add(TableRows.Row row) {
        List<String> columns = row.exactly(COLUMNS);
        String code = columns.get(0);
        check(CODE.matcher(code).matches(), "the first column is no area code");
        check(code.compareTo(last) > 0, "the area codes do not ascend");
        last = code;
        var use = AreaCode.Use.valueOf(columns.get(1));
        String country = optional(columns.get(2), text -> {
            check(COUNTRY.matcher(text).matches(), "the country has no two capital letters");
            return text;
        });
        LocalDate since = optional(columns.get(3), NumberPlanFile::date);
        checkSources(use, columns.get(5), columns.get(6));
        codes.put(code, new AreaCode(code, use, country, since, spots(use, country, columns.get(4))));
    }

    private static LocalDate date(String text) {
        LocalDate date = LocalDate.parse(text);
        check(!date.isBefore(FIRST_DATE), "the date is before " + FIRST_DATE);
        return date;
    }

    private static void checkSources(AreaCode.Use use, String status, String sources) {
        check(STATUSES.contains(status), "the status is none of " + STATUSES);
        check(!sources.isBlank(), "it has no source");
        check(status.equals("verified") == sources.contains(","), "only what two sources say is verified");
        check(!status.equals("reserved") || use != AreaCode.Use.GEOGRAPHIC, "a reserved code has a place");
    }

    private Set<Spot> spots(AreaCode.Use use, String country, String text) {
        check((use == AreaCode.Use.GEOGRAPHIC) != text.equals(NONE), "only a geographic code has places, at least one");
        return text.equals(NONE)
                ? Set.of()
                : spots.computeIfAbsent(
                        text,
                        spots -> Arrays.stream(spots.split(";"))
                                .map(spot -> spot(country, spot))
                                .collect(Collectors.toUnmodifiableSet()));
    }

    private static Spot spot(String country, String text) {
        String[] parts = text.split("=", -1);
        check(parts.length == 2, "a place and its zones have no = between them");
        String place = parts[0];
        check(place.equals(country) || place.startsWith(country + NONE), "a place is not in the country");
        return new Spot(place, ZoneIds.of(parts[1]), Origin.NUMBER);
    }

    private static <T> T optional(String text, Function<String, T> reader) {
        return text.equals(NONE) ? null : reader.apply(text);
    }

    private static void check(boolean isRight, String flaw) {
        if (!isRight) {
            throw new IllegalArgumentException(flaw);
        }
    }
}
