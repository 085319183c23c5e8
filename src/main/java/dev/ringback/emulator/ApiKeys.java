package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Serves the operations on API keys (Hub contract, section 2). Any caller may list keys; only a person signed in to the
 * Hub may change them.
 */
final class ApiKeys {
    /** The lifetimes by their names; zero means that the key never expires. */
    private static final Map<String, Duration> EXPIRIES = Map.of(
            "never", Duration.ZERO,
            "1y", Duration.ofDays(365),
            "365d", Duration.ofDays(365),
            "90d", Duration.ofDays(90),
            "30d", Duration.ofDays(30));

    private final Hub hub;
    private final Rows keys;

    ApiKeys(Hub hub) {
        this.hub = hub;
        this.keys = new Rows(hub, Table.API_KEY, "API key");
    }

    Map<Route, Operation> operations() {
        return Map.of(
                Route.LIST_API_KEYS, this::list,
                Route.CREATE_API_KEY, this::create,
                Route.UPDATE_API_KEY, this::update,
                Route.DELETE_API_KEY, this::delete);
    }

    private Answer list(HubRequest request) {
        var rows = keys.all(request.account()).stream()
                .map(row -> (ObjectNode) row.deepCopy().without(List.of("hash")))
                .toList();
        return Answer.ok(Json.array(rows));
    }

    private static void requirePerson(HubRequest request) {
        if (!request.caller().isPerson()) {
            throw Refusal.of(403, "API keys can only be managed from the Hub");
        }
    }

    private Answer create(HubRequest request) {
        requirePerson(request);
        var body = request.json();
        var name = HubRequest.required(body, "name");
        var lifetime = EXPIRIES.get(body.path("expiry").asText("never"));
        if (lifetime == null) {
            throw Refusal.invalid("invalid expiry");
        }
        var key = "sk_live_" + request.account() + "_" + hub.ids.secret(24);
        Instant expires = lifetime.isZero() ? null : hub.clock.instant().plus(lifetime);
        var row = keys.put(request.account(), Keys.row(hub, name, key, expires));
        return Answer.json(201, Tools.named(row).put("key", key));
    }

    private Answer update(HubRequest request) {
        requirePerson(request);
        var row = keys.find(request.account(), request.id());
        var wanted = new Fields().texts("name").booleans("disabled").pick(request.json());
        keys.change(request.account(), row, withDisabledAt(hub, wanted));
        return Answer.done();
    }

    /** Replaces the requested {@code disabled} flag by the time of disabling. */
    static ObjectNode withDisabledAt(Hub hub, ObjectNode wanted) {
        var disabled = wanted.remove("disabled");
        if (disabled != null) {
            wanted.put("disabled_at", disabled.asBoolean() ? hub.clock.instant().toString() : null);
        }
        return wanted;
    }

    /** Disables a key and keeps its row: without the row, the next start would add a configured key again. */
    private Answer delete(HubRequest request) {
        requirePerson(request);
        var row = keys.find(request.account(), request.id());
        keys.change(
                request.account(),
                row,
                Json.object().put("disabled_at", hub.clock.instant().toString()));
        return Answer.gone();
    }
}
