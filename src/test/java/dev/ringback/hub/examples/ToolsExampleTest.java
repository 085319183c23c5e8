package dev.ringback.hub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringback.hub.Hub;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.hub.ToolsClient;
import dev.ringback.hub.ToolsClient.Implementation;
import dev.ringback.hub.ToolsClient.NewTool;
import dev.ringback.hub.ToolsClient.Tool;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tools: what an agent can do in a call besides talking. This one asks an endpoint of ours. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class ToolsExampleTest {
    @Inject
    Hub hub;

    @Test
    void addsAToolAndFindsItAmongAll() throws JsonProcessingException {
        JsonNode schema = new ObjectMapper().readTree("""
                {"type": "object", "properties": {"number": {"type": "string"}}, "required": ["number"]}
                """);
        JsonNode url = new ObjectMapper().valueToTree("https://ringback.example.com/agent-tools/opt-out");
        String name = "opt_out_" + UUID.randomUUID().toString().replace("-", "");
        NewTool tool = new NewTool(
                name,
                "custom",
                "Never ring this number again",
                schema,
                Implementation.HTTP,
                Map.of("url", url),
                null,
                List.of("ringback"));
        hub.write(ToolsClient.class, tools -> tools.create(tool), Urgency.ORDINARY)
                .orElseThrow();

        // The Hub pages tools. The iteration reads a page when it gets there.
        assertThat(ToolsClient.all(hub, Urgency.ORDINARY))
                .extracting(Tool::name)
                .contains(name);
    }
}
