package dev.ringback.emulator;

import static dev.ringback.emulator.HubClient.TO;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeysTest {
    private final Emulator emulator =
            Emulator.start(Settings.defaults().withKeys(Settings.DEMO_KEY, "sk_live_my_shop_1abcdefg"));
    private final HubClient client = HubClient.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void refusesAMissingOrUnknownBearer() throws IOException {
        assertThat(client.as(null).originate(TO).status()).isEqualTo(401);
        assertThat(client.as("sk_live_demo_wrong").originate(TO).status()).isEqualTo(401);
        assertThat(client.as("pk_live_demo_0000000000000000").originate(TO).status())
                .isEqualTo(401);
        assertThat(client.as("eyJother").originate(TO).status()).isEqualTo(401);
        assertThat(emulator.rings()).isEmpty();
    }

    @Test
    void asksAPersonForTheAccountAndNotAKey() throws IOException {
        assertThat(client.asPersonOf(null).get("/agents").status()).isEqualTo(400);
        assertThat(client.asPersonOf("demo").get("/agents").status()).isEqualTo(200);
        assertThat(client.asPersonOf("kataven-admin").get("/agents").status()).isEqualTo(403);
        assertThat(client.get("/agents").status()).isEqualTo(200);
    }

    @Test
    void findsTheAccountOfAKeyWhoseSlugHasUnderscores() {
        assertThat(Keys.account("sk_live_my_shop_1abcdefg")).hasValue("my_shop");
        assertThat(Keys.account("sk_live_1abcdefg")).isEmpty();
        assertThat(Keys.account("sk_live_Shop_1abcdefg")).isEmpty();
    }

    @Test
    void keepsTheCallsOfAccountsApart() throws IOException {
        client.as("sk_live_my_shop_1abcdefg").originate(TO);
        assertThat(emulator.rings()).extracting(Ring::account).containsExactly("my_shop");
    }

    @Test
    void acceptsAnyKeyOfTheRightFormIfToldTo() throws IOException {
        try (var open = Emulator.start(Settings.defaults().withAnyKey())) {
            assertThat(HubClient.of(open).as("sk_live_other_xyz").originate(TO).status())
                    .isEqualTo(200);
            assertThat(HubClient.of(open).as("sk_other").originate(TO).status()).isEqualTo(401);
        }
    }
}
