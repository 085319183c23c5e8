package dev.ringback.emulator;

import java.util.List;
import java.util.Map;

/**
 * Serves the operations on carrier credentials (Hub contract, section 8). It checks their shape and never stores or
 * shows them.
 */
final class Providers {
    private static final Map<String, List<String>> NEEDED = Map.of(
            "twilio", List.of("account_sid", "auth_token"),
            "plivo", List.of("auth_id", "auth_token"),
            "vobiz", List.of("auth_id", "auth_token"));

    private final Rows providers;
    private final Rows numbers;

    Providers(Hub hub) {
        this.providers = new Rows(hub, Table.PROVIDER, "provider");
        this.numbers = new Rows(hub, Table.NUMBER, "phone number");
    }

    Map<Route, Operation> operations() {
        return Map.of(
                Route.LIST_PROVIDERS, this::list,
                Route.CREATE_PROVIDER, this::create,
                Route.DELETE_PROVIDER, this::delete);
    }

    private Answer list(HubRequest request) {
        var body = Json.object();
        body.set("providers", Json.array(providers.all(request.account())));
        return Answer.ok(body);
    }

    private Answer create(HubRequest request) {
        var body = request.json();
        var provider = HubRequest.required(body, "provider");
        if (!NEEDED.containsKey(provider)) {
            throw Refusal.invalid("unknown provider " + provider);
        }
        for (var key : NEEDED.get(provider)) {
            if (body.path("credentials").path(key).asText("").isBlank()) {
                throw Refusal.invalid("credentials." + key + " is required");
            }
        }
        var row = new Fields().texts("provider", "label").pick(body);
        return Answer.json(201, providers.create(request.account(), row));
    }

    private Answer delete(HubRequest request) {
        var provider = providers.find(request.account(), request.id());
        if (!numbers.all(request.account(), Store.with("credentials_id", request.id()))
                .isEmpty()) {
            throw Refusal.of(409, "numbers are still attached");
        }
        providers.remove(request.account(), provider);
        return Answer.gone();
    }
}
