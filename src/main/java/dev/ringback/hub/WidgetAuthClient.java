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
 * Calls the Hub's token operations for widget visitors (Hub contract: docs/HUB.md). A visitor's browser calls all
 * except {@link #userToken}: use {@link Credentials.Visitor}. The bodies that an {@link Opaque} holds are not
 * documented.
 */
@Path("/widget")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface WidgetAuthClient {
    /** @param origin the page that embeds the widget; 403 if the key does not allow it */
    @POST
    @Path("/auth/guest")
    Opaque guest(@HeaderParam("Origin") String origin, Guest guest);

    /** @param token the token of {@link #userToken}, under a member that no page names */
    @POST
    @Path("/auth/exchange")
    Opaque exchange(Map<String, Secret> token);

    @POST
    @Path("/auth/refresh")
    Opaque refresh(Refresh refresh);

    /** Creates a token for a known visitor. Servers call it with an API key. */
    @POST
    @Path("/auth/user-token")
    UserToken userToken(User user);

    /** @param clientKey the widget's {@code pk_live_…} */
    @GET
    @Path("/config")
    Opaque config(@QueryParam("client_key") String clientKey);

    /** @param agentId null if the key is pinned to an agent */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Guest(String clientKey, String agentId) {}

    record Refresh(Secret refreshToken) {}

    /** @param externalUserId our own id of the person */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record User(String externalUserId, String displayName, String email) {
        /** Returns a text without the person's name and email address. */
        @Override
        public String toString() {
            return "User[externalUserId=" + externalUserId + "]";
        }
    }

    /** @param userToken valid for five minutes */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record UserToken(Secret userToken) {}
}
