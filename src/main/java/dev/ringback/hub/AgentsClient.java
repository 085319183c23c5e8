package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls the Hub's operations on agents and on their tools, playbooks and FAQs (Hub contract: docs/HUB.md). */
@Path("/agents")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface AgentsClient {
    /** Lists all agents, newest first. The Hub does not page this list. */
    @GET
    Rows<Agent> list();

    /** Creates an agent. Without a given status it is a draft, which places no calls. */
    @POST
    Agent create(AgentFields agent);

    @GET
    @Path("/{id}")
    Agent get(@PathParam("id") String id);

    /** Changes only the given fields. */
    @PATCH
    @Path("/{id}")
    Agent update(@PathParam("id") String id, AgentFields changes);

    @DELETE
    @Path("/{id}")
    String delete(@PathParam("id") String id);

    @POST
    @Path("/{id}/faqs")
    String attach(@PathParam("id") String id, FaqId faq);

    @DELETE
    @Path("/{id}/faqs/{faq}")
    String detachFaq(@PathParam("id") String id, @PathParam("faq") String faq);

    @POST
    @Path("/{id}/playbooks")
    String attach(@PathParam("id") String id, PlaybookId playbook);

    @DELETE
    @Path("/{id}/playbooks/{playbook}")
    String detachPlaybook(@PathParam("id") String id, @PathParam("playbook") String playbook);

    @GET
    @Path("/{id}/tools")
    Rows<AgentTool> tools(@PathParam("id") String id);

    /** Attaches a tool or changes its settings. The Hub documents it as idempotent by agent and tool name. */
    @POST
    @Path("/{id}/tools")
    String attach(@PathParam("id") String id, AgentTool tool);

    /** Does the same as {@link #attach(String, AgentTool)} by the Hub's PUT operation. */
    @PUT
    @Path("/{id}/tools")
    String put(@PathParam("id") String id, AgentTool tool);

    /**
     * An agent as the Hub returns it. All fields except id and name may be null.
     *
     * @param status an open set; the Hub's pages name draft, active, paused and archived
     * @param playbooks only in the answer to {@link #get}
     * @param faqs only in the answer to {@link #get}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Agent(
            String id,
            String name,
            String description,
            String category,
            String status,
            String systemPrompt,
            String greetingMessage,
            String greetingMode,
            String llmModel,
            String voiceProvider,
            String voiceId,
            String authMode,
            Boolean ringingEnabled,
            Boolean noiseSuppressionEnabled,
            Boolean backgroundAudioEnabled,
            Double backgroundAudioVolume,
            String templateId,
            String activePromptId,
            String createdAt,
            String updatedAt,
            String createdBy,
            List<AgentPlaybook> playbooks,
            List<AgentFaq> faqs) {
        /** Returns whether the agent may take and place calls. No other status allows calls. */
        public boolean isActive() {
            return "active".equals(status);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record AgentPlaybook(
            String id, String name, String displayName, String category, String description, List<String> toolNames) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record AgentFaq(String id, String name, String title, String category, String summary, String content) {}

    /**
     * A tool of an agent.
     *
     * @param agentId null in requests, as the path names the agent
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record AgentTool(String agentId, String toolName, Map<String, JsonNode> config, Boolean enabled) {
        public static AgentTool enabled(String toolName) {
            return new AgentTool(null, toolName, Map.of(), true);
        }
    }

    record FaqId(@JsonProperty("faq_id") String id) {}

    record PlaybookId(@JsonProperty("playbook_id") String id) {}

    /**
     * The fields to set on an agent; other fields stay unchanged. The Hub has many fields with open value sets, so this
     * is a map. Only the fields that matter to calls have methods.
     */
    record AgentFields(@JsonValue Map<String, Object> fields) {
        public static AgentFields named(String name) {
            return new AgentFields(Map.of("name", name));
        }

        public static AgentFields of(String field, Object value) {
            return new AgentFields(Map.of(field, value));
        }

        public AgentFields status(String status) {
            return with("status", status);
        }

        public AgentFields systemPrompt(String prompt) {
            return with("system_prompt", prompt);
        }

        public AgentFields greetingMessage(String greeting) {
            return with("greeting_message", greeting);
        }

        /** Adds a field by its name in the contract, such as {@code voice_id}. */
        public AgentFields with(String field, Object value) {
            Map<String, Object> more = new LinkedHashMap<>(fields);
            more.put(field, value);
            return new AgentFields(more);
        }
    }
}
