package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Where a call can be heard (Hub contract: docs/HUB.md). */
@Path("/sessions")
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface RecordingsClient {
    /** 404 for a call without a recording, 409 while it is not uploaded yet, 503 where the Hub has no playback at all. */
    @GET
    @Path("/{session}/recording")
    Recording get(@PathParam("session") String session);

    /**
     * A recording.
     *
     * @param url works for five minutes for whoever has it: neither to be stored nor logged. No page names its member; these
     *     are tried, and a bare string
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Recording(
            @JsonAlias({"recording_url", "presigned_url"}) Secret url) {
        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        public Recording(@JsonProperty("url") @JsonAlias({"recording_url", "presigned_url"}) Secret url) {
            this.url = url;
        }

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Recording bare(String url) {
            return new Recording(new Secret(url));
        }
    }
}
