package dev.ringback.api;

import dev.ringback.calls.CallAct;
import dev.ringback.calls.CallFilter;
import dev.ringback.calls.CallJobs;
import dev.ringback.jobs.Job;
import dev.ringback.jobs.JobRunner;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Serves an operator's acts on many calls at once. Each is a job, shown by {@link ReplaysResource}. */
@Path("/api/v1/calls")
@Tag(name = "Calls")
@RolesAllowed(Role.OPERATOR_NAME)
@RunOnVirtualThread
public class CallJobsResource {
    private final CallJobs jobs;
    private final JobRunner runner;
    private final Views views;
    private final SecurityIdentity caller;

    CallJobsResource(CallJobs jobs, JobRunner runner, Views views, SecurityIdentity caller) {
        this.jobs = jobs;
        this.runner = runner;
        this.views = views;
        this.caller = caller;
    }

    /**
     * An act on many calls.
     *
     * @param filter selects the calls; {@code {}} selects all to which the act applies
     * @param reason for the audit and the timelines; optional in a dry run
     * @param dryRun whether the calls are only counted
     */
    public record Bulk(CallFilter filter, String reason, Boolean dryRun) {}

    /**
     * A settlement of many unknown calls; see {@link Bulk}.
     *
     * @param outcome {@code placed} or {@code not_placed}
     * @param force whether to settle also where an attempt may still be alive; false by default
     */
    public record BulkSettlement(CallFilter filter, String outcome, Boolean force, String reason, Boolean dryRun) {}

    /**
     * A wish to make many refused and expired calls due again; see {@link Bulk}.
     *
     * @param expiresIn as {@link CallsResource.Reopening#expiresIn}
     */
    public record BulkReopening(CallFilter filter, String expiresIn, String reason, Boolean dryRun) {}

    @POST
    @Path("/release")
    @Operation(
            summary =
                    "Free all held calls that a filter names: 202 with the job that does it, or with dry_run the count")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = JobRequest.Count.class)))
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Job.class)))
    public Response release(Bulk bulk) {
        return act(bulk, new CallAct.Release());
    }

    @POST
    @Path("/cancel")
    @Operation(
            summary =
                    "Take back all open calls that a filter names: 202 with the job that does it, or with dry_run the count")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = JobRequest.Count.class)))
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Job.class)))
    public Response cancel(Bulk bulk) {
        return act(bulk, new CallAct.Cancel());
    }

    @POST
    @Path("/settle")
    @Operation(
            summary =
                    "Settle all unknown calls that a filter names: 202 with the job that does it, or with dry_run the count")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = JobRequest.Count.class)))
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Job.class)))
    public Response settle(BulkSettlement bulk) {
        Bulk common = bulk == null ? null : new Bulk(bulk.filter, bulk.reason, bulk.dryRun);
        boolean placed = JobRequest.isPlaced(bulk == null ? null : bulk.outcome);
        return act(common, new CallAct.Settle(placed, bulk != null && Boolean.TRUE.equals(bulk.force)));
    }

    @POST
    @Path("/reopen")
    @Operation(
            summary =
                    "Make all refused and expired calls that a filter names due again: 202 with the job that does it, or with"
                            + " dry_run the count")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = JobRequest.Count.class)))
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Job.class)))
    public Response reopen(BulkReopening bulk) {
        Bulk common = bulk == null ? null : new Bulk(bulk.filter, bulk.reason, bulk.dryRun);
        return act(common, new CallAct.Reopen(JobRequest.duration(bulk == null ? null : bulk.expiresIn)));
    }

    private Response act(Bulk bulk, CallAct act) {
        CallFilter filter = JobRequest.filter(bulk == null ? null : bulk.filter, "state, rule, number, campaign and q");
        if (Boolean.TRUE.equals(bulk.dryRun)) {
            return Response.ok(new JobRequest.Count(jobs.count(act, filter))).build();
        }
        Job job = jobs.post(
                act,
                filter,
                JobRequest.reason(bulk.reason),
                caller.getPrincipal().getName());
        runner.hurry();
        return Response.accepted(views.job(job)).build();
    }
}
