package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.privacy.Redaction;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedactionTest {
    @Test
    void hidesKeysTokensNumbersAndSignedAddresses() {
        assertThat(Redaction.of("key sk_live_my_shop_a-B9 is bad")).isEqualTo("key (secret) is bad");
        assertThat(Redaction.of("token eyJhbGciOi.eyJzdWIi.c2ln-_x: expired")).isEqualTo("token (secret): expired");
        assertThat(Redaction.of("cannot call +14155550100, blocked")).isEqualTo("cannot call +1415*****00, blocked");
        assertThat(Redaction.of("cannot call 14155550100 now")).isEqualTo("cannot call (number) now");
        assertThat(Redaction.of("see https://s3.aws/x.wav?X-Amz-Signature=ab%2Fc&y=1 now"))
                .isEqualTo("see https://s3.aws/x.wav?(secret) now");
    }

    @Test
    void leavesOtherTextsAlone() {
        String text = "rate_limited: per-minute (60) exceeded, agent_01HZ2N7G at 2026-11-24T08:00:00+00:00";
        assertThat(Redaction.of(text)).isEqualTo(text);
    }

    @Test
    void appliesToWhatTheHubAnswers() {
        assertThat(HubAnswer.of(404, " no number +14155550100 \n", Optional.empty()))
                .isEqualTo(new HubAnswer.Refused<>(404, "no number +1415*****00"));
    }

    @Test
    void doesNotPrintASecret() {
        assertThat(new Credentials.ApiKey(new Secret("sk_live_a_b")).toString()).doesNotContain("sk_live");
    }
}
