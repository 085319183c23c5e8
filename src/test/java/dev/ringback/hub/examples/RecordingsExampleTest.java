package dev.ringback.hub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.hub.CallsClient;
import dev.ringback.hub.CallsClient.NewCall;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubAnswer;
import dev.ringback.hub.RecordingsClient;
import dev.ringback.hub.RecordingsClient.Recording;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.PostgresResource;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Recordings: an address that works for five minutes for whoever has it, and only some time after the call. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class RecordingsExampleTest {
    @Inject
    Hub hub;

    @Test
    void isToldToComeLaterWhileTheCallGoesOn() {
        NewCall call = new NewCall(
                "agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z", new PhoneNumber("+12025550123"), new PhoneNumber("+14155550143"));
        String session = hub.once(CallsClient.class, calls -> calls.originate(call), () -> true)
                .orElseThrow()
                .session();

        HubAnswer<Recording> answer =
                hub.read(RecordingsClient.class, recordings -> recordings.get(session), Urgency.ORDINARY);

        // 409: not uploaded yet. A 404 says that there is none, a 503 that the Hub has no playback at all.
        assertThat(answer).isInstanceOf(HubAnswer.Conflict.class);
    }
}
