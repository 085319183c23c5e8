package dev.ringback.api;

import dev.ringback.calls.Releases;
import dev.ringback.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Serves jobs, which change many calls at once, with their progress. */
@Path("/api/v1/replays")
@Tag(name = "Jobs")
@RolesAllowed(Role.VIEWER_NAME)
@RunOnVirtualThread
public class ReplaysResource {
    private final Releases releases;
    private final Views views;

    ReplaysResource(Releases releases, Views views) {
        this.releases = releases;
        this.views = views;
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One job with how far it is")
    public Releases.Job one(@RestPath UUID id) {
        return releases.find(id).map(views::job).orElseThrow(() -> Problem.notFound("There is no job of this id."));
    }
}
