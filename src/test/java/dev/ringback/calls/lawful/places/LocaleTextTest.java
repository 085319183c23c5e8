package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocaleTextTest {
    private static final PlaceReader READER = PlaceReader.ofRelease();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nl-BE | BE
            de-AT | AT
            de-CH | CH
            fr-CH | CH
            pt-BR | BR
            pt_BR | BR
            pt BR | BR
            pt/BR | BR
            pt_BR.UTF-8 | BR
            de_AT@euro | AT
            pt-BR,pt;q=0.9,en;q=0.8 | BR
            es-MX | MX
            sv-SE | SE
            sv-FI | FI
            ar-EG | EG
            ms-MY | MY
            en-GB | GB
            en-US | US
            EN-GB | GB
            zh-TW | TW
            zh-tw | TW
            zh-Hant-TW | TW
            sr-Latn-RS | RS
            sr_Cyrl_BA | BA
            ca-ES-valencia | ES
            et-EE | EE
            sl-SI | SI
            el-CY | CY
            ga-IE | IE
            uk-UA | UA
            in-ID | ID
            deu-AT | AT
            fra-CH | CH
            por-BR | BR
            nl‑BE | BE
            ‎nl-BE | BE
            ｎｌ－ＢＥ | BE
            de-DE | DE
            EL-GR | GR
            uk-GB | GB
            DE-BE | DE-BE
            de-BE | DE-BE BE
            de-be | DE-BE
            de-BY | DE-BY BY
            es-AR | ES-AR AR
            es-CO | ES-CO CO
            it-CH | IT-CH CH
            it CH | IT-CH CH
            IT-CH | IT-CH
            ca-ON | CA-ON
            CA-NL | CA-NL
            ca-NL | CA-NL NL
            in-AR | IN-AR AR
            IN-AR | IN-AR
            in-ar | IN-AR
            CA-US | US-CA
            de-US | US
            DE-US | US-DE
            syr-IQ | IQ
            slv-SI | SI
            QUE-CA | CA-QC
            NL-BE | unknown
            nl-be | unknown
            pt-br | unknown
            PT-BR | unknown
            es-419 | unknown
            ES-419 | unknown
            ar-001 | unknown
            sr-Latn | unknown
            az-Cyrl | unknown
            de,en;q=0.5 | unknown
            """)
    void readsALocaleAsItsCountryOrKeepsBoth(String typed, String expected) {
        assertThat(PlaceReaderTest.codes(typed)).isEqualTo(expected);
        List<String> countries = expected.equals("unknown")
                ? List.of()
                : Arrays.stream(expected.split(" "))
                        .map(code -> code.substring(0, 2))
                        .distinct()
                        .toList();
        assertThat(READER.country(typed))
                .isEqualTo(countries.size() == 1 ? Optional.of(countries.getFirst()) : Optional.empty());
    }

    @Test
    void neverTakesALanguageForTheCountryOfItsCode() {
        for (Locale locale : Locale.getAvailableLocales()) {
            if (READER.country(locale.getCountry()).isPresent()) { // not EA, Ceuta, which is of Spain
                for (String typed : List.of(locale.toString(), locale.toLanguageTag())) {
                    assertThat(READER.country(typed).orElse(locale.getCountry()))
                            .as(typed)
                            .isEqualTo(locale.getCountry());
                }
            }
        }
    }
}
