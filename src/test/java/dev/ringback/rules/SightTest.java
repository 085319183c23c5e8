package dev.ringback.rules;

import static dev.ringback.rules.Sight.CLEAR;
import static dev.ringback.rules.Sight.MASKED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.UnsignedLong;
import com.google.protobuf.NullValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SightTest {
    @Test
    void showsEverybodyTruthValuesShortWordsAndShortNumbers() {
        for (Sight sight : Sight.values()) {
            assertThat(sight.shown(true)).isEqualTo(true);
            assertThat(sight.shown("partially_paid")).isEqualTo("partially_paid");
            assertThat(sight.shown(4900L)).isEqualTo(4900L);
            assertThat(sight.shown(-12.5)).isEqualTo(-12.5);
            assertThat(sight.shown(NullValue.NULL_VALUE)).isNull();
            assertThat(sight.shown(Optional.of("paid"))).isEqualTo("paid");
        }
    }

    @Test
    void masksWhatMayBeAPersons() {
        assertThat(MASKED.shown("Ann")).isEqualTo("text of 3 characters");
        assertThat(MASKED.shown("+12025550143")).isEqualTo("text of 12 characters");
        assertThat(MASKED.shown("ann-1")).isEqualTo("text of 5 characters");
        assertThat(MASKED.shown("a".repeat(31))).isEqualTo("text of 31 characters");
        assertThat(MASKED.shown("")).isEqualTo("text of 0 characters");
        assertThat(MASKED.shown(5550143L)).isEqualTo("number of 7 digits");
        assertThat(MASKED.shown(UnsignedLong.valueOf(12025550143L))).isEqualTo("number of 11 digits");
        assertThat(MASKED.shown(Instant.EPOCH)).isEqualTo("a time");
    }

    @Test
    void showsAdminsValuesAndOfLargeOnesTheSize() {
        assertThat(CLEAR.shown("+12025550143")).isEqualTo("+12025550143");
        assertThat(CLEAR.shown(12025550143L)).isEqualTo(12025550143L);
        assertThat(CLEAR.shown("x".repeat(201)).toString()).hasSize(201).endsWith("x…");
        assertThat(CLEAR.shown(List.of("Ann", "Bob"))).isEqualTo("list of 2");
        assertThat(CLEAR.shown(Map.of("name", "Ann"))).isEqualTo("object of 1 fields");
        assertThat(CLEAR.shown(Double.NaN)).isEqualTo("NaN");
    }
}
