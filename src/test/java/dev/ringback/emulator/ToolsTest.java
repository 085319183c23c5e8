package dev.ringback.emulator;

import static dev.ringback.emulator.HubClient.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tools, playbooks, FAQs and integrations: what an agent knows and can do. */
class ToolsTest {
    private final Emulator emulator = Emulator.start(Settings.defaults());
    private final HubClient client = HubClient.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void listsToolsByPageAndFilter() throws IOException {
        for (int n = 0; n < 10; n++) {
            client.post("/tools", "{\"name\":\"tool_%d\",\"category\":\"own\"}".formatted(n));
        }
        var first = client.get("/tools").json();
        assertThat(first.get("tools")).hasSize(10);
        assertThat(first.get("total").asInt()).isEqualTo(13);
        assertThat(first.get("next_offset").asInt()).isEqualTo(10);
        assertThat(first.has("prev_offset")).isFalse();
        assertThat(first.get("category_counts").get("own").asInt()).isEqualTo(10);
        var last = client.get("/tools?limit=10&offset=10").json();
        assertThat(last.get("count").asInt()).isEqualTo(3);
        assertThat(last.get("has_next").asBoolean()).isFalse();
        assertThat(last.get("prev_offset").asInt()).isZero();
        assertThat(client.get("/tools?category=own&search=_7&type=python")
                        .json()
                        .get("total")
                        .asInt())
                .isOne();
        assertThat(client.get("/tools?limit=101").status()).isEqualTo(400);
    }

    @Test
    void findsAndChangesAToolByIdOrName() throws IOException {
        var tool = "{\"name\":\"opt_out\",\"category\":\"own\",\"implementation_type\":\"http\"}";
        var created = client.post("/tools", tool);
        assertThat(created.status()).isEqualTo(201);
        assertThat(client.post("/tools", tool).status()).isEqualTo(400);
        assertThat(client.post("/tools", "{\"name\":\"Opt Out\",\"category\":\"own\"}")
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/tools/" + created.id()).json())
                .isEqualTo(client.get("/tools/opt_out").json());
        client.send("PUT", "/tools/opt_out", "{\"description\":\"No more calls\",\"name\":\"other\"}");
        assertThat(client.get("/tools/opt_out").json().get("description").asText())
                .isEqualTo("No more calls");
        client.post("/agents/" + AGENT + "/tools", "{\"tool_name\":\"opt_out\"}");
        assertThat(client.send("DELETE", "/tools/opt_out", null).status()).isEqualTo(204);
        assertThat(client.get("/tools/opt_out").status()).isEqualTo(404);
        assertThat(client.get("/agents/" + AGENT + "/tools").json()).isEmpty();
    }

    @Test
    void keepsWhatIsBuiltInAndMarksItsChanges() throws IOException {
        assertThat(client.send("DELETE", "/tools/end_call", null).status()).isEqualTo(403);
        client.send("PUT", "/tools/end_call", "{\"tags\":[\"x\"]}");
        assertThat(client.get("/tools/end_call")
                        .json()
                        .get("modified_from_default")
                        .asBoolean())
                .isTrue();
        assertThat(client.send("DELETE", "/playbooks/end_of_call", null).status())
                .isEqualTo(403);
        client.send("PUT", "/playbooks/end_of_call", "{\"description\":\"x\"}");
        assertThat(client.get("/playbooks/end_of_call")
                        .json()
                        .get("modified_from_default")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void keepsPlaybooks() throws IOException {
        var created = client.post("/playbooks", "{\"display_name\":\"Late payer\",\"category\":\"own\"}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(client.post("/playbooks", "{}").status()).isEqualTo(400);
        assertThat(client.get("/playbooks/late_payer").id()).isEqualTo(created.id());
        assertThat(client.get("/playbooks?search=late").json().get("playbooks")).hasSize(1);
        assertThat(client.get("/playbooks?category=own&search=po").json().get("playbooks"))
                .isEmpty();
        assertThat(client.send("DELETE", "/playbooks/late_payer", null).status())
                .isEqualTo(204);
        assertThat(client.get("/playbooks/late_payer").status()).isEqualTo(404);
    }

    @Test
    void keepsFaqs() throws IOException {
        var created = client.post("/faqs", "{\"title\":\"Opening hours\",\"content\":\"9 to 5\"}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(client.post("/faqs", "{\"content\":\"?\"}").status()).isEqualTo(400);
        client.send("PUT", "/faqs/opening_hours", "{\"content\":\"9 to 6\"}");
        assertThat(client.get("/faqs/" + created.id()).json().get("content").asText())
                .isEqualTo("9 to 6");
        assertThat(client.get("/faqs").json().get("faqs")).hasSize(1);
        assertThat(client.send("DELETE", "/faqs/opening_hours", null).status()).isEqualTo(204);
        assertThat(client.get("/faqs/opening_hours").status()).isEqualTo(404);
    }

    @Test
    void installsAnIntegrationWithItsToolsAndShowsNoCredential() throws IOException {
        assertThat(client.get("/integrations?category=payments").json().get("integrations"))
                .hasSize(1);
        assertThat(client.post("/integrations/stripe/install", "{\"credentials\":{}}")
                        .status())
                .isEqualTo(400);
        assertThat(client.post("/integrations/stripe/install", "{\"credentials\":{\"api_key\":\"rk_secret\"}}")
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/integrations/stripe").json().get("installed").asBoolean())
                .isTrue();
        assertThat(client.get("/integrations/stripe").text()).doesNotContain("rk_secret");
        assertThat(client.get("/tools/stripe_find_invoice").status()).isEqualTo(200);
        assertThat(client.post("/integrations/stripe/uninstall", null).status()).isEqualTo(200);
        assertThat(client.post("/integrations/stripe/uninstall", null).status()).isEqualTo(409);
        assertThat(client.get("/tools/stripe_find_invoice").status()).isEqualTo(404);
        assertThat(client.get("/mcp-connections").status()).isEqualTo(200);
        assertThat(client.get("/native-tools").status()).isEqualTo(200);
    }
}
