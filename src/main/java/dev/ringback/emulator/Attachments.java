package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Serves the playbooks, FAQs and tools of an agent (Hub contract, section 9). */
final class Attachments {
    private static final Fields TOOL =
            new Fields().texts("tool_name").objects("config").booleans("enabled");

    /** A kind of row that is attached by id and found by id or name. */
    private record Kind(Rows links, Rows things, String member) {}

    private final Rows agents;
    private final Rows tools;
    private final Rows agentTools;
    private final Kind playbooks;
    private final Kind faqs;

    Attachments(Hub hub) {
        this.agents = new Rows(hub, Table.AGENT, "agent");
        this.tools = new Rows(hub, Table.TOOL, "tool");
        this.agentTools = new Rows(hub, Table.AGENT_TOOL, "agent tool");
        this.playbooks = new Kind(
                new Rows(hub, Table.AGENT_PLAYBOOK, "playbook of the agent"),
                new Rows(hub, Table.PLAYBOOK, "playbook"),
                "playbook_id");
        this.faqs =
                new Kind(new Rows(hub, Table.AGENT_FAQ, "FAQ of the agent"), new Rows(hub, Table.FAQ, "FAQ"), "faq_id");
    }

    Map<Route, Operation> operations() {
        return Map.of(
                Route.ATTACH_PLAYBOOK, request -> attach(request, playbooks),
                Route.DETACH_PLAYBOOK, request -> detach(request, playbooks),
                Route.ATTACH_FAQ, request -> attach(request, faqs),
                Route.DETACH_FAQ, request -> detach(request, faqs),
                Route.LIST_AGENT_TOOLS, this::listTools,
                Route.UPSERT_AGENT_TOOL, this::upsertTool,
                Route.UPSERT_AGENT_TOOL_PUT, this::upsertTool);
    }

    /** Attaches a playbook or an FAQ. A second attach of the same changes nothing and is no error. */
    private Answer attach(HubRequest request, Kind kind) {
        var account = request.account();
        var agent = agents.find(account, request.id()).get("id").asText();
        var wanted = HubRequest.required(request.json(), kind.member);
        var thing = kind.things.find(account, wanted).get("id").asText();
        var link = Json.object()
                .put("id", agent + "/" + thing)
                .put("agent_id", agent)
                .put(kind.member, thing);
        kind.links.put(account, link);
        return Answer.ok(Json.object().put("agent_id", agent).put(kind.member, thing));
    }

    private Answer detach(HubRequest request, Kind kind) {
        var account = request.account();
        var thing = kind.things.lookup(account, request.path().get("other"));
        var id = thing.map(row -> row.get("id").asText()).orElse(request.path().get("other"));
        kind.links.remove(account, kind.links.find(account, request.id() + "/" + id));
        return Answer.gone();
    }

    /** Returns the playbooks of an agent in the order they were attached. */
    List<ObjectNode> playbooks(String account, String agent) {
        return attached(account, agent, playbooks);
    }

    /** Returns the FAQs of an agent in the order they were attached. */
    List<ObjectNode> faqs(String account, String agent) {
        return attached(account, agent, faqs);
    }

    private static List<ObjectNode> attached(String account, String agent, Kind kind) {
        return kind.links.all(account, Store.with("agent_id", agent)).stream()
                .flatMap(link ->
                        kind.things.lookup(account, link.get(kind.member).asText()).stream())
                .toList();
    }

    private Answer listTools(HubRequest request) {
        agents.find(request.account(), request.id());
        var rows = agentTools.all(request.account(), Store.with("agent_id", request.id())).stream()
                .map(row -> row.deepCopy().without(List.of("id", "created_at", "updated_at")))
                .map(ObjectNode.class::cast)
                .toList();
        return Answer.ok(Json.array(rows));
    }

    /**
     * Sets a tool of an agent, idempotent by agent and tool name. The answer is a bare string (Hub contract, section 3
     * and its openapi.yaml).
     */
    private Answer upsertTool(HubRequest request) {
        var account = request.account();
        agents.find(account, request.id());
        var body = request.json();
        var tool = tools.find(account, HubRequest.required(body, "tool_name"))
                .get("name")
                .asText();
        var row = Json.object()
                .put("id", request.id() + "/" + tool)
                .put("agent_id", request.id())
                .put("enabled", true);
        row.set("config", Json.object());
        row.setAll(TOOL.pick(body));
        agentTools.put(account, row.put("tool_name", tool));
        return Answer.done();
    }

    void removeAllOf(String account, String agent) {
        for (var rows : List.of(playbooks.links, faqs.links, agentTools)) {
            rows.all(account, Store.with("agent_id", agent)).forEach(row -> rows.remove(account, row));
        }
    }
}
