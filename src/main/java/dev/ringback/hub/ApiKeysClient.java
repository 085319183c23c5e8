package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
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
import java.util.Optional;

/**
 * Calls the Hub's operations on API keys (Hub contract: docs/HUB.md). A key may list keys. Changes need a person's
 * {@link Credentials.Session}; a key gets 403.
 */
@Path("/api-keys")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface ApiKeysClient {
    @GET
    Rows<ApiKey> list();

    @POST
    CreatedApiKey create(NewApiKey key);

    @PATCH
    @Path("/{id}")
    String update(@PathParam("id") String id, ApiKeyChange change);

    @DELETE
    @Path("/{id}")
    String delete(@PathParam("id") String id);

    /**
     * A listed key, without its secret.
     *
     * @param last8 the last 8 characters of the key
     * @param disabledAt null while the key is valid
     * @param expiresAt null if the key never expires
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ApiKey(String id, String name, String last8, String disabledAt, String expiresAt) {}

    /** @param expiry such as {@code 90d}; null for the account's default */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NewApiKey(String name, String expiry) {}

    /** The fields to change on a key; null fields stay unchanged. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ApiKeyChange(String name, Boolean disabled) {}

    /**
     * A new key.
     *
     * @param key the secret, shown only in this answer; empty if no member has a key's prefix. No page names the
     *     member, so it is found by the prefix.
     */
    record CreatedApiKey(String id, String name, Optional<Secret> key) {
        private static final String PREFIX = "sk_live_";

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static CreatedApiKey of(JsonNode answer) {
            return new CreatedApiKey(
                    answer.path("id").asText(null),
                    answer.path("name").asText(null),
                    Secret.beginningWith(PREFIX, answer));
        }
    }
}
