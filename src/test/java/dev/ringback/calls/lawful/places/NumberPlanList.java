package dev.ringback.calls.lawful.places;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Reads public lists of area codes and the names that they, and the geocoder, give to places. */
final class NumberPlanList {
    private static final Set<String> TERRITORIES = Set.of("AS", "GU", "MP", "PR", "VI");
    private static final Map<String, String> PLACES = placesByName();

    private NumberPlanList() {}

    /** Returns the columns of each line of a resource that is no comment. */
    static List<String[]> rows(String file) {
        try (InputStream data =
                Objects.requireNonNull(NumberPlanList.class.getClassLoader().getResourceAsStream(file), file)) {
            return new String(data.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(file, e);
        }
    }

    /** Returns the code of a place by two letters of the United States, such as {@code US-IN}, {@code PR}. */
    static String placeOfState(String letters) {
        return TERRITORIES.contains(letters) ? letters : "US-" + letters;
    }

    /** Returns the codes of the place or places that an English name stands for; fails for an unknown name. */
    static String placesOfName(String name) {
        return Objects.requireNonNull(PLACES.get(name.toLowerCase(Locale.ROOT)), name);
    }

    /** Returns whether a name is known. */
    static boolean isName(String name) {
        return PLACES.containsKey(name.toLowerCase(Locale.ROOT));
    }

    private static Map<String, String> placesByName() {
        Map<String, String> places = new HashMap<>();
        rows("places/areacodes-0.2.1.tsv").stream()
                .filter(row -> !row[2].equals("-"))
                .forEach(row -> places.put(row[3].toLowerCase(Locale.ROOT), placeOfState(row[2])));
        OTHERS.lines().map(line -> line.split("=")).forEach(pair -> places.put(pair[0], pair[1]));
        return places;
    }

    private static final String OTHERS = """
        puerto rico=PR
        us virgin islands=VI
        u.s. virgin islands=VI
        cnmi=MP
        alberta=CA-AB
        british columbia=CA-BC
        british colombia=CA-BC
        manitoba=CA-MB
        new brunswick=CA-NB
        newfoundland and labrador=CA-NL
        nova scotia prince edward island=CA-NS,CA-PE
        nova scotia/prince edward island=CA-NS,CA-PE
        ontario=CA-ON
        quebec=CA-QC
        saskatchewan=CA-SK
        nova scotia - prince edward island=CA-NS,CA-PE
        northwest territories -yukon - nunavut=CA-NT,CA-NU,CA-YT
        yukon, nw terr., nunavut=CA-NT,CA-NU,CA-YT
        northwest territories/nunavut/yukon=CA-NT,CA-NU,CA-YT
        canada=CA
        anguilla=AI
        antigua/barbuda=AG
        antigua & barbuda=AG
        bahamas=BS
        barbados=BB
        bermuda=BM
        british virgin islands=VG
        cayman islands=KY
        dominica=DM
        dominican republic=DO
        grenada=GD
        jamaica=JM
        montserrat=MS
        sint maarten=SX
        st. kitts & nevis=KN
        st. lucia=LC
        st. vincent & grenadines=VC
        trinidad & tobago=TT
        turks & caicos islands=TC\
        """;
}
