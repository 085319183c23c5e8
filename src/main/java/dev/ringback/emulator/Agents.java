package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Serves the operations on agents (Hub contract, section 9). */
final class Agents {
    private static final Fields WRITABLE = new Fields()
            .texts(
                    "name",
                    "description",
                    "category",
                    "status",
                    "system_prompt",
                    "greeting_message",
                    "llm_model",
                    "voice_provider",
                    "voice_id",
                    "template_id",
                    "active_prompt_id")
            .oneOf("greeting_mode", "interruptible", "locked")
            .oneOf("auth_mode", "public", "authenticated")
            .booleans("ringing_enabled", "noise_suppression_enabled", "background_audio_enabled")
            .numbers("background_audio_volume");

    private final Hub hub;
    private final Rows agents;
    private final Attachments attachments;

    Agents(Hub hub, Attachments attachments) {
        this.hub = hub;
        this.agents = new Rows(hub, Table.AGENT, "agent");
        this.attachments = attachments;
    }

    Map<Route, Operation> operations() {
        return Map.of(
                Route.LIST_AGENTS, this::list,
                Route.CREATE_AGENT, this::create,
                Route.GET_AGENT, this::get,
                Route.UPDATE_AGENT, this::update,
                Route.DELETE_AGENT, this::delete);
    }

    /** Returns a plain array, newest first, never paged (Hub contract, section 9). */
    private Answer list(HubRequest request) {
        return Answer.ok(Json.array(agents.all(request.account()).reversed()));
    }

    private Answer create(HubRequest request) {
        var body = request.json();
        HubRequest.required(body, "name");
        var row = Json.object()
                .put("category", "custom")
                .put("status", "draft")
                .put("llm_model", "gpt-4o")
                .put("voice_provider", "cartesia")
                .put("auth_mode", "authenticated")
                .put("greeting_mode", "interruptible")
                .put("created_by", request.caller().isPerson() ? "user" : "api_key");
        row.setAll(WRITABLE.pick(body));
        return Answer.json(201, agents.create(request.account(), row));
    }

    private Answer get(HubRequest request) {
        ObjectNode agent = agents.find(request.account(), request.id()).deepCopy();
        agent.set("playbooks", Json.array(attachments.playbooks(request.account(), request.id())));
        agent.set("faqs", Json.array(attachments.faqs(request.account(), request.id())));
        return Answer.ok(agent);
    }

    private Answer update(HubRequest request) {
        var agent = agents.find(request.account(), request.id());
        return Answer.ok(agents.change(request.account(), agent, WRITABLE.pick(request.json())));
    }

    /** Deletes an agent with its attachments. A number pinned to it is unpinned. */
    private Answer delete(HubRequest request) {
        var account = request.account();
        var agent = agents.find(account, request.id());
        attachments.removeAllOf(account, request.id());
        var numbers = new Rows(hub, Table.NUMBER, "phone number");
        numbers.all(account, Store.with("agent_id", request.id()))
                .forEach(number -> numbers.change(account, number, Json.object().putNull("agent_id")));
        agents.remove(account, agent);
        return Answer.gone();
    }
}
