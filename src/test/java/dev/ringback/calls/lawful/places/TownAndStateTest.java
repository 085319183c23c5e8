package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TownAndStateTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Peru, IN                    | PE-IN IN US-IN *
            Peru, IN 46970              | PE US-IN *
            Peru, Indiana               | PE US-IN *
            Peru-IN                     | PE-IN US-IN
            Lebanon, PA                 | LB-PA PA US-PA *
            Lebanon, PA 17042           | LB US-PA *
            Lebanon, Pennsylvania       | LB US-PA *
            Cuba, NY                    | CU-NY US-NY
            Cuba, New York              | CU US-NY *
            Jordan, ON                  | JO-ON CA-ON
            Holland, MI                 | NL-MI US-MI
            Denmark, WA                 | DK-WA US-WA AU-WA
            Mexico, MO                  | MX US-MO MO *
            Brazil, IN                  | IN US-IN BR *
            Italy, CA                   | IT-CA US-CA
            Italy-CA                    | IT-CA
            Atlanta, Georgia            | GE US-GA *
            Atlanta-Georgia             | GE US-GA *
            Georgia-Atlanta             | GE US-GA *
            Atlanta, Georgia, US        | US-GA
            Georgia, GA                 | GE-GA GA US-GA *
            Ontario, CA                 | CA-ON US-CA
            Ontario CA                  | CA-ON US-CA
            Ontario-CA                  | CA-ON US-CA
            Ontario, CA, USA            | US-CA
            ON, CA                      | CA-ON
            Toronto, ON, CA             | CA-ON
            Toronto, Ontario, CA        | CA-ON
            Mumbai, Maharashtra, IN     | IN-MH
            12 Elm St, Ontario, CA      | CA-ON US-CA
            Mumbai, IN                  | IN US-IN *
            Ontario, Canada             | CA-ON
            Salta, AR                   | AR-A US-AR
            Los Angeles - CA            | CA US-CA *
            St. John's, NL              | NL CA-NL *
            Charlottetown, PE           | PE CA-PE *
            Regina, SK                  | SK CA-SK *
            Whitehorse, YT              | YT CA-YT *
            Adelaide, SA                | SA AU-SA *
            San Juan, PR                | PR *
            Dubai, AE                   | AE-DU
            US, CA                      | US-CA
            United States, CA           | US-CA
            """)
    void keepsAllReadingsOfATownWithAState(String typed, String expected) {
        assertThat(PlaceReaderTest.codes(typed).split(" ")).containsExactlyInAnyOrder(expected.split(" "));
    }
}
