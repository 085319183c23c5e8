package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.rules.TextDifference.Named;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextDifferenceTest {
    private static Optional<String> unified(String before, String after) {
        return TextDifference.unified(new Named("a", before), new Named("b", after));
    }

    @Test
    void showsChangedLinesBetweenThreeUnchangedOnes() {
        assertThat(unified("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"))
                .hasValue("--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
    }

    @Test
    void isEmptyForTextsThatAgree() {
        assertThat(unified("1\n2\n", "1\n2\n")).hasValue("");
        assertThat(unified("", "")).hasValue("");
    }

    @Test
    void comparesNoTextThatIsTooLong() {
        assertThat(unified("x\n".repeat(5_001), "y\n")).isEmpty();
        assertThat(unified("y\n", "x\n".repeat(5_001))).isEmpty();
        assertThat(unified("x\n".repeat(5_000), "x\n".repeat(5_000))).hasValue("");
    }
}
