package dev.ringback.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumberTest {
    private static final PhoneNumber NUMBER = new PhoneNumber("+12025550123");

    @Test
    void itPrintsMasked() {
        assertThat(NUMBER).hasToString("+1202*****23");
        assertThat("to " + NUMBER).isEqualTo("to +1202*****23");
        assertThat(new PhoneNumber("+1234567")).hasToString("+1234*67");
        assertThat(NUMBER.e164()).isEqualTo("+12025550123");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+",
                "12025550123",
                "+02025550123",
                "+123456",
                "+1234567890123456",
                "+1202555012a",
                " +12025550123"
            })
    void anyOtherTextIsRefusedAndNotRepeated(String text) {
        assertThatThrownBy(() -> new PhoneNumber(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a number has a plus sign and 7 to 15 digits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+12025550123", " 12025550123", "12025550123", "12025550123 "})
    void aQueryMayLackThePlusSign(String text) {
        assertThat(PhoneNumber.fromQuery(text)).contains(NUMBER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "911", "+911", "+12025550123 ", "anna", "++12025550123"})
    void aQueryThatIsNoNumberIsNone(String text) {
        assertThat(PhoneNumber.fromQuery(text)).isEmpty();
    }
}
