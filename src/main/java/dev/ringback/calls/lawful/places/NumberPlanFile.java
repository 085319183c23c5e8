package dev.ringback.calls.lawful.places;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the table of area codes; its columns are described in its own header.
 *
 * <p>A wrong line is an error at load, with file and line: a code with a wrong zone would ring people at night.
 */
final class NumberPlanFile {
    private static final String FILE = "places/nanp.tsv";
    private static final String NONE = "-";
    private static final int COLUMNS = 7;
    private static final Pattern CODE = Pattern.compile("[2-9][0-8][0-9]");
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
    private static final Pattern ZONE = Pattern.compile("[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_-]+)+");
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
        try (InputStream data =
                Objects.requireNonNull(NumberPlanFile.class.getClassLoader().getResourceAsStream(FILE), FILE)) {
            return read(FILE, new String(data.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a table.
     *
     * @param file its name, for the message of an error
     * @throws IllegalStateException if a line is wrong
     */
    static Map<String, AreaCode> read(String file, String text) {
        var table = new NumberPlanFile();
        List<String> lines = text.lines().toList();
        for (int line = 0; line < lines.size(); line++) {
            try {
                table.add(lines.get(line));
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new IllegalStateException(file + ", line " + (line + 1) + ": " + e.getMessage(), e);
            }
        }
        return table.codes;
    }

    private void add(String line) {
        if (line.startsWith("#")) {
            return;
        }
        String[] fields = line.split("\t", -1);
        check(fields.length == COLUMNS, "has " + fields.length + " columns, not " + COLUMNS);
        String code = fields[0];
        check(CODE.matcher(code).matches(), "the first column is no area code");
        check(code.compareTo(last) > 0, "the area codes do not ascend");
        last = code;
        var use = AreaCode.Use.valueOf(fields[1]);
        String country = optional(fields[2], text -> {
            check(COUNTRY.matcher(text).matches(), "the country has no two capital letters");
            return text;
        });
        LocalDate since = optional(fields[3], NumberPlanFile::date);
        checkSources(use, fields[5], fields[6]);
        codes.put(code, new AreaCode(code, use, country, since, spots(use, country, fields[4])));
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
        Set<String> zones = Set.of(parts[1].split(","));
        check(zones.stream().allMatch(zone -> ZONE.matcher(zone).matches()), "a zone is no IANA id");
        return new Spot(place, zones, Origin.NUMBER);
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
