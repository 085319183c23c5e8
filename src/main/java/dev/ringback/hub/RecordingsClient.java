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

/** Reads the recording of a call (Hub contract: docs/HUB.md). */
@Path("/sessions")
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface RecordingsClient {
    /** Returns the recording. The Hub answers 404 without a recording, 409 before its upload, 503 without any playback. */
    @GET
    @Path("/{session}/recording")
    Recording get(@PathParam("session") String session);

    /**
     * A recording.
     *
     * @param url valid for five minutes for anyone who has it, so never store or log it. No page names its member; the
     *     aliases here and a bare string are tried.
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
