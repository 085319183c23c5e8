package dev.ringback.emulator;

import java.util.ArrayList;
import java.util.Map;

/** Agents, as far as a list of them goes. */
final class Agents {
    private final Hub hub;

    Agents(Hub hub) {
        this.hub = hub;
    }

    Map<Route, Operation> operations() {
        return Map.of(Route.LIST_AGENTS, this::list);
    }

    /** A plain array, newest first, never paged (Hub contract, section 9). */
    private Answer list(HubRequest request) {
        var rows = new ArrayList<>(hub.store.all(request.account(), Table.AGENT));
        return Answer.ok(Json.array(rows.reversed()));
    }
}
