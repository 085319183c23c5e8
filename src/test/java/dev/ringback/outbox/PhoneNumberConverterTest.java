package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.privacy.PhoneNumber;
import org.junit.jupiter.api.Test;

class PhoneNumberConverterTest {
    private final PhoneNumberConverter converter = new PhoneNumberConverter();

    @Test
    void aNumberIsStoredUnmasked() {
        PhoneNumber number = new PhoneNumber("+12025550123");
        assertThat(converter.convertToDatabaseColumn(number)).isEqualTo("+12025550123");
        assertThat(converter.convertToEntityAttribute("+12025550123")).isEqualTo(number);
    }

    @Test
    void aStepOfADraftHasNone() {
        assertThat(converter.convertToDatabaseColumn(null)).isNull();
        assertThat(converter.convertToEntityAttribute(null)).isNull();
    }

    @Test
    void aTextThatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> converter.convertToEntityAttribute("anna"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
