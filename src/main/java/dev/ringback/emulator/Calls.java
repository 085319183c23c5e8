package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

/** Places single calls (Hub contract, section 5) within the cost caps. */
final class Calls {
    /** The Hub's own local check of a number (Hub contract, section 8). */
    static final Pattern E164 = Pattern.compile("\\+[0-9]{7,15}");

    private final Hub hub;

    Calls(Hub hub) {
        this.hub = hub;
    }

    Map<Route, Operation> operations() {
        return Map.of(Route.ORIGINATE, this::originate, Route.GET_CALL_LIMITS, this::limits);
    }

    private Answer originate(HubRequest request) {
        var body = request.json();
        var from = HubRequest.required(body, "from_number");
        var to = HubRequest.required(body, "to_number");
        var agent = HubRequest.required(body, "agent_id");
        if (!E164.matcher(to).matches()) {
            throw Refusal.invalid("to_number must be E.164");
        }
        requireOutbound(request.account(), from);
        requireActive(request.account(), agent);
        var now = hub.clock.instant();
        hub.capReached(request.account(), now).ifPresent(cap -> {
            throw Refusal.of(429, cap);
        });
        var session = hub.ids.next("sess");
        hub.commit(new Fact.Rang(ring(request.account(), to, from, agent, session, now)));
        return Answer.ok(Json.object().put("session_id", session));
    }

    private Ring ring(String account, String to, String from, String agent, String session, Instant now) {
        var length = hub.behaviour().dialling().callDuration();
        return new Ring(account, to, from, agent, Ring.Via.ORIGINATE, null, null, session, Map.of(), now, length);
    }

    private void requireOutbound(String account, String e164) {
        var usable = hub.store.all(account, Table.NUMBER, Store.with("e164", e164)).stream()
                .anyMatch(number -> number.path("outbound_enabled").asBoolean());
        if (!usable) {
            throw Refusal.notFound("phone number");
        }
    }

    /**
     * Refuses an agent that is not active. The code is not documented; 400 is one of the possible 4xx (Hub contract,
     * section 15).
     */
    private void requireActive(String account, String id) {
        var agent = hub.store.find(account, Table.AGENT, id).orElseThrow(() -> Refusal.notFound("agent"));
        if (!isActive(agent)) {
            throw Refusal.invalid("agent is not active");
        }
    }

    static boolean isActive(ObjectNode agent) {
        return agent.path("status").asText().equals("active");
    }

    private Answer limits(HubRequest request) {
        return Answer.ok(hub.caps().map(Json::tree).orElseGet(Json::object));
    }
}
