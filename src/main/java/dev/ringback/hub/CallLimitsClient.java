package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/**
 * Reads the account's cost caps (Hub contract: docs/HUB.md). The Hub offers no way to change the caps or to read their
 * use.
 */
@Path("/call-limits")
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface CallLimitsClient {
    @GET
    CallLimits get();

    /**
     * The cost caps. 0 blocks the dimension; an empty value means that the Hub shows none.
     *
     * @param dailyCallsMax calls per UTC day
     * @param dailyMinutesMax minutes of talk per UTC day
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record CallLimits(
            Optional<Integer> concurrentMax,
            Optional<Integer> callsPerMinute,
            Optional<Integer> dailyCallsMax,
            Optional<Integer> dailyMinutesMax) {}
}
