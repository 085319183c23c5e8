package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/**
 * Tokens of a widget's visitors (Hub contract: docs/HUB.md). All but {@link #userToken} are what a visitor's browser
 * calls: ask as {@link Credentials.Visitor}. What they answer is not described.
 */
@Path("/widget")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface WidgetAuthClient {
    /** @param origin the page the widget is on; 403 if the key's list does not have it */
    @POST
    @Path("/auth/guest")
    Opaque guest(@HeaderParam("Origin") String origin, Guest guest);

    /** @param token the token of {@link #userToken}, by a member no page names */
    @POST
    @Path("/auth/exchange")
    Opaque exchange(Map<String, Secret> token);

    @POST
    @Path("/auth/refresh")
    Opaque refresh(Refresh refresh);

    /** Makes a token for a visitor we know; for servers, by a key. */
    @POST
    @Path("/auth/user-token")
    UserToken userToken(User user);

    /** @param clientKey the widget's {@code pk_live_…} */
    @GET
    @Path("/config")
    Opaque config(@QueryParam("client_key") String clientKey);

    /** @param agentId null where the key is pinned to one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Guest(String clientKey, String agentId) {}

    record Refresh(Secret refreshToken) {}

    /** @param externalUserId our own id of that person */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record User(String externalUserId, String displayName, String email) {
        /** Without the person's name and address. */
        @Override
        public String toString() {
            return "User[externalUserId=" + externalUserId + "]";
        }
    }

    /** @param userToken lives five minutes */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record UserToken(Secret userToken) {}
}
