package dev.ringback.calls.lawful.places;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Lists spellings of places, written by hand, that the public packages lack. */
final class SpokenPlaces {
    /** By country its further names and abbreviations. */
    static final Map<String, List<String>> COUNTRIES = table("""
            US USA|U.S.|America|United States|United States of America|The United States|EUA|EEUU|EE.UU.|Etats Unis d'Amérique|Vereinigte Staaten|États-Unis|Stati Uniti|Förenta staterna|De forente stater|США|美国|美國|アメリカ|アメリカ合衆国|米国|미국
            GB UK|U.K.|Great Britain|Britain|United Kingdom|Großbritannien|Grossbritannien|Grande-Bretagne|Gran Bretaña|Reino Unido|Royaume-Uni
            GR EL|Hellas|Ελλάδα|Ελλάς
            NL Holland|The Netherlands|Nederland|Pays-Bas
            CZ Czechia|Czech Republic|Česko
            KR South Korea|Republic of Korea|Korea|한국|대한민국|남한
            KP North Korea
            RU Russia|Russian Federation|Россия|Российская Федерация|РФ
            CI Ivory Coast|Cote d'Ivoire
            CV Cape Verde
            SZ Swaziland|Eswatini
            MM Burma|Myanmar|မြန်မာ
            CD DR Congo|DRC|Congo-Kinshasa|República Democrática do Congo
            CG Congo-Brazzaville|República do Congo|República Popular do Congo
            TR Turkey|Türkiye
            TL East Timor
            MK Macedonia|North Macedonia
            BA Bosnia|Bosnia and Herzegovina|Bosnia & Herzegovina
            AE UAE|Emirates|الإمارات
            BS The Bahamas
            GM The Gambia
            VI US Virgin Islands|U.S. Virgin Islands|Virgin Islands
            VG British Virgin Islands
            VA Vatican|Holy See
            PS Palestine
            TW Taiwan|台灣|臺灣|台湾|中華民國
            HK Hong Kong SAR|香港
            MO Macau|Macao|澳門|澳门
            VN Vietnam|Viet Nam|Việt Nam
            LA Laos|ລາວ
            IR Iran|ایران
            SY Syria
            TZ Tanzania
            BO Bolivia
            VE Venezuela
            MD Moldova
            FM Micronesia
            BN Brunei
            FK Falkland Islands
            KN St. Kitts and Nevis|Saint Kitts and Nevis
            LC St. Lucia|Saint Lucia
            VC St. Vincent and the Grenadines|Saint Vincent and the Grenadines
            BL St. Barths|Saint Barthélemy
            MF St. Martin|Saint Martin|São Martinho
            SX Sint Maarten
            TT Trinidad and Tobago|Trinidad
            AG Antigua and Barbuda|Antigua
            CN 中国|中國|中华人民共和国|中華人民共和國
            JP 日本国
            IN भारत|Bharat
            UA Україна|Украина
            TH ไทย|ประเทศไทย
            IL ישראל
            SA السعودية
            EG مصر
            PH Pilipinas
            NP नेपाल
            BD বাংলাদেশ
            PK پاکستان
            LK ශ්‍රී ලංකාව
            MN Монгол Улс|Монгол
            AL Shqipëria|Shqipëri
            HR Hrvatska
            XK XKX|Kosovo
            """);

    /** By country and the second half of an ISO 3166-2 code further spellings. */
    static final Map<String, List<String>> SUBDIVISIONS = table("""
            US-DC Washington D.C.|District of Columbia|Washington, DC
            US-AL Ala
            US-AZ Ariz
            US-AR Ark
            US-CA Calif
            US-CO Colo
            US-CT Conn
            US-DE Del
            US-FL Fla
            US-IL Ill
            US-IN Ind
            US-KS Kan|Kans
            US-MA Mass
            US-MI Mich
            US-MN Minn
            US-MS Miss
            US-MT Mont
            US-NE Neb|Nebr
            US-NV Nev
            US-OK Okla
            US-OR Ore
            US-PA Penn|Penna
            US-TN Tenn
            US-TX Tex
            US-WA Wash
            US-WI Wis|Wisc
            US-WY Wyo
            CA-AB Alta
            CA-BC Colombie-Britannique
            CA-MB Man
            CA-NB N-B|Nouveau-Brunswick
            CA-NL NF|Nfld|Newfoundland|Labrador|Newfoundland and Labrador|Terre-Neuve-et-Labrador|T-N-L
            CA-NS N-E|Nouvelle-Écosse
            CA-NT NWT|N.W.T.|TNO|T.N.-O.|Territoires du Nord-Ouest
            CA-NU Nvt
            CA-ON Ont
            CA-PE PEI|P.E.I.|IPE|Î.-P.-É.|Île-du-Prince-Édouard
            CA-QC Que|PQ|P.Q.|Québec
            CA-SK Sask
            CA-YT YK|Yukon Territory|Yukon
            MX-CMX DF|CDMX|Ciudad de México|Mexico City|Distrito Federal
            MX-MEX Estado de México|Edomex|México|EM
            MX-ROO QROO|Q. Roo
            MX-COA Coahuila de Zaragoza
            MX-MIC Michoacán de Ocampo
            MX-VER Veracruz de Ignacio de la Llave
            MX-QUE Queretaro de Arteaga
            MX-BCN Baja California Norte
            VE-Z Amazonas
            CN-HK Hong Kong
            CN-MO Macau|Macao
            CN-TW Taiwan
            """);

    private SpokenPlaces() {}

    private static Map<String, List<String>> table(String rows) {
        return rows.lines()
                .map(row -> row.split(" ", 2))
                .collect(Collectors.toMap(row -> row[0], row -> Arrays.asList(row[1].split("\\|"))));
    }
}
