package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/** Calls the Hub's operations on phone numbers and carrier accounts (Hub contract: docs/HUB.md). */
@Path("/telephony")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface TelephonyClient {
    /** @param agent lists only numbers pinned to this agent; null for all */
    @GET
    @Path("/numbers")
    Rows<Number> numbers(@QueryParam("agent_id") String agent);

    /** Registers a number. The Hub answers 400 if it is registered already. The answer has no documented members. */
    @POST
    @Path("/numbers")
    Map<String, String> register(NewNumber number);

    /** Pins a number to an agent, from the next inbound call on. */
    @PATCH
    @Path("/numbers/{id}")
    String pin(@PathParam("id") String id, Pin pin);

    @DELETE
    @Path("/numbers/{id}")
    String release(@PathParam("id") String id);

    @GET
    @Path("/providers")
    Rows<Provider> providers();

    /** Stores a carrier's credentials. The Hub checks their shape at once and answers 400 if a value is missing. */
    @POST
    @Path("/providers")
    Provider addProvider(NewProvider provider);

    /** Removes a carrier account. The Hub answers 409 while numbers use it. */
    @DELETE
    @Path("/providers/{id}")
    String removeProvider(@PathParam("id") String id);

    /** The carriers that the Hub supports. */
    enum Carrier {
        @JsonProperty("twilio")
        TWILIO,
        @JsonProperty("plivo")
        PLIVO,
        @JsonProperty("vobiz")
        VOBIZ,
        @JsonEnumDefaultValue
        UNRECOGNISED
    }

    /**
     * A number of the account. No page shows this row; its fields are taken from the create request.
     *
     * @param agentId null if no agent has the number
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Number(
            String id,
            String e164,
            Carrier provider,
            String credentialsId,
            String agentId,
            Boolean inboundEnabled,
            Boolean outboundEnabled) {}

    /** @param agentId null for none; null in either of the last two fields means true */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NewNumber(
            String e164,
            Carrier provider,
            String credentialsId,
            String agentId,
            Boolean inboundEnabled,
            Boolean outboundEnabled) {}

    /** @param agentId null unpins the number, so null is sent here */
    record Pin(@JsonInclude(JsonInclude.Include.ALWAYS) String agentId) {}

    /** @param label a name for people */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Provider(String id, Carrier provider, String label) {}

    /**
     * The credentials of a carrier. Twilio needs {@code account_sid, auth_token}; the others need {@code auth_id,
     * auth_token}.
     */
    record NewProvider(Carrier provider, String label, Map<String, Secret> credentials) {}
}
