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

/** Calls the Hub's operations on the widget's appearance and on each agent's visitors (Hub contract: docs/HUB.md). */
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

    /** The widget's appearance. In a change, null fields stay unchanged. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record WidgetSettings(
            String primaryColor,
            String accentColor,
            String logoUrl,
            Corner launcherPosition,
            String launcherLabel,
            String privacyNotice) {}

    /** The corner of the page where the widget opens. */
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

    /** The widget settings of an agent. In a change, null fields stay unchanged. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record AgentWidgetSettings(String agentId, Visitors authMode, Boolean widgetEnabled) {}

    /** The kinds of visitors that the widget admits. */
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
