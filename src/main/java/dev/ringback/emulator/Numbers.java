package dev.ringback.emulator;

import java.util.Map;

/** Phone numbers of an account, as far as a list of them goes. */
final class Numbers {
    private final Hub hub;

    Numbers(Hub hub) {
        this.hub = hub;
    }

    Map<Route, Operation> operations() {
        return Map.of(Route.LIST_NUMBERS, this::list);
    }

    /** The envelope is not documented beyond being an object; {@code numbers} is ours. */
    private Answer list(HubRequest request) {
        var agent = request.param("agent_id");
        var rows = hub.store.all(
                request.account(),
                Table.NUMBER,
                row -> agent.isEmpty()
                        || agent.get().equals(row.path("agent_id").asText(null)));
        var body = Json.object();
        body.set("numbers", Json.array(rows));
        return Answer.ok(body);
    }
}
