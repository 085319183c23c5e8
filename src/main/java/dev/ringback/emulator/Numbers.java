package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Serves the operations on an account's phone numbers (Hub contract, section 8). */
final class Numbers {
    private static final Fields WRITABLE = new Fields()
            .texts("e164", "provider", "credentials_id")
            .textsOrNull("agent_id")
            .booleans("inbound_enabled", "outbound_enabled");

    private final Rows numbers;
    private final Rows providers;
    private final Rows agents;

    Numbers(Hub hub) {
        this.numbers = new Rows(hub, Table.NUMBER, "phone number");
        this.providers = new Rows(hub, Table.PROVIDER, "provider");
        this.agents = new Rows(hub, Table.AGENT, "agent");
    }

    Map<Route, Operation> operations() {
        return Map.of(
                Route.LIST_NUMBERS, this::list,
                Route.CREATE_NUMBER, this::create,
                Route.PIN_NUMBER, this::pin,
                Route.DELETE_NUMBER, this::delete);
    }

    /** Lists the numbers. The envelope is documented only as an object; {@code numbers} is our choice. */
    private Answer list(HubRequest request) {
        var pinned = request.param("agent_id").map(agent -> Store.with("agent_id", agent));
        var body = Json.object();
        body.set("numbers", Json.array(numbers.all(request.account(), pinned.orElse(row -> true))));
        return Answer.ok(body);
    }

    private Answer create(HubRequest request) {
        var account = request.account();
        var body = request.json();
        var e164 = HubRequest.required(body, "e164");
        if (!Calls.E164.matcher(e164).matches()) {
            throw Refusal.invalid("e164 must be a plus sign and 7 to 15 digits");
        }
        numbers.requireNew(account, "e164", e164);
        var provider = HubRequest.required(body, "provider");
        providers
                .lookup(account, HubRequest.required(body, "credentials_id"))
                .filter(Store.with("provider", provider))
                .orElseThrow(() -> Refusal.invalid("unknown credentials_id for provider " + provider));
        var row = Json.object().put("inbound_enabled", true).put("outbound_enabled", true);
        row.putNull("agent_id").setAll(WRITABLE.pick(body));
        if (!row.get("agent_id").isNull()
                && agents.lookup(account, row.get("agent_id").asText()).isEmpty()) {
            throw Refusal.invalid("unknown agent_id");
        }
        var id = numbers.create(account, row).get("id").asText();
        return Answer.json(201, Json.object().put("id", id).put("e164", e164));
    }

    private Answer pin(HubRequest request) {
        var account = request.account();
        var number = numbers.find(account, request.id());
        ObjectNode wanted = new Fields().textsOrNull("agent_id").pick(request.json());
        if (!wanted.has("agent_id")) {
            throw Refusal.invalid("agent_id is required");
        }
        if (!wanted.get("agent_id").isNull()) {
            agents.find(account, wanted.get("agent_id").asText());
        }
        numbers.change(account, number, wanted);
        return Answer.done();
    }

    private Answer delete(HubRequest request) {
        numbers.remove(request.account(), numbers.find(request.account(), request.id()));
        return Answer.gone();
    }
}
