package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/** The account's cost caps (Hub contract: docs/HUB.md). They can be read and not changed, and no use of them is shown. */
@Path("/call-limits")
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface CallLimitsClient {
    @GET
    CallLimits get();

    /**
     * 0 blocks what it limits; empty where the Hub shows none.
     *
     * @param dailyCallsMax of a UTC day
     * @param dailyMinutesMax of talking, of a UTC day
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record CallLimits(
            Optional<Integer> concurrentMax,
            Optional<Integer> callsPerMinute,
            Optional<Integer> dailyCallsMax,
            Optional<Integer> dailyMinutesMax) {}
}
