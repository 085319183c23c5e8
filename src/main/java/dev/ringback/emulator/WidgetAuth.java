package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/**
 * Serves the token operations of a widget's visitors (Hub contract, section 12). All except {@code user-token} are
 * public. A token contains the account and a random text; its kind and expiry are stored in a row.
 */
final class WidgetAuth {
    private static final Duration USER_TOKEN = Duration.ofMinutes(5);
    private static final Duration SESSION = Duration.ofHours(1);
    private static final Duration REFRESH = Duration.ofDays(1);

    private final Hub hub;
    private final WidgetKeys keys;
    private final WidgetSettings settings;
    private final Rows tokens;

    WidgetAuth(Hub hub, WidgetKeys keys, WidgetSettings settings) {
        this.hub = hub;
        this.keys = keys;
        this.settings = settings;
        this.tokens = new Rows(hub, Table.WIDGET_TOKEN, "token");
    }

    Map<Route, Operation> operations() {
        return Map.of(
                Route.WIDGET_GUEST, this::guest,
                Route.WIDGET_EXCHANGE, this::exchange,
                Route.WIDGET_REFRESH, this::refresh,
                Route.WIDGET_USER_TOKEN, this::userToken,
                Route.WIDGET_CONFIG, this::config);
    }

    private Answer guest(HubRequest request) {
        var body = request.json();
        var key = keys.find(HubRequest.required(body, "client_key"))
                .orElseThrow(() -> Refusal.of(403, "unknown client_key"));
        if (!WidgetKeys.allows(key.row(), request.headers().get("Origin"))) {
            throw Refusal.of(403, "origin is not allowed");
        }
        var pinned = key.row().path("agent_id").asText(null);
        var wanted = body.path("agent_id").asText(pinned);
        if (pinned != null && !pinned.equals(wanted)) {
            throw Refusal.of(403, "client_key is pinned to another agent");
        }
        keys.markUsed(key);
        return Answer.ok(session(key.account()).put("agent_id", wanted));
    }

    private Answer exchange(HubRequest request) {
        var body = request.json();
        var token = body.has("user_token") ? "user_token" : "token";
        return Answer.ok(session(redeem(body, token, "user")));
    }

    private Answer refresh(HubRequest request) {
        return Answer.ok(session(redeem(request.json(), "refresh_token", "refresh")));
    }

    private Answer userToken(HubRequest request) {
        HubRequest.required(request.json(), "external_user_id");
        var token = issue(request.account(), "user", USER_TOKEN);
        return Answer.ok(Json.object().put("user_token", token).put("expires_in", USER_TOKEN.toSeconds()));
    }

    private Answer config(HubRequest request) {
        var key = keys.find(request.param("client_key").orElseThrow(() -> Refusal.invalid("client_key is required")))
                .orElseThrow(() -> Refusal.notFound("client_key"));
        var body = Json.object().put("agent_id", key.row().path("agent_id").asText(null));
        body.set("branding", settings.branding(key.account()));
        return Answer.ok(body);
    }

    private ObjectNode session(String account) {
        return Json.object()
                .put("token", issue(account, "session", SESSION))
                .put("refresh_token", issue(account, "refresh", REFRESH))
                .put("expires_in", SESSION.toSeconds());
    }

    private String issue(String account, String kind, Duration lifetime) {
        var name = Base64.getUrlEncoder().withoutPadding().encodeToString(account.getBytes(StandardCharsets.UTF_8));
        var token = "eyJ" + name + "." + hub.ids.secret(32);
        var expires = hub.clock.instant().plus(lifetime).toString();
        tokens.put(account, Json.object().put("id", token).put("kind", kind).put("expires_at", expires));
        return token;
    }

    /** Returns the account of an unexpired token of this kind; refuses any other token with 400. */
    private String redeem(ObjectNode body, String member, String kind) {
        var token = HubRequest.required(body, member);
        var account = account(token);
        tokens.lookup(account, token)
                .filter(Store.with("kind", kind))
                .filter(row -> Instant.parse(row.get("expires_at").asText()).isAfter(hub.clock.instant()))
                .orElseThrow(() -> Refusal.invalid(member + " is invalid or expired"));
        return account;
    }

    private static String account(String token) {
        var end = token.indexOf('.');
        if (!token.startsWith("eyJ") || end < 0) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(token.substring(3, end)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
