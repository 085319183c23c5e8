package dev.ringback.emulator;

import java.util.Locale;
import java.util.Map;

/**
 * Serves the operations on playbooks (Hub contract, section 9). Built-in playbooks cannot be deleted and record that
 * they were changed.
 */
final class Playbooks {
    private static final Fields CHANGEABLE =
            new Fields().texts("display_name", "description", "content").textLists("tool_names", "tags");
    private static final Fields CREATABLE = new Fields()
            .texts("display_name", "name", "category", "description", "content")
            .textLists("tool_names", "tags");

    private final Rows playbooks;

    Playbooks(Hub hub) {
        this.playbooks = new Rows(hub, Table.PLAYBOOK, "playbook");
    }

    Map<Route, Operation> operations() {
        return Map.of(
                Route.LIST_PLAYBOOKS, this::list,
                Route.CREATE_PLAYBOOK, this::create,
                Route.GET_PLAYBOOK, request -> Answer.ok(playbooks.find(request.account(), request.id())),
                Route.UPDATE_PLAYBOOK, this::update,
                Route.DELETE_PLAYBOOK, this::delete);
    }

    /**
     * Lists playbooks; the search matches the start of the name. The envelope follows the one of tools, as no page
     * shows it.
     */
    private Answer list(HubRequest request) {
        var category = request.param("category").map(value -> Store.with("category", value));
        var search = request.param("search").orElse("");
        var found = playbooks.all(
                request.account(),
                row -> row.path("name").asText().startsWith(search)
                        && category.map(wanted -> wanted.test(row)).orElse(true));
        return Answer.ok(Page.of(found, request).json("playbooks"));
    }

    private Answer create(HubRequest request) {
        var body = request.json();
        var title = HubRequest.required(body, "display_name");
        var row = Json.object()
                .put("name", snakeCase(title))
                .put("category", "custom")
                .put("content", "")
                .put("is_default", false)
                .put("modified_from_default", false);
        row.set("tool_names", Json.array());
        row.set("tags", Json.array());
        row.setAll(CREATABLE.pick(body));
        playbooks.requireNew(request.account(), "name", row.get("name").asText());
        return Answer.json(201, Tools.named(playbooks.create(request.account(), row)));
    }

    static String snakeCase(String title) {
        return title.trim().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }

    private Answer update(HubRequest request) {
        var playbook = playbooks.find(request.account(), request.id());
        var changes = CHANGEABLE.pick(request.json());
        if (playbook.path("is_default").asBoolean()) {
            changes.put("modified_from_default", true);
        }
        return Answer.ok(Tools.named(playbooks.change(request.account(), playbook, changes)));
    }

    private Answer delete(HubRequest request) {
        var playbook = playbooks.find(request.account(), request.id());
        if (playbook.path("is_default").asBoolean()) {
            throw Refusal.of(403, "built-in playbooks cannot be deleted");
        }
        playbooks.remove(request.account(), playbook);
        return Answer.gone();
    }
}
