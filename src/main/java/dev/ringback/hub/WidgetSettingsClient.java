package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** How the account's widget looks, and whom each agent's lets in (Hub contract: docs/HUB.md). */
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface WidgetSettingsClient {
    @GET
    @Path("/widget-settings")
    WidgetSettings get();

    @PATCH
    @Path("/widget-settings")
    String update(WidgetSettings changes);

    @GET
    @Path("/agents/{agent}/widget-settings")
    AgentWidgetSettings of(@PathParam("agent") String agent);

    @PATCH
    @Path("/agents/{agent}/widget-settings")
    AgentWidgetSettings update(@PathParam("agent") String agent, AgentWidgetSettings changes);

    /** How the widget looks; as a change, what is null stays as it is. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record WidgetSettings(
            String primaryColor,
            String accentColor,
            String logoUrl,
            Corner launcherPosition,
            String launcherLabel,
            String privacyNotice) {}

    /** Where on the page it opens. */
    enum Corner {
        @JsonProperty("br")
        BOTTOM_RIGHT,
        @JsonProperty("bl")
        BOTTOM_LEFT,
        @JsonProperty("tr")
        TOP_RIGHT,
        @JsonProperty("tl")
        TOP_LEFT,
        @JsonEnumDefaultValue
        UNRECOGNISED
    }

    /** An agent's widget; as a change, what is null stays as it is. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record AgentWidgetSettings(String agentId, Visitors authMode, Boolean widgetEnabled) {}

    /** Whom it lets in. */
    enum Visitors {
        @JsonProperty("guest")
        GUEST,
        @JsonProperty("user")
        USER,
        @JsonProperty("both")
        BOTH,
        @JsonEnumDefaultValue
        UNRECOGNISED
    }
}
