package dev.ringback.emulator;

import static dev.ringback.emulator.HubClient.AGENT;
import static dev.ringback.emulator.HubClient.NUMBER_ID;
import static dev.ringback.emulator.HubClient.TO;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentsTest {
    private final Emulator emulator = Emulator.start(Settings.defaults());
    private final HubClient client = HubClient.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void areBornDraftAndCallOnlyWhenActive() throws IOException {
        var created = client.post("/agents", "{\"name\":\"Winback\",\"id\":\"mine\",\"voice_id\":\"v1\"}");
        assertThat(created.status()).isEqualTo(201);
        var agent = created.json();
        assertThat(agent.get("id").asText()).startsWith("agent_");
        assertThat(agent.get("status").asText()).isEqualTo("draft");
        assertThat(agent.get("llm_model").asText()).isEqualTo("gpt-4o");
        assertThat(agent.get("voice_id").asText()).isEqualTo("v1");
        var call = HubClient.call(HubClient.FROM, TO, created.id());
        assertThat(client.post("/calls/originate", call).status()).isEqualTo(400);
        var changed = client.send("PATCH", "/agents/" + created.id(), "{\"status\":\"active\"}");
        assertThat(changed.json().get("name").asText()).isEqualTo("Winback");
        assertThat(client.post("/calls/originate", call).status()).isEqualTo(200);
        assertThat(client.get("/agents").json().get(0).get("id").asText()).isEqualTo(created.id());
    }

    @Test
    void refuseWhatTheyCannotHold() throws IOException {
        assertThat(client.post("/agents", "{}").status()).isEqualTo(400);
        assertThat(client.post("/agents", "{\"name\":\"A\",\"greeting_mode\":\"loud\"}")
                        .status())
                .isEqualTo(400);
        assertThat(client.post("/agents", "{\"name\":\"A\",\"ringing_enabled\":\"yes\"}")
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/agents").json()).hasSize(2);
    }

    @Test
    void showThePlaybooksAndFaqsAttachedToThem() throws IOException {
        var faq = client.post("/faqs", "{\"name\":\"returns\",\"content\":\"30 days\"}")
                .id();
        var path = "/agents/" + AGENT;
        assertThat(client.post(path + "/faqs", "{\"faq_id\":\"" + faq + "\"}").status())
                .isEqualTo(200);
        assertThat(client.post(path + "/faqs", "{\"faq_id\":\"" + faq + "\"}").status())
                .isEqualTo(200);
        assertThat(client.post(path + "/playbooks", "{\"playbook_id\":\"end_of_call\"}")
                        .status())
                .isEqualTo(200);
        assertThat(client.post(path + "/playbooks", "{\"playbook_id\":\"none\"}")
                        .status())
                .isEqualTo(404);
        var agent = client.get(path).json();
        assertThat(agent.get("faqs")).hasSize(1);
        assertThat(agent.get("playbooks").get(0).get("name").asText()).isEqualTo("end_of_call");
        assertThat(client.send("DELETE", path + "/faqs/" + faq, null).status()).isEqualTo(204);
        assertThat(client.send("DELETE", path + "/faqs/" + faq, null).status()).isEqualTo(404);
        assertThat(client.send("DELETE", path + "/playbooks/end_of_call", null).status())
                .isEqualTo(204);
        assertThat(client.get(path).json().get("playbooks")).isEmpty();
    }

    @Test
    void haveOneRowForEachToolHoweverOftenItIsPut() throws IOException {
        var path = "/agents/" + AGENT + "/tools";
        var answer = client.post(path, "{\"tool_name\":\"end_call\",\"config\":{\"a\":1}}");
        assertThat(answer.text()).isEqualTo("\"ok\"");
        client.send("PUT", path, "{\"tool_name\":\"end_call\",\"enabled\":false}");
        var tools = client.get(path).json();
        assertThat(tools).hasSize(1);
        assertThat(tools.get(0))
                .isEqualTo(Json.object()
                        .put("agent_id", AGENT)
                        .put("enabled", false)
                        .put("tool_name", "end_call")
                        .set("config", Json.object()));
        assertThat(client.post(path, "{\"tool_name\":\"none\"}").status()).isEqualTo(404);
    }

    @Test
    void takeTheirAttachmentsAndPinsWithThem() throws IOException {
        var path = "/agents/" + AGENT;
        client.post(path + "/tools", "{\"tool_name\":\"end_call\"}");
        client.send("PATCH", "/telephony/numbers/" + NUMBER_ID, "{\"agent_id\":\"" + AGENT + "\"}");
        assertThat(client.send("DELETE", path, null).status()).isEqualTo(204);
        assertThat(client.get(path).status()).isEqualTo(404);
        assertThat(client.get(path + "/tools").status()).isEqualTo(404);
        assertThat(client.get("/telephony/numbers?agent_id=" + AGENT).json().get("numbers"))
                .isEmpty();
        assertThat(client.originate(TO).status()).isEqualTo(404);
    }
}
