package dev.ringback.hub.examples;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringback.ServiceDriver;
import dev.ringback.hub.Hub;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.hub.ToolsClient;
import dev.ringback.hub.ToolsClient.NewTool;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The tools' definitions in docs/AGENT_TOOLS.md have the form of the Hub's contract, and their addresses are served. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class AgentToolsPageTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```json\\n(.*?)^```$");

    @Inject
    Hub hub;

    @Inject
    ObjectMapper json;

    @Inject
    ServiceDriver world;

    /** Gives the requests back that the examples after it need: they share one minute's budget. */
    @AfterEach
    void forgetRequests() {
        world.reset();
    }

    private static List<String> blocks() throws IOException {
        return BLOCK.matcher(Files.readString(Path.of("docs/AGENT_TOOLS.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    @Test
    void everyDefinitionIsTakenByTheHub() throws IOException {
        assertThat(blocks()).hasSize(5);
        for (String block : blocks()) {
            NewTool tool = json.readValue(block, NewTool.class);
            assertThat(json.readTree(json.writeValueAsString(tool))).as(block).isEqualTo(json.readTree(block));
            hub.write(ToolsClient.class, tools -> tools.create(tool), Urgency.ORDINARY)
                    .orElseThrow();
            ToolsClient.Tool stored = hub.read(ToolsClient.class, tools -> tools.get(tool.name()), Urgency.ORDINARY)
                    .orElseThrow();
            assertThat(stored.schema()).isEqualTo(tool.schema());
            hub.write(ToolsClient.class, tools -> tools.delete(tool.name()), Urgency.ORDINARY);
        }
    }

    @Test
    void everyAddressIsServed() throws IOException {
        for (String block : blocks()) {
            String path = path(block);
            given().contentType("application/json").body("{}").post(path).then().statusCode(401);
            given().auth()
                    .oauth2("agent-tools-secret")
                    .contentType("application/json")
                    .body("{}")
                    .post(path)
                    .then()
                    .statusCode(400); // the number is missing
        }
    }

    private String path(String block) throws JsonProcessingException {
        return URI.create(json.readTree(block).at("/implementation_config/url").asText())
                .getPath();
    }
}
