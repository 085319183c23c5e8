package dev.ringback.calls.lawful.places;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the countries and provinces of Shopify's checkout from the npm package @shopify/address-mocks 3.3.1 (MIT).
 *
 * <p>Half of its codes for some countries are its own; {@link #ISO} has what they are in ISO 3166-2.
 */
final class ShopifyProvinces {
    /** A name with its code; a comma behind the code if it is a country, which has more fields. */
    private static final Pattern NAME_AND_CODE =
            Pattern.compile("name: (?:'((?:[^'\\\\]|\\\\.)*)'|\"([^\"]*)\"),\\s+code: '([^']+)'(,)?");

    /**
     * ISO 3166 codes in place of Shopify's. A country alone stands where ISO has no such subdivision any more and the
     * country has one time zone; {@code -} for mail of armed forces.
     */
    static final Map<String, String> ISO = table("""
            MX-AGS=MX-AGU MX-BC=MX-BCN MX-CAMP=MX-CAM MX-CHIS=MX-CHP MX-CHIH=MX-CHH MX-DF=MX-CMX MX-COAH=MX-COA
            MX-DGO=MX-DUR MX-GTO=MX-GUA MX-HGO=MX-HID MX-MICH=MX-MIC MX-NL=MX-NLE MX-QRO=MX-QUE MX-Q_ROO=MX-ROO
            MX-TAMPS=MX-TAM MX-TLAX=MX-TLA CN-YZ=CN-XZ EG-SU=EG EG-HU=EG HK-HK=HK HK-KL=HK HK-NT=HK
            IN-DN=IN-DH IN-DD=IN-DH IN-OR=IN-OD IT-AO=IT IT-CI=IT IT-VS=IT IT-OG=IT IT-OT=IT
            MY-JHR=MY-01 MY-KDH=MY-02 MY-KTN=MY-03 MY-MLK=MY-04 MY-NSN=MY-05 MY-PHG=MY-06 MY-PNG=MY-07 MY-PRK=MY-08
            MY-PLS=MY-09 MY-SGR=MY-10 MY-TRG=MY-11 MY-SBH=MY-12 MY-SWK=MY-13 MY-KUL=MY-14 MY-LBN=MY-15 MY-PJY=MY-16
            GT-AVE=GT-16 GT-BVE=GT-15 GT-CMT=GT-04 GT-CQM=GT-20 GT-EPR=GT-02 GT-ESC=GT-05 GT-GUA=GT-01 GT-HUE=GT-13
            GT-IZA=GT-18 GT-JAL=GT-21 GT-JUT=GT-22 GT-PET=GT-17 GT-QUE=GT-09 GT-QUI=GT-14 GT-RET=GT-11 GT-SAC=GT-03
            GT-SMA=GT-12 GT-SRO=GT-06 GT-SOL=GT-07 GT-SUC=GT-10 GT-TOT=GT-08 GT-ZAC=GT-19
            PH-MAG=PH ZA-GT=ZA-GP ZA-NL=ZA-KZN TH-S=TH-S
            US-PR=PR US-GU=GU US-VI=VI US-AS=AS US-MP=MP US-PW=PW US-FM=FM US-MH=MH
            US-AA=- US-AE=- US-AP=- GB-BFP=- CN-HK=HK CN-MO=MO CN-TW=TW""");

    /**
     * A country or province.
     *
     * @param country ISO 3166-1 alpha-2 code
     * @param code Shopify's code of the province without the country; empty for the country itself
     */
    record Named(String country, String code, String name) {
        /** Returns the ISO 3166 code. */
        String place() {
            String own = country + "-" + code;
            return ISO.getOrDefault(own.replace(' ', '_'), own);
        }
    }

    private ShopifyProvinces() {}

    /** Returns all countries and provinces in a language: en, fr or ja. */
    static List<Named> read(PublicPackages packages, String language) {
        var found = NAME_AND_CODE.matcher(
                packages.text("@shopify/address-mocks", "3.3.1", "build/esm/fixtures/countries_" + language + ".mjs"));
        List<Named> all = new ArrayList<>();
        String country = "";
        while (found.find()) {
            String name = unescaped(found.group(1) == null ? found.group(2) : found.group(1));
            boolean isCountry = found.group(4) != null;
            country = isCountry ? found.group(3) : country;
            String code =
                    found.group(3).startsWith(country + "-") ? found.group(3).substring(3) : found.group(3);
            all.add(new Named(country, isCountry ? "" : code, name));
        }
        return all;
    }

    private static String unescaped(String text) {
        return Pattern.compile("\\\\u([0-9a-fA-F]{4})")
                .matcher(text)
                .replaceAll(code -> Character.toString(Integer.parseInt(code.group(1), 16)))
                .replace("\\'", "'");
    }

    private static Map<String, String> table(String pairs) {
        return Arrays.stream(pairs.split("\\s+"))
                .map(pair -> pair.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
