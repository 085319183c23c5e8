package dev.ringback.hub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.hub.Hub;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.hub.Secret;
import dev.ringback.hub.TelephonyClient;
import dev.ringback.hub.TelephonyClient.Carrier;
import dev.ringback.hub.TelephonyClient.NewNumber;
import dev.ringback.hub.TelephonyClient.NewProvider;
import dev.ringback.hub.TelephonyClient.Number;
import dev.ringback.hub.TelephonyClient.Pin;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Numbers and the carrier accounts behind them. A campaign wants a number's id, a single call its digits. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class TelephonyExampleTest {
    @Inject
    Hub hub;

    @Test
    void registersANumberToCallFrom() {
        // Credentials do not print, and the Hub never shows them again.
        NewProvider twilio = new NewProvider(
                Carrier.TWILIO, "main", Map.of("account_sid", new Secret("AC1"), "auth_token", new Secret("t")));
        String credentials = hub.write(TelephonyClient.class, t -> t.addProvider(twilio), Urgency.ORDINARY)
                .orElseThrow()
                .id();

        String e164 = "+1202555" + ThreadLocalRandom.current().nextInt(1000, 10000);
        NewNumber number = new NewNumber(e164, Carrier.TWILIO, credentials, null, false, true);
        hub.write(TelephonyClient.class, t -> t.register(number), Urgency.ORDINARY)
                .orElseThrow();

        List<Number> numbers = hub.read(TelephonyClient.class, t -> t.numbers(null), Urgency.ORDINARY)
                .orElseThrow()
                .items();
        Number mine = numbers.stream()
                .filter(each -> each.e164().equals(e164))
                .findFirst()
                .orElseThrow();
        assertThat(mine.outboundEnabled()).isTrue();

        // A null is sent here, and takes the number from whatever agent has it.
        hub.write(TelephonyClient.class, t -> t.pin(mine.id(), new Pin(null)), Urgency.ORDINARY)
                .orElseThrow();
    }
}
