package dev.ringback.hub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.hub.FaqsClient;
import dev.ringback.hub.FaqsClient.Faq;
import dev.ringback.hub.FaqsClient.FaqFields;
import dev.ringback.hub.Hub;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** FAQs: what an agent answers from. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class FaqsExampleTest {
    @Inject
    Hub hub;

    @Test
    void writesAnFaqAndCorrectsIt() {
        FaqFields fields = new FaqFields(
                "returns_" + UUID.randomUUID(),
                "Returns",
                "shop",
                "30 days",
                "Send it back within 30 days.",
                List.of());
        Faq faq = hub.write(FaqsClient.class, faqs -> faqs.create(fields), Urgency.ORDINARY)
                .orElseThrow();

        // What is null is not sent and stays as it is.
        FaqFields change = new FaqFields(null, null, null, null, "Send it back within 60 days.", null);
        Faq changed = hub.write(FaqsClient.class, faqs -> faqs.update(faq.id(), change), Urgency.ORDINARY)
                .orElseThrow();
        assertThat(changed.content()).isEqualTo("Send it back within 60 days.");
        assertThat(changed.title()).isEqualTo("Returns");
    }
}
