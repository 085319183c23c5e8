package dev.ringback.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Serves the operations on widget keys, the public ids {@code pk_live_…} of embedded widgets (Hub contract, section 12). */
final class WidgetKeys {
    private static final Pattern KEY = Pattern.compile("pk_live_(.+)_[^_]+");
    private static final Fields WRITABLE = new Fields()
            .texts("name")
            .textLists("domain_allowlist")
            .textsOrNull("agent_id")
            .booleans("disabled");

    /** A key and its account. */
    record Known(String account, ObjectNode row) {}

    private final Hub hub;
    private final Rows keys;

    WidgetKeys(Hub hub) {
        this.hub = hub;
        this.keys = new Rows(hub, Table.WIDGET_KEY, "widget key");
    }

    Map<Route, Operation> operations() {
        return Map.of(
                Route.LIST_WIDGET_KEYS, this::list,
                Route.CREATE_WIDGET_KEY, this::create,
                Route.UPDATE_WIDGET_KEY, this::update,
                Route.DELETE_WIDGET_KEY, this::delete);
    }

    private Answer list(HubRequest request) {
        var rows = keys.all(request.account()).stream()
                .map(row -> (ObjectNode) row.deepCopy().without(List.of("public_key", "used")))
                .toList();
        return Answer.ok(Json.array(rows));
    }

    private Answer create(HubRequest request) {
        var body = request.json();
        HubRequest.required(body, "name");
        var key = "pk_live_" + request.account() + "_" + hub.ids.secret(24);
        var row = Json.object().put("public_key", key).put("last8", key.substring(key.length() - 8));
        row.putNull("disabled_at").putNull("agent_id").set("domain_allowlist", Json.array());
        row.setAll(ApiKeys.withDisabledAt(hub, WRITABLE.pick(body)));
        var created = keys.create(request.account(), row);
        return Answer.json(201, Tools.named(created).put("public_key", key));
    }

    private Answer update(HubRequest request) {
        var row = keys.find(request.account(), request.id());
        keys.change(request.account(), row, ApiKeys.withDisabledAt(hub, WRITABLE.pick(request.json())));
        return Answer.done();
    }

    /** Disables a key that admitted a visitor; removes any other key. */
    private Answer delete(HubRequest request) {
        var row = keys.find(request.account(), request.id());
        if (row.path("used").asBoolean()) {
            var disabled = Json.object().put("disabled", true);
            keys.change(request.account(), row, ApiKeys.withDisabledAt(hub, disabled));
        } else {
            keys.remove(request.account(), row);
        }
        return Answer.gone();
    }

    /** Returns the key with this text, unless it is disabled. */
    Optional<Known> find(String key) {
        var account = KEY.matcher(key);
        if (!account.matches()) {
            return Optional.empty();
        }
        return keys.all(account.group(1), Store.with("public_key", key)).stream()
                .filter(row -> row.path("disabled_at").isNull())
                .findFirst()
                .map(row -> new Known(account.group(1), row));
    }

    void markUsed(Known key) {
        if (!key.row().path("used").asBoolean()) {
            keys.change(key.account(), key.row(), Json.object().put("used", true));
        }
    }

    /**
     * Returns whether a page of this origin may use the key. {@code *.acme.com} and {@code localhost:*} are allowed
     * patterns.
     */
    static boolean allows(ObjectNode key, String origin) {
        if (origin == null) {
            return false;
        }
        var host = origin.replaceFirst("^[a-z]+://", "");
        for (JsonNode pattern : key.get("domain_allowlist")) {
            var parts = pattern.asText().split("\\*", -1);
            var regex = String.join(
                    ".+", List.of(parts).stream().map(Pattern::quote).toList());
            if (host.matches(regex)) {
                return true;
            }
        }
        return false;
    }
}
