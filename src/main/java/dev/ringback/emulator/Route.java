package dev.ringback.emulator;

import io.vertx.core.http.HttpMethod;
import java.util.Locale;

/**
 * The operations of the Hub contract (its openapi.yaml), by method and path below the base address; {@code {…}} stands
 * for one segment. Two constants are no operations: in a fault plan {@link #ANY} stands for every operation. {@link
 * #CONNECTION} stands for accepting a connection, before a byte of it is read.
 */
public enum Route {
    LIST_AGENTS("GET", "/agents"),
    CREATE_AGENT("POST", "/agents"),
    GET_AGENT("GET", "/agents/{id}"),
    UPDATE_AGENT("PATCH", "/agents/{id}"),
    DELETE_AGENT("DELETE", "/agents/{id}"),
    ATTACH_FAQ("POST", "/agents/{id}/faqs"),
    DETACH_FAQ("DELETE", "/agents/{id}/faqs/{other}"),
    ATTACH_PLAYBOOK("POST", "/agents/{id}/playbooks"),
    DETACH_PLAYBOOK("DELETE", "/agents/{id}/playbooks/{other}"),
    LIST_AGENT_TOOLS("GET", "/agents/{id}/tools"),
    UPSERT_AGENT_TOOL("POST", "/agents/{id}/tools"),
    UPSERT_AGENT_TOOL_PUT("PUT", "/agents/{id}/tools"),
    LIST_TOOLS("GET", "/tools"),
    CREATE_TOOL("POST", "/tools"),
    GET_TOOL("GET", "/tools/{id}"),
    UPDATE_TOOL("PUT", "/tools/{id}"),
    DELETE_TOOL("DELETE", "/tools/{id}"),
    LIST_PLAYBOOKS("GET", "/playbooks"),
    CREATE_PLAYBOOK("POST", "/playbooks"),
    GET_PLAYBOOK("GET", "/playbooks/{id}"),
    UPDATE_PLAYBOOK("PUT", "/playbooks/{id}"),
    DELETE_PLAYBOOK("DELETE", "/playbooks/{id}"),
    LIST_FAQS("GET", "/faqs"),
    CREATE_FAQ("POST", "/faqs"),
    GET_FAQ("GET", "/faqs/{id}"),
    UPDATE_FAQ("PUT", "/faqs/{id}"),
    DELETE_FAQ("DELETE", "/faqs/{id}"),
    LIST_INTEGRATIONS("GET", "/integrations"),
    GET_INTEGRATION("GET", "/integrations/{id}"),
    INSTALL_INTEGRATION("POST", "/integrations/{id}/install"),
    UNINSTALL_INTEGRATION("POST", "/integrations/{id}/uninstall"),
    LIST_MCP_CONNECTIONS("GET", "/mcp-connections"),
    LIST_NATIVE_TOOLS("GET", "/native-tools"),
    LIST_NUMBERS("GET", "/telephony/numbers"),
    CREATE_NUMBER("POST", "/telephony/numbers"),
    PIN_NUMBER("PATCH", "/telephony/numbers/{id}"),
    DELETE_NUMBER("DELETE", "/telephony/numbers/{id}"),
    LIST_PROVIDERS("GET", "/telephony/providers"),
    CREATE_PROVIDER("POST", "/telephony/providers"),
    DELETE_PROVIDER("DELETE", "/telephony/providers/{id}"),
    ORIGINATE("POST", "/calls/originate"),
    GET_RECORDING("GET", "/sessions/{id}/recording"),
    GET_CALL_LIMITS("GET", "/call-limits"),
    LIST_CAMPAIGNS("GET", "/campaigns"),
    CREATE_CAMPAIGN("POST", "/campaigns"),
    GET_CAMPAIGN("GET", "/campaigns/{id}"),
    DELETE_CAMPAIGN("DELETE", "/campaigns/{id}"),
    LIST_CONTACTS("GET", "/campaigns/{id}/contacts"),
    STREAM_CAMPAIGN("GET", "/campaigns/{id}/events"),
    START_CAMPAIGN("POST", "/campaigns/{id}/start"),
    PAUSE_CAMPAIGN("POST", "/campaigns/{id}/pause"),
    RESUME_CAMPAIGN("POST", "/campaigns/{id}/resume"),
    STOP_CAMPAIGN("POST", "/campaigns/{id}/stop"),
    LIST_API_KEYS("GET", "/api-keys"),
    CREATE_API_KEY("POST", "/api-keys"),
    UPDATE_API_KEY("PATCH", "/api-keys/{id}"),
    DELETE_API_KEY("DELETE", "/api-keys/{id}"),
    LIST_WIDGET_KEYS("GET", "/widget-keys"),
    CREATE_WIDGET_KEY("POST", "/widget-keys"),
    UPDATE_WIDGET_KEY("PATCH", "/widget-keys/{id}"),
    DELETE_WIDGET_KEY("DELETE", "/widget-keys/{id}"),
    GET_WIDGET_SETTINGS("GET", "/widget-settings"),
    UPDATE_WIDGET_SETTINGS("PATCH", "/widget-settings"),
    GET_AGENT_WIDGET_SETTINGS("GET", "/agents/{id}/widget-settings"),
    UPDATE_AGENT_WIDGET_SETTINGS("PATCH", "/agents/{id}/widget-settings"),
    WIDGET_GUEST("POST", "/widget/auth/guest"),
    WIDGET_EXCHANGE("POST", "/widget/auth/exchange"),
    WIDGET_REFRESH("POST", "/widget/auth/refresh"),
    WIDGET_USER_TOKEN("POST", "/widget/auth/user-token"),
    WIDGET_CONFIG("GET", "/widget/config"),
    ANY("", ""),
    CONNECTION("", "");

    final HttpMethod method;
    final String template;

    Route(String method, String template) {
        this.method = method.isEmpty() ? null : HttpMethod.valueOf(method);
        this.template = template;
    }

    /** Returns the name used in the control API: the constant's name in lower case, {@code start_campaign}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the route with this {@link #label()}; throws IllegalArgumentException for any other text. */
    public static Route of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    boolean isOperation() {
        return method != null;
    }

    /** Returns whether the route is answered without a bearer token (Hub contract, section 1). */
    boolean isPublic() {
        return switch (this) {
            case WIDGET_GUEST, WIDGET_EXCHANGE, WIDGET_REFRESH, WIDGET_CONFIG -> true;
            default -> false;
        };
    }
}
