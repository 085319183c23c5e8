package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Serves the operations on tools (Hub contract, section 9). Built-in tools cannot be deleted and record that they were
 * changed.
 */
final class Tools {
    private static final Fields CHANGEABLE = new Fields()
            .texts("description", "implementation_code")
            .objects("schema", "implementation_config")
            .textLists("tags");
    private static final Fields CREATABLE = new Fields()
            .texts("name", "category", "description", "display_name", "implementation_code")
            .objects("schema", "implementation_config")
            .oneOf("implementation_type", "http", "python")
            .textLists("tags");

    private final Rows tools;
    private final Rows agentTools;

    Tools(Hub hub) {
        this.tools = new Rows(hub, Table.TOOL, "tool");
        this.agentTools = new Rows(hub, Table.AGENT_TOOL, "agent tool");
    }

    Map<Route, Operation> operations() {
        return Map.of(
                Route.LIST_TOOLS, this::list,
                Route.CREATE_TOOL, this::create,
                Route.GET_TOOL, request -> Answer.ok(tools.find(request.account(), request.id())),
                Route.UPDATE_TOOL, this::update,
                Route.DELETE_TOOL, this::delete);
    }

    private Answer list(HubRequest request) {
        var all = tools.all(request.account());
        var found = all.stream()
                .filter(equal(request, "category", "category"))
                .filter(equal(request, "type", "implementation_type"))
                .filter(tool -> mentions(tool, request.param("search").orElse("")))
                .toList();
        var counts = Json.object();
        all.forEach(tool -> {
            var category = tool.path("category").asText();
            counts.put(category, counts.path(category).asInt() + 1);
        });
        var body = Page.of(found, request).json("tools");
        body.set("category_counts", counts);
        return Answer.ok(body);
    }

    private static Predicate<ObjectNode> equal(HubRequest request, String param, String member) {
        return request.param(param).map(value -> Store.with(member, value)).orElse(row -> true);
    }

    private static boolean mentions(ObjectNode tool, String words) {
        return Stream.of("name", "display_name", "description")
                .anyMatch(member -> tool.path(member).asText().contains(words));
    }

    private Answer create(HubRequest request) {
        var body = request.json();
        var name = HubRequest.required(body, "name");
        HubRequest.required(body, "category");
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw Refusal.invalid("name must be snake_case");
        }
        tools.requireNew(request.account(), "name", name);
        var row = Json.object()
                .put("implementation_type", "python")
                .put("is_default", false)
                .put("modified_from_default", false);
        row.setAll(CREATABLE.pick(body));
        return Answer.json(201, named(tools.create(request.account(), row)));
    }

    private Answer update(HubRequest request) {
        var tool = tools.find(request.account(), request.id());
        var changes = CHANGEABLE.pick(request.json());
        if (tool.path("is_default").asBoolean()) {
            changes.put("modified_from_default", true);
        }
        return Answer.ok(named(tools.change(request.account(), tool, changes)));
    }

    /** Returns a map of texts, as the contract says; its keys are our choice. */
    static ObjectNode named(ObjectNode row) {
        return Json.object()
                .put("id", row.get("id").asText())
                .put("name", row.get("name").asText());
    }

    private Answer delete(HubRequest request) {
        var tool = tools.find(request.account(), request.id());
        if (tool.path("is_default").asBoolean()) {
            throw Refusal.of(403, "built-in tools cannot be deleted");
        }
        agentTools
                .all(request.account(), Store.with("tool_name", tool.get("name").asText()))
                .forEach(row -> agentTools.remove(request.account(), row));
        tools.remove(request.account(), tool);
        return Answer.gone();
    }
}
