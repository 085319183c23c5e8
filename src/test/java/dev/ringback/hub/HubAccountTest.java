package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.emulator.Settings;
import io.quarkus.runtime.StartupEvent;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which Hub and account a configuration names, and which addresses are refused. */
class HubAccountTest {
    private static final String REAL = "https://api.kataven.ai/v1";

    private static HubAccount of(String url, String... settings) {
        return HubAccount.of(TestConfig.of(URI.create(url), settings));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.kataven.ai",
                "https://api.kataven.ai/v1/",
                "https://API.kataven.ai:443/v1",
                "HTTPS://api.kataven.ai/v1"
            })
    void oneHubHasOneSpelling(String url) {
        assertThat(of(url)).isEqualTo(of(REAL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.kataven.example/v1",
                "https://api.kataven.ai:8443/v1",
                "https://api.kataven.ai/eu/v1"
            })
    void anotherAddressIsAnotherHub(String url) {
        assertThat(of(url).canBe(of(REAL))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:8089/v1", "http://127.0.0.1:1", "https://[::1]:9/v1", "http://LOCALHOST/v1"})
    void everyAddressOfThisMachineIsOneHubWithoutAnAccount(String url) {
        assertThat(of(url)).isEqualTo(new HubAccount(HubAccount.LOOPBACK, null));
        assertThat(of(url).canBe(of(REAL))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "sk_live_acme_0123456789abcdef, sk_live_acme_fedcba9876543210, true", // rotated
        "sk_live_acme_eu_0123456789abcd, sk_live_acme_eu_ffffffffffff, true",
        "sk_live_acme_0123456789abcdef, sk_live_globex_0123456789abcd, false",
        "sk_live_acme_0123456789abcdef, sk_live_acme-eu_0123456789ab, false",
        "sk_live_acme_0123456789abcdef, sk_other, true" // nothing is known of it
    })
    void aKeyTellsAnotherAccountButNotItsOwnSuccessor(String before, String now, boolean canBe) {
        assertThat(of(REAL, "api-key", now).canBe(of(REAL, "api-key", before))).isEqualTo(canBe);
        assertThat(of(REAL, "api-key", before).canBe(of(REAL, "api-key", now))).isEqualTo(canBe);
    }

    @Test
    void aConfiguredAccountIsTakenAtItsWordAndAgreesWithItsKey() {
        HubAccount named = of(REAL, "api-key", Settings.DEMO_SESSION, "account", "acme_eu");
        assertThat(named.canBe(of(REAL, "api-key", "sk_live_acme_eu_0123456789")))
                .isTrue();
        assertThat(named.canBe(of(REAL, "api-key", Settings.DEMO_SESSION, "account", "acme_us")))
                .isFalse();
    }

    @Test
    void noPartOfAKeyButTheAccountIsShown() {
        assertThat(of(REAL, "api-key", "sk_live_acme_0123456789abcdef")).hasToString(REAL + " account acme");
        assertThat(of(REAL, "api-key", "sk_live_0123456789abcdef")).hasToString(REAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.kataven.ai/v1",
                "http://10.0.0.7:8089/v1",
                "http://localhost.example/v1",
                "ftp://api.kataven.ai/v1",
                "https://user:secret@api.kataven.ai/v1",
                "https://api.kataven.ai/v1?x=1",
                "/v1"
            })
    void anUnsafeAddressIsRefused(String url) {
        assertThatThrownBy(() -> check(url))
                .hasMessageContaining("ringback.hub.url")
                .hasMessageContaining("https")
                .message()
                .doesNotContain("\n", "secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.kataven.ai/v1",
                "http://localhost:8089/v1",
                "http://[::1]:8089",
                "HTTP://127.0.0.1/v1"
            })
    void aSafeAddressIsTaken(String url) {
        assertThatCode(() -> check(url)).doesNotThrowAnyException();
    }

    private static void check(String url) {
        new Hub(TestConfig.of(URI.create(url)), null, null, null).check(new StartupEvent());
    }
}
