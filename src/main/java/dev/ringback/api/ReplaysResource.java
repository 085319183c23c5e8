package dev.ringback.api;

import dev.ringback.intake.EventFilter;
import dev.ringback.jobs.Job;
import dev.ringback.jobs.JobRunner;
import dev.ringback.jobs.Jobs;
import dev.ringback.platform.Filter;
import dev.ringback.platform.Problem;
import dev.ringback.rules.Replays;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Serves replays of events, and jobs of every kind with their progress. */
@Path("/api/v1/replays")
@Tag(name = "Jobs")
@RolesAllowed(Role.VIEWER_NAME)
@RunOnVirtualThread
public class ReplaysResource {
    private final Replays replays;
    private final Jobs jobs;
    private final JobRunner runner;
    private final Views views;
    private final SecurityIdentity caller;

    ReplaysResource(Replays replays, Jobs jobs, JobRunner runner, Views views, SecurityIdentity caller) {
        this.replays = replays;
        this.jobs = jobs;
        this.runner = runner;
        this.views = views;
        this.caller = caller;
    }

    /**
     * A replay of many events.
     *
     * @param filter selects the events; {@code {}} selects all that have been decided before
     * @param reason for the audit; optional in a dry run
     * @param dryRun whether the events are only counted
     */
    public record Replay(EventFilter filter, String reason, Boolean dryRun) {}

    @POST
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(
            summary =
                    "Decide all events that a filter names again, under today's rules: 202 with the job that does it, or with"
                            + " dry_run the count")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = JobRequest.Count.class)))
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Job.class)))
    public Response replay(Replay replay) {
        EventFilter filter =
                JobRequest.filter(replay == null ? null : replay.filter, "source, type, state, q, from and to");
        if (Boolean.TRUE.equals(replay.dryRun)) {
            return Response.ok(new JobRequest.Count(replays.count(filter))).build();
        }
        Job job = replays.post(filter, JobRequest.reason(replay.reason), who());
        runner.hurry();
        return Response.accepted(views.job(job)).build();
    }

    @GET
    @Operation(summary = "List jobs of every kind, newest first")
    public Page<Job> list(
            @RestQuery String kind,
            @RestQuery String state,
            @RestQuery String cursor,
            @RestQuery @DefaultValue("" + Page.DEFAULT_LIMIT) int limit) {
        int size = Page.limit(limit);
        List<Job> rows = jobs.page(
                Filter.word(Job.Kind.class, "kind", kind),
                Filter.word(Job.State.class, "state", state),
                Page.cursor(cursor),
                size + 1);
        return Page.of(rows, size, Job::id, views::job);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One job with how far it is")
    public Job one(@RestPath UUID id) {
        return jobs.find(id).map(views::job).orElseThrow(() -> Problem.notFound("There is no job of this id."));
    }

    @POST
    @Path("/{id}/cancel")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Cancel a job of any kind; what it has done stays")
    public Job cancel(@RestPath UUID id, NoFields none) {
        return views.job(jobs.cancel(id, who()));
    }

    private String who() {
        return caller.getPrincipal().getName();
    }
}
