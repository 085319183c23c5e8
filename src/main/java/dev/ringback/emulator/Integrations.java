package dev.ringback.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * Serves the operations on integrations (Hub contract, section 10): tools with their credentials, installed per
 * account. The two lists that the Hub labels as stubs are empty here too.
 */
final class Integrations {
    private final List<ObjectNode> catalogue = Catalogue.load().integrations();
    private final Rows installed;
    private final Rows tools;

    Integrations(Hub hub) {
        this.installed = new Rows(hub, Table.INTEGRATION, "installed integration");
        this.tools = new Rows(hub, Table.TOOL, "tool");
    }

    Map<Route, Operation> operations() {
        return Map.of(
                Route.LIST_INTEGRATIONS,
                this::list,
                Route.GET_INTEGRATION,
                request -> Answer.ok(shown(request.account(), find(request))),
                Route.INSTALL_INTEGRATION,
                this::install,
                Route.UNINSTALL_INTEGRATION,
                this::uninstall,
                Route.LIST_MCP_CONNECTIONS,
                request -> none("connections"),
                Route.LIST_NATIVE_TOOLS,
                request -> none("tools"));
    }

    private static Answer none(String name) {
        var body = Json.object();
        body.set(name, Json.array());
        return Answer.ok(body);
    }

    private ObjectNode find(HubRequest request) {
        return catalogue.stream()
                .filter(Store.with("id", request.id()))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("integration"));
    }

    private ObjectNode shown(String account, ObjectNode integration) {
        var id = integration.get("id").asText();
        return integration
                .deepCopy()
                .put("installed", installed.lookup(account, id).isPresent());
    }

    private Answer list(HubRequest request) {
        var category = request.param("category").map(value -> Store.with("category", value));
        var rows = catalogue.stream()
                .filter(row -> category.map(wanted -> wanted.test(row)).orElse(true))
                .map(row -> shown(request.account(), row))
                .toList();
        var counts = Json.object();
        catalogue.forEach(row -> {
            var name = row.get("category").asText();
            counts.put(name, counts.path(name).asInt() + 1);
        });
        var body = Json.object();
        body.set("integrations", Json.array(rows));
        body.set("category_counts", counts);
        return Answer.ok(body);
    }

    /**
     * Installs an integration; a second install replaces its tools. Required credentials must be present; none are
     * stored.
     */
    private Answer install(HubRequest request) {
        var integration = find(request);
        var credentials = request.json().path("credentials");
        for (JsonNode key : integration.get("credential_keys")) {
            if (credentials.path(key.asText()).asText("").isBlank()) {
                throw Refusal.invalid("credentials." + key.asText() + " is required");
            }
        }
        uninstallTools(request.account(), request.id());
        for (JsonNode tool : integration.get("tools")) {
            ObjectNode row = tool.deepCopy();
            tools.create(
                    request.account(),
                    row.put("implementation_type", "http")
                            .put("is_default", true)
                            .put("modified_from_default", false)
                            .put("integration", request.id()));
        }
        installed.put(request.account(), Json.object().put("id", request.id()));
        return Answer.ok(shown(request.account(), integration));
    }

    private Answer uninstall(HubRequest request) {
        var integration = find(request);
        var row = installed
                .lookup(request.account(), request.id())
                .orElseThrow(() -> Refusal.of(409, "integration is not installed"));
        uninstallTools(request.account(), request.id());
        installed.remove(request.account(), row);
        return Answer.ok(shown(request.account(), integration));
    }

    private void uninstallTools(String account, String integration) {
        tools.all(account, Store.with("integration", integration)).forEach(tool -> tools.remove(account, tool));
    }
}
