package dev.ringback.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    /** The vector that the Standard Webhooks reference libraries share in their tests. */
    @Test
    void signsAsTheReferenceLibrariesDo() {
        var signature = new Signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertThat(signature.of(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1614265330), "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_not*base64*but*long*enough*to*be",
                "whsec_c2hvcnQ=",
                "whsec_"
            })
    void refusesASecretThatIsNoneWithoutRepeatingIt(String secret) {
        assertThatThrownBy(() -> new Signature(secret))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ringback.alerts.webhook.secret")
                .hasNoCause()
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("MfKQ", "not*base64", "c2hvcnQ");
    }
}
