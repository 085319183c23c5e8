package dev.ringback.calls.lawful.places;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes {@code places/names.tsv} and {@code provinces.tsv} from public npm packages and {@link SpokenPlaces}.
 *
 * <p>Run it with two folders: {@code node_modules} with i18n-iso-countries 7.14.0, @shopify/address-mocks 3.3.1 and
 * iso-3166-2 1.0.0, and {@code src/main/resources/places}.
 */
final class PlaceNamesGenerator {
    private static final String NAMES = """
            # Countries: ISO 3166-1 alpha-2 code, alpha-3 code, and names as people write them; tabs between. Case, accents,
            # dots and hyphens do not matter. A name of two countries is in neither row, but for a name in English.
            # Sources: i18n-iso-countries 7.14.0 (MIT): codes, names in English, the larger languages of Europe and the
            # country's own; @shopify/address-mocks 3.3.1 (MIT); further spellings by hand: SpokenPlaces, beside the generator.
            # Made by PlaceNamesGenerator on 2026-11-28; change the generator, not this file.
            """;
    private static final String PROVINCES = """
            # Subdivisions: country, ISO 3166-2 code (or the country or territory that ISO 3166-1 has it as; "-" for mail of
            # armed forces, which may be read anywhere), and spellings: codes of ISO and of Shopify, names. Tabs between.
            # Sources: @shopify/address-mocks 3.3.1 (MIT), English, French, and Japanese for Japan; what its own codes are in
            # ISO 3166-2: ShopifyProvinces; further spellings by hand: SpokenPlaces; both beside the generator. Codes without
            # a name, those that look like locales (DE-BE): iso-3166-2 1.0.0 (MIT).
            # All subdivisions of AU, BR, CA, MX and US are here; of another country a code that is not may exist.
            # Made by PlaceNamesGenerator on 2026-11-28; change the generator, not this file.
            """;
    private static final List<String> LANGUAGES =
            List.of("en", "de", "fr", "es", "it", "pt", "nl", "da", "sv", "nb", "fi", "pl", "cs");
    /** By country the languages of its own that are not among {@link #LANGUAGES}. */
    private static final String OWN = """
            AE=ar AF=fa,ps AL=sq AM=hy AZ=az BA=bs BD=bn BG=bg BH=ar BY=be,ru CN=zh CY=el,tr DZ=ar EE=et EG=ar ES=ca,eu,gl
            ET=am GB=cy GE=ka GR=el HK=zh HR=hr HU=hu ID=id IE=ga IL=he,ar IN=hi,bn,ta,ml,mr,ur IQ=ar,ku IR=fa IS=is JO=ar
            JP=ja KE=sw KG=ky,ru KH=km KR=ko KW=ar KZ=kk,ru LB=ar LK=ta LT=lt LV=lv LY=ar MA=ar ME=sr MK=mk MN=mn MO=zh
            MT=mt MV=dv MY=ms NG=ha OM=ar PK=ur,sd PS=ar QA=ar RO=ro RS=sr RU=ru SA=ar SD=ar SI=sl SK=sk SO=so SY=ar TH=th
            TJ=tg TM=tk TN=ar TR=tr,ku TW=zh TZ=sw UA=uk,ru UG=sw UZ=uz VN=vi YE=ar ZA=af
            """;

    private PlaceNamesGenerator() {}

    /** Writes both files. */
    public static void main(String... folders) throws IOException {
        PublicPackages packages = new PublicPackages(Path.of(folders[0]));
        Path places = Path.of(folders[1]);
        Files.writeString(places.resolve("names.tsv"), NAMES + countries(packages));
        Files.writeString(places.resolve("provinces.tsv"), PROVINCES + subdivisions(packages));
    }

    private static String countries(PublicPackages packages) {
        Map<String, Set<String>> certain = new TreeMap<>();
        Map<String, Set<String>> further = new HashMap<>();
        for (JsonNode codes : packages.json("i18n-iso-countries", "7.14.0", "codes.json")) {
            String code = codes.get(0).asText();
            certain.put(code, new LinkedHashSet<>(List.of(code, codes.get(1).asText())));
            further.put(code, new LinkedHashSet<>());
        }
        SpokenPlaces.COUNTRIES.forEach(
                (code, names) -> certain.computeIfAbsent(code, any -> new LinkedHashSet<>(List.of(code)))
                        .addAll(names));
        LANGUAGES.forEach(language -> addNames(packages, language, language.equals("en") ? certain : further));
        for (String own : OWN.split("\\s+")) {
            String code = own.substring(0, 2);
            for (String language : own.substring(3).split(",")) {
                further.get(code).addAll(names(packages, language, code));
            }
        }
        ShopifyProvinces.read(packages, "en").stream()
                .filter(named -> named.code().isEmpty())
                .forEach(named -> further.computeIfAbsent(named.country(), any -> new LinkedHashSet<>())
                        .add(named.name()));
        Set<String> taken = keys(certain);
        Set<String> doubtful = doubtful(further);
        return certain.entrySet().stream()
                .map(entry -> line(
                        entry.getValue(),
                        further.getOrDefault(entry.getKey(), Set.of()).stream()
                                .filter(name ->
                                        !taken.contains(PlaceText.key(name)) && !doubtful.contains(PlaceText.key(name)))
                                .toList()))
                .collect(Collectors.joining());
    }

