package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShownTest {
    @Test
    void masksDigitsOfAllScripts() {
        assertThat(Shown.of("Bonn 12 ٣४５ ①²½Ⅷ")).isEqualTo("'Bonn ** *** ****'");
    }

    @Test
    void hasNoControlsAndNoHalfCharacters() {
        assertThat(Shown.of("a\u0000b\nc\u007fd\u0085e\ud83df\udc00g\u202eh\u2028i\ufffej\ue000k"))
                .isEqualTo("'a b c d e f g h i j k'");
        assertThat(Shown.of("\ude00\ud83d")).isEqualTo("'  '");
    }

    @Test
    void cutsBehindFortyCharactersAndNotInside() {
        assertThat(Shown.of("\ud83d\ude00".repeat(41))).isEqualTo("'" + "\ud83d\ude00".repeat(40) + "'");
        assertThat(Shown.of("")).isEqualTo("''");
    }

    @Test
    void reasonsOfPlacesHaveNoHalfCharacters() {
        PlaceReader reader = PlaceReader.ofRelease();
        for (String half : List.of("\ud83d", "\udc00", "\u0000", "\u0007")) {
            assertThat(reader.read("Narnia" + half + "!"))
                    .isInstanceOfSatisfying(
                            PlaceReader.Result.Unknown.class,
                            unknown -> assertThat(unknown.why()).contains("'Narnia !'"));
        }
    }
}
