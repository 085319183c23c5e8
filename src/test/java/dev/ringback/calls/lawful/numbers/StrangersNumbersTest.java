package dev.ringback.calls.lawful.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adds to many countries' numbers what must never become a part of them: masks, decimals, notes, second numbers. */
class StrangersNumbersTest {
    private static final NumberReader READER = new NumberReader(Regions::code);

    /** Returns the texts that are read as anybody else than the person of the number. */
    private static List<String> strangers(String addition, boolean mayBePerson) {
        List<String> strangers = new ArrayList<>();
        for (KnownNumber known : KnownNumber.all()) {
            String national = known.dialled();
            for (String number : List.of(known.e164(), national, spaced(known.e164()), spaced(national))) {
                String text = addition.replace("N", number);
                boolean isRight = READER.read(text, known.region()) instanceof Reading.Person(var person, var extension)
                        ? mayBePerson && person.e164().equals(known.e164())
                        : true;
                if (!isRight) {
                    strangers.add(text + " " + known.region());
                }
            }
        }
        return strangers;
    }

    private static String spaced(String number) {
        return number.substring(0, 3) + " " + number.substring(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "N***",
                "N**",
                "N*",
                "N??",
                "N?",
                "N__",
                "N...",
                "N\u2026",
                "N###",
                "N#",
                "N XX",
                "N x",
                "N \u2022\u2022",
                "N\u25CF\u25CF",
                "N-",
                "N--",
                "N nn",
                "N \u2588\u2588",
                "***N",
                "...N",
                "XX N",
                "N ... Hans",
                "N** Hans"
            })
    void nobodyHasAMaskedNumber(String addition) {
        assertThat(strangers(addition, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "N (2)",
                "N (12)",
                "N [2]",
                "N (2",
                "N 1)",
                "1) N",
                "N-7/8",
                "N~9",
                "N (67890)",
                "N \u2014 67890",
                "N \u2022 67890",
                "N | 67890",
                "N; 67890",
                "N / 67890",
                "N or 67890",
                "N oder 67",
                "N & 67",
                "N\n67890",
                "N 9-17 Uhr",
                "N 3 mal"
            })
    void nobodyHasANumberWithOtherDigitsBesideIt(String addition) {
        assertThat(strangers(addition, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "N.0",
                "N.0 Hans",
                "(N.0)",
                "[N.0]",
                "N.0)",
                "N.0 \u20AC",
                "N .0",
                "N. 0",
                "N..0",
                "N,0",
                "N.00",
                "N.00 Hans",
                "N.5",
                "N.5 Hans",
                "Hans N.0",
                "N.0 x12",
                "N.0;ext=2",
                "\"N.0\"",
                "tel:N.0"
            })
    void aDecimalIsNoDigitOfANumber(String addition) {
        assertThat(strangers(addition, true)).isEmpty();
    }

    @Test
    void aNameOrASignBesideANumberChangesNothing() {
        for (String addition : List.of("N Hans", "N (Hans)", "N.", "Tel.: N", "- N", "N!", "\u260E N")) {
            assertThat(strangers(addition, true)).isEmpty();
        }
    }
}