    private static void addNames(PublicPackages packages, String language, Map<String, Set<String>> names) {
        names.keySet().forEach(code -> names.get(code).addAll(names(packages, language, code)));
    }

    private static List<String> names(PublicPackages packages, String language, String code) {
        JsonNode names = packages.json("i18n-iso-countries", "7.14.0", "langs/" + language + ".json")
                .get("countries")
                .path(code);
        List<String> found = new ArrayList<>();
        if (names.isArray()) {
            names.forEach(name -> found.add(name.asText()));
        } else if (names.isTextual()) {
            found.add(names.asText());
        }
        return found;
    }

    private static Set<String> keys(Map<String, Set<String>> names) {
        return names.values().stream()
                .flatMap(Collection::stream)
                .map(PlaceText::key)
                .collect(Collectors.toSet());
    }

    /** Returns the keys that are a name of two countries, in different languages. */
    private static Set<String> doubtful(Map<String, Set<String>> names) {
        Set<String> once = new HashSet<>();
        Set<String> twice = new HashSet<>();
        names.values()
                .forEach(some -> some.stream().map(PlaceText::key).distinct().forEach(key -> {
                    if (!once.add(key)) {
                        twice.add(key);
                    }
                }));
        return twice;
    }

    private static String subdivisions(PublicPackages packages) {
        Map<String, Set<String>> rows = new TreeMap<>();
        for (String language : List.of("en", "fr", "ja")) {
            Set<String> english = language.equals("en") ? Set.of() : englishNames(packages);
            ShopifyProvinces.read(packages, language).stream()
                    .filter(named -> !named.code().isEmpty())
                    .filter(named -> !language.equals("ja") || named.country().equals("JP"))
                    .filter(named -> !english.contains(named.country() + " " + PlaceText.key(named.name())))
                    .forEach(named -> add(rows, named));
        }
        SpokenPlaces.SUBDIVISIONS.forEach((code, names) -> {
            String place = ShopifyProvinces.ISO.getOrDefault(code, code);
            String row = code.substring(0, 2) + "\t" + place;
            rows.computeIfAbsent(row, any -> new LinkedHashSet<>(List.of(code.substring(3))))
                    .addAll(names);
        });
        SharedCodes.read(packages).forEach((country, parts) -> parts.forEach(part -> addCode(rows, country, part)));
        rows.put("US\tUM", new LinkedHashSet<>(List.of("UM", "U.S. Minor Outlying Islands")));
        return rows.entrySet().stream()
                .map(entry -> line(List.of(entry.getKey()), entry.getValue()))
                .collect(Collectors.joining());
    }

    /** Returns the English names with their countries: French has "Washington" for the district. */
    private static Set<String> englishNames(PublicPackages packages) {
        return ShopifyProvinces.read(packages, "en").stream()
                .map(named -> named.country() + " " + PlaceText.key(named.name()))
                .collect(Collectors.toSet());
    }

    /** Adds a code of ISO 3166-2 without a name, unless a row of its country has it. */
    private static void addCode(Map<String, Set<String>> rows, String country, String part) {
        boolean isThere = rows.entrySet().stream()
                .anyMatch(row ->
                        row.getKey().startsWith(country) && row.getValue().contains(part));
        if (!isThere) {
            rows.put(country + "\t" + country + "-" + part, new LinkedHashSet<>(List.of(part)));
        }
    }

    private static void add(Map<String, Set<String>> rows, ShopifyProvinces.Named named) {
        Set<String> spellings =
                rows.computeIfAbsent(named.country() + "\t" + named.place(), any -> new LinkedHashSet<>());
        if (named.place().startsWith(named.country() + "-")) {
            spellings.add(named.place().substring(3));
        }
        spellings.add(named.code());
        spellings.add(named.name());
    }

    /** Returns a row: some columns as they are, then those names that are not there in another spelling. */
    private static String line(Collection<String> first, Collection<String> names) {
        Set<String> keys = new HashSet<>();
        List<String> columns = new ArrayList<>();
        first.stream().filter(name -> keys.add(PlaceText.key(name))).forEach(columns::add);
        names.stream().filter(name -> keys.add(PlaceText.key(name))).forEach(columns::add);
        return String.join("\t", columns) + "\n";
    }
}
