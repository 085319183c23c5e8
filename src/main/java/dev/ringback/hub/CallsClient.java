package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ringback.privacy.PhoneNumber;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Calls the Hub's operation for single calls (Hub contract: docs/HUB.md). */
@Path("/calls")
public interface CallsClient {
    /** Asks the Hub to dial. It is not idempotent: after a lost answer nobody can know whether the phone rang. */
    @POST
    @Path("/originate")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    Originated originate(NewCall call);

    /** A call to place. All three fields are mandatory, and the Hub documents no other. */
    record NewCall(
            @JsonProperty("agent_id") String agent,
            @JsonProperty("from_number") PhoneNumber from,
            @JsonProperty("to_number") PhoneNumber to) {}

    /** @param session the only documented field; null if the Hub left it out */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Originated(@JsonProperty("session_id") String session) {}
}
