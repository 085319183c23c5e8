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

/** The account's numbers, and its accounts with carriers (Hub contract: docs/HUB.md). */
@Path("/telephony")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface TelephonyClient {
    /** @param agent only numbers pinned to that agent; null for all */
    @GET
    @Path("/numbers")
    Rows<Number> numbers(@QueryParam("agent_id") String agent);

    /** Registers a number; 400 for one that is registered. What is answered names no documented member. */
    @POST
    @Path("/numbers")
    Map<String, String> register(NewNumber number);

    /** Gives a number to an agent; it takes effect with the next inbound call. */
    @PATCH
    @Path("/numbers/{id}")
    String pin(@PathParam("id") String id, Pin pin);

    @DELETE
    @Path("/numbers/{id}")
    String release(@PathParam("id") String id);

    @GET
    @Path("/providers")
    Rows<Provider> providers();

    /** Stores credentials of a carrier; their shape is checked at once, 400 if something is missing. */
    @POST
    @Path("/providers")
    Provider addProvider(NewProvider provider);

    /** 409 while numbers use it. */
    @DELETE
    @Path("/providers/{id}")
    String removeProvider(@PathParam("id") String id);

    /** The carriers the Hub knows. */
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
     * A number of the account. No page shows the row; it is read as what a number is created with.
     *
     * @param agentId null if no agent has it
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

    /** @param agentId null for none; the two last are true where they are null */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NewNumber(
            String e164,
            Carrier provider,
            String credentialsId,
            String agentId,
            Boolean inboundEnabled,
            Boolean outboundEnabled) {}

    /** @param agentId null takes the number from its agent, which is why a null is sent here */
    record Pin(@JsonInclude(JsonInclude.Include.ALWAYS) String agentId) {}

    /** @param label what people call it */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Provider(String id, Carrier provider, String label) {}

    /** Credentials of a carrier: of Twilio {@code account_sid, auth_token}, of the others {@code auth_id, auth_token}. */
    record NewProvider(Carrier provider, String label, Map<String, Secret> credentials) {}
}
