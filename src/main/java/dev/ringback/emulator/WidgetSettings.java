package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Serves the widget's appearance per account and its policy per agent (Hub contract, section 12). */
final class WidgetSettings {
    private static final Fields BRANDING = new Fields()
            .texts("primary_color", "accent_color", "logo_url", "launcher_label", "privacy_notice")
            .oneOf("launcher_position", "br", "bl", "tr", "tl");
    private static final Fields POLICY =
            new Fields().oneOf("auth_mode", "guest", "user", "both").booleans("widget_enabled");
    private static final String ONLY = "account";

    private final Rows branding;
    private final Rows policies;
    private final Rows agents;

    WidgetSettings(Hub hub) {
        this.branding = new Rows(hub, Table.WIDGET_SETTINGS, "widget settings");
        this.policies = new Rows(hub, Table.AGENT_WIDGET_SETTINGS, "widget settings");
        this.agents = new Rows(hub, Table.AGENT, "agent");
    }

    Map<Route, Operation> operations() {
        return Map.of(
                Route.GET_WIDGET_SETTINGS,
                request -> Answer.ok(branding(request.account())),
                Route.UPDATE_WIDGET_SETTINGS,
                this::rebrand,
                Route.GET_AGENT_WIDGET_SETTINGS,
                request -> Answer.ok(policy(request.account(), request.id())),
                Route.UPDATE_AGENT_WIDGET_SETTINGS,
                this::changePolicy);
    }

    ObjectNode branding(String account) {
        var shown = Json.object()
                .put("primary_color", "#1f2937")
                .put("accent_color", "#2563eb")
                .put("launcher_position", "br");
        branding.lookup(account, ONLY).ifPresent(row -> shown.setAll(BRANDING.pick(row)));
        return shown;
    }

    private Answer rebrand(HubRequest request) {
        var row = Json.object().put("id", ONLY);
        row.setAll(branding(request.account()));
        row.setAll(BRANDING.pick(request.json()));
        branding.put(request.account(), row);
        return Answer.done();
    }

    private ObjectNode policy(String account, String agent) {
        agents.find(account, agent);
        var shown =
                Json.object().put("agent_id", agent).put("auth_mode", "guest").put("widget_enabled", false);
        policies.lookup(account, agent).ifPresent(row -> shown.setAll(POLICY.pick(row)));
        return shown;
    }

    private Answer changePolicy(HubRequest request) {
        var changed = policy(request.account(), request.id());
        changed.setAll(POLICY.pick(request.json()));
        policies.put(request.account(), changed.deepCopy().put("id", request.id()));
        return Answer.ok(changed);
    }
}
