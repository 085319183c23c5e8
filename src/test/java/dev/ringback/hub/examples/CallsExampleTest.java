package dev.ringback.hub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.EmulatedHub;
import dev.ringback.hub.CallsClient;
import dev.ringback.hub.CallsClient.NewCall;
import dev.ringback.hub.CallsClient.Originated;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubAnswer;
import dev.ringback.platform.PostgresResource;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/**
 * One call. In Ringback only the outbox makes one: a claim has spent the request, and its guard is asked on the open
 * connection. Whoever does decides on every kind of answer, as there is no way to ask afterwards.
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class CallsExampleTest {
    @Inject
    Hub hub;

    @Inject
    EmulatedHub emulated;

    @Test
    void ringsAPhoneOnce() {
        PhoneNumber person = new PhoneNumber("+14155550142");
        int before = emulated.emulator().rings(person.e164()).size();
        NewCall call = new NewCall("agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z", new PhoneNumber("+12025550123"), person);

        HubAnswer<Originated> answer = hub.once(CallsClient.class, calls -> calls.originate(call), () -> true);

        String conclusion = switch (answer) {
            case HubAnswer.Done(var status, var body) -> "it rang";
            case HubAnswer.NeverLeft(var reason) -> "it did not, and may be tried again";
            case HubAnswer.RateLimited(var retryAfter, var text) -> "it did not: too many requests";
            case HubAnswer.CapReached(var cap, var retryAfter, var text) -> "it did not: a cost cap, " + cap;
            case HubAnswer.Throttled(var retryAfter, var text) -> "it did not, for a reason nobody described";
            case HubAnswer.Refused(var status, var text) -> "it did not and never will as it is";
            case HubAnswer.Unauthorized(var text) -> "it did not: the key is bad";
            case HubAnswer.Conflict(var text) -> "nobody knows: a call has no state to be in conflict with";
            case HubAnswer.Failed(var status, var text) -> "nobody knows: a 500 can follow a placed call";
            case HubAnswer.Lost(var reason) -> "nobody knows: the request may have left";
        };
        assertThat(conclusion).isEqualTo("it rang");
        assertThat(emulated.emulator().rings(person.e164())).hasSize(before + 1);
    }
}
