package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceReaderTest {
    private static final PlaceReader READER = PlaceReader.ofRelease();

    /** Returns the codes with blanks between, with a star behind where the whole country counts for want of better. */
    static String codes(String typed) {
        return switch (READER.read(typed)) {
            case PlaceReader.Result.Found(List<String> codes, String note) ->
                String.join(" ", codes) + (note.isEmpty() ? "" : " *");
            case PlaceReader.Result.Empty _ -> "empty";
            case PlaceReader.Result.Unknown _ -> "unknown";
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            US-CA                       | US-CA
            us_ca                       | US-CA
            us-ca                       | US-CA
            US CA                       | US-CA
            US/CA                       | US-CA
            US–CA                       | US-CA
            US-California               | US-CA
            US - California             | US-CA
            United States-California    | US-CA
            United States of America, California | US-CA
            California, US              | US-CA
            California, United States   | US-CA
            California, U.S.A.          | US-CA
            CA, US                      | US-CA
            CA, USA                     | US-CA
            Los Angeles, CA, USA        | US-CA
            Los Angeles, California, US | US-CA
            US-Calif.                   | US-CA
            California                  | US-CA
            -California                 | US-CA
            US-                         | US
            US                          | US
            us                          | US
            USA                         | US
            U.S.A.                      | US
            U. S. A.                    | US
            United States of America    | US
            US-US                       | US
            US-United States            | US
            US-Kalifornia               | US *
            US-XX                       | US *
            US-90210                    | US *
            US-undefined                | US *
            Georgia                     | GE US-GA
            US-Georgia                  | US-GA
            Georgia, US                 | US-GA
            -Georgia                    | US-GA
            GE                          | GE
            US-GA                       | US-GA
            New York                    | US-NY
            Washington                  | US-WA
            Washington, D.C.            | US-DC
            Washington DC               | US-DC
            US-District of Columbia     | US-DC
            US-PR                       | PR
            US-Puerto Rico              | PR
            Puerto Rico                 | PR
            US-GU                       | GU
            US-VI                       | VI
            US-U.S. Virgin Islands      | VI
            US-AS                       | AS
            US-MP                       | MP
            US-PW                       | PW
            US-FM                       | FM
            US-MH                       | MH
            US-UM                       | UM
            US-AA                       | unknown
            US-AE                       | unknown
            US-AP                       | unknown
            US-Armed Forces Pacific     | unknown
            GB-BFP                      | unknown
            TX                          | unknown
            -CA                         | unknown
            CA                          | CA
            CA-ON                       | CA-ON
            Canada-Ontario              | CA-ON
            Ontario                     | CA-ON
            Québec                      | CA-QC
            quebec                      | CA-QC
            Que.                        | unknown
            CA-Que.                     | CA-QC
            CA-PQ                       | CA-QC
            CA-B.C.                     | CA-BC
            BC, Canada                  | CA-BC
            Colombie-Britannique        | CA-BC
            Terre-Neuve-et-Labrador     | CA-NL
            CA-NWT                      | CA-NT
            CA-N.W.T.                   | CA-NT
            CA-PEI                      | CA-PE
            CA-P.E.I.                   | CA-PE
            Île-du-Prince-Édouard       | CA-PE
            ile du prince edouard       | CA-PE
            Yukon                       | CA-YT
            CA-NL                       | CA-NL
            Newfoundland                | CA-NL
            UK                          | GB
            United Kingdom              | GB
            Great Britain               | GB
            UK-ENG                      | GB-ENG
            GB-ENG                      | GB-ENG
            UK-England                  | GB-ENG
            England                     | GB-ENG
            GB-LND                      | GB-LND
            EL                          | GR
            EL-A                        | GR-A
            IN-UK                       | IN-UK
            IN-Uttarakhand              | IN-UK
            IT-CA                       | IT-CA
            IT-Cagliari                 | IT-CA
            DE                          | DE
            DE-BY                       | DE-BY
            DE-Bayern                   | DE *
            Bayern, Deutschland         | DE *
            Deutschland                 | DE
            AU-NSW                      | AU-NSW
            NSW                         | AU-NSW
            N.S.W.                      | AU-NSW
            AU-New South Wales          | AU-NSW
            Western Australia           | AU-WA
            AU-WA                       | AU-WA
            Victoria                    | AU-VIC
            MX-Q ROO                    | MX-ROO
            MX-Q. Roo                   | MX-ROO
            MX-ROO                      | MX-ROO
            MX-BC                       | MX-BCN
            MX-BCN                      | MX-BCN
            MX-BCS                      | MX-BCS
            MX-CHIH                     | MX-CHH
            MX-CHIS                     | MX-CHP
            MX-NL                       | MX-NLE
            MX-DF                       | MX-CMX
            MX-México                   | MX-MEX
            MX-Nuevo León               | MX-NLE
            Nuevo Leon, Mexico          | MX-NLE
            Mexico                      | MX
            JP-JP-13                    | JP-13
            JP-13                       | JP-13
            JP-Tokyo                    | JP-13
            JP-東京都                     | JP-13
            PT-PT-30                    | PT-30
            PT-Madeira                  | PT-30
            PA-PA-10                    | PA-10
            UY-UY-MO                    | UY-MO
            ES-GC                       | ES-GC
            ES-Barcelona                | ES-B
            BR-SP                       | BR-SP
            BR-São Paulo                | BR-SP
            BR-Sao Paulo                | BR-SP
            HK-KL                       | HK
            MY-JHR                      | MY-01
            ZA-GT                       | ZA-GP
            CN-YZ                       | CN-XZ
            CN-HK                       | HK
            FR-RE                       | FR-RE
            NL-CW                       | NL-CW
            Guinea-Bissau               | GW
            Timor-Leste                 | TL
            Côte d’Ivoire               | CI
            Bosnia & Herzegovina        | BA
            日本                         | JP
            ＵＳ－ＣＡ                     | US-CA
            Amazonas                    | BR-AM CO-AMA PE-AMA VE-Z
            Congo                       | CD CG
            Los Angeles, CA             | CA US-CA *
            Wilmington, DE              | DE US-DE *
            Paris, FR                   | FR *
            Paris, France               | FR *
            Dubai, AE                   | AE-DU
            Sharjah City, AE            | AE *
            BY, DE                      | DE-BY
            Jersey City                 | unknown
            Atlantis                    | unknown
            CA-BC, US-WA                | CA US-WA AU-WA *
            US-NY US-CA                 | US US-CA *
            *                           | unknown
            ?                           | unknown
            ...                         | unknown
            N/A                         | unknown
            undefined-undefined         | unknown
            """)
    void readsAPlace(String typed, String expected) {
        assertThat(codes(typed)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-", " - ", "--", "_", ",", "\u00a0", "\u2013", "\u0000", "\u200b-"})
    void readsNothingAsEmpty(String typed) {
        assertThat(codes(typed)).isEqualTo("empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " US-CA ",
                "\u00a0US\u00a0-\u00a0CA",
                "US\u2011CA",
                "\u202aUS-CA\u202c",
                "US-CA\u0000",
                "US\t-\nCA"
            })
    void takesNoNoticeOfSignsThatNobodySees(String typed) {
        assertThat(codes(typed)).isEqualTo("US-CA");
    }

    @Test
    void saysWhatWasNotUnderstood() {
        assertThat(READER.read("US-Kalifornia 12"))
                .isEqualTo(new PlaceReader.Result.Found(
                        List.of("US"), "its part 'KALIFORNIA **' is not known; it is read as US"));
        assertThat(READER.read("call +1 202 555 0123 " + "x".repeat(60)))
                .isEqualTo(new PlaceReader.Result.Unknown("its place 'call +* *** *** **** " + "x".repeat(19)
                        + "' is no country or subdivision that the tables know; an ISO 3166 code such as US-CA is"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            US | US
            usa | US
            UK | GB
            EL | GR
            DEU | DE
            Deutschland | DE
            Germany | DE
            Österreich | AT
            États-Unis | US
            Etats-Unis | US
            Stati Uniti | US
            美国 | US
            台灣 | TW
            台湾 | TW
            香港 | HK
            澳門 | MO
            中國 | CN
            대한민국 | KR
            भारत | IN
            இந்தியா | IN
            پاکستان | PK
            বাংলাদেশ | BD
            ایران | IR
            ایران | IR
            الجزائر | DZ
            تونس | TN
            الأردن | JO
            السعودية | SA
            ישראל | IL
            Հայաստան | AM
            საქართველო | GE
            Қазақстан | KZ
            Казахстан | KZ
            Беларусь | BY
            Северна Македонија | MK
            Україна | UA
            Россия | RU
            ไทย | TH
            កម្ពុជា | KH
            Монгол улс | MN
            Việt Nam | VN
            Shqipëria | AL
            Éire | IE
            Suid-Afrika | ZA
            ኢትዮጵያ | ET
            नेपाल | NP
            ශ්‍රී ලංකාව | LK
            Osterreich | AT
            Schweiz | CH
            España | ES
            Frankreich | FR
            United States | US
            Great Britain | GB
            Georgia | GE
            US-CA | US
            California | US
            US-PR | PR
            Kosovo | XK
            República Democrática do Congo | CD
            Repubblica Dominicana | DO
            Atlantis | -
            Amazonas | -
            Congo | -
            '' | -
            """)
    void readsTheCountryOfARegion(String typed, String expected) {
        assertThat(READER.country(typed).orElse("-")).isEqualTo(expected);
    }

    @Test
    void knowsEachCountryByItsCodesAndByItsNameInEnglish() {
        for (String code : Locale.getISOCountries()) {
            Locale country = Locale.of("", code);
            assertThat(READER.country(code)).as(code).hasValue(code);
            assertThat(READER.country(country.getISO3Country())).as(code).hasValue(code);
            assertThat(READER.read(code)).isEqualTo(new PlaceReader.Result.Found(List.of(code), ""));
        }
    }

    @Test
    void readsEachProvinceAsShopifySendsIt() {
        Set<String> countries = new HashSet<>();
        TableRows.forEach("/places/provinces.tsv", row -> {
            String country = row.column(0);
            String place = row.column(1);
            countries.add(country);
            for (String spelling : row.from(2)) {
                for (String typed : List.of(country + "-" + spelling, country + "-" + country + "-" + spelling)) {
                    if (place.equals("-")) {
                        assertThat(codes(typed)).as(typed).isEqualTo("unknown");
                    } else {
                        assertThat(codes(typed).split(" ")).as(typed).contains(place);
                    }
                }
            }
        });
        assertThat(countries)
                .contains(
                        "AR", "BR", "CN", "CO", "EG", "GT", "HK", "IE", "IN", "ID", "IT", "JP", "KR", "MX", "MY", "NZ")
                .contains(
                        "NG", "PA", "PE", "PH", "PT", "RO", "RU", "ZA", "ES", "TH", "AE", "CL", "US", "CA", "AU", "GB");
    }

    @Test
    void neverThrows() {
        Random random = new Random(20261128);
        List<String> pieces = List.of(
                "US",
                "-",
                ",",
                " ",
                "CA",
                "California",
                ".",
                "\u0000",
                "\ud83d",
                "é",
                "東",
                "1",
                "JP-",
                "\n",
                "'",
                "\u00df",
                "\u0301");
        for (int i = 0; i < 10_000; i++) {
            StringBuilder typed = new StringBuilder();
            for (int length = random.nextInt(9); length > 0; length--) {
                typed.append(pieces.get(random.nextInt(pieces.size())));
            }
            codes(typed.toString());
            READER.country(typed.toString());
        }
        List<String> odd =
                new ArrayList<>(List.of("-".repeat(200), "a ".repeat(100), "US-".repeat(66), "x".repeat(1_000_000)));
        odd.add(new String(new byte[] {(byte) 0xff, (byte) 0xfe, 0}, StandardCharsets.ISO_8859_1));
        odd.add(null);
        for (String typed : odd) {
            assertThat(READER.read(typed)).isNotNull();
            assertThat(READER.country(typed)).isNotNull();
        }
    }
}
