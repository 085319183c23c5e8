package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Calls the Hub's operations on widget keys, the public ids {@code pk_live_…} of embedded widgets (Hub contract:
 * docs/HUB.md).
 */
@Path("/widget-keys")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface WidgetKeysClient {
    @GET
    Rows<WidgetKey> list();

    @POST
    CreatedWidgetKey create(NewWidgetKey key);

    @PATCH
    @Path("/{id}")
    String update(@PathParam("id") String id, WidgetKeyChange change);

    @DELETE
    @Path("/{id}")
    String delete(@PathParam("id") String id);

    /**
     * A listed key.
     *
     * @param agentId null if the key is for any agent
     * @param disabledAt null while the key is valid
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record WidgetKey(String id, String name, List<String> domainAllowlist, String agentId, String disabledAt) {}

    /**
     * A key to create.
     *
     * @param domainAllowlist such as {@code *.acme.com}, {@code localhost:*}; a key without domains works nowhere
     * @param agentId the only agent of the key; null for any
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NewWidgetKey(String name, List<String> domainAllowlist, String agentId) {}

    /**
     * A new key.
     *
     * @param publicKey the key for the web page; empty if the answer has none
     * @param secretKey present only if the Hub creates pairs, as an older guide describes
     */
    record CreatedWidgetKey(Optional<String> publicKey, Optional<Secret> secretKey) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static CreatedWidgetKey of(JsonNode answer) {
            return new CreatedWidgetKey(
                    Secret.beginningWith("pk_live_", answer).map(Secret::text),
                    Secret.beginningWith("sk_live_", answer));
        }
    }

    /** The fields to change on a key. A null value is sent: a null agent unpins the key. */
    record WidgetKeyChange(@JsonValue Map<String, Object> fields) {
        public static WidgetKeyChange nothing() {
            return new WidgetKeyChange(Map.of());
        }

        public WidgetKeyChange name(String name) {
            return with("name", name);
        }

        public WidgetKeyChange domainAllowlist(List<String> domains) {
            return with("domain_allowlist", domains);
        }

        /** @param agent null for any */
        public WidgetKeyChange agent(String agent) {
            return with("agent_id", agent);
        }

        /** Revokes the key or enables it again. The Hub documents it as idempotent. */
        public WidgetKeyChange disabled(boolean isDisabled) {
            return with("disabled", isDisabled);
        }

        private WidgetKeyChange with(String field, Object value) {
            Map<String, Object> more = new HashMap<>(fields);
            more.put(field, value);
            return new WidgetKeyChange(more);
        }
    }
}
