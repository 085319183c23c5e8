package dev.ringback.api;

import dev.ringback.calls.Call;
import dev.ringback.calls.CallFilter;
import dev.ringback.calls.CallOperations;
import dev.ringback.calls.CallOutcomes;
import dev.ringback.calls.CallRepository;
import dev.ringback.calls.CallRepository.TimelineEntry;
import dev.ringback.calls.HoursOfCalls;
import dev.ringback.calls.Releases;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.settlement.Evidence;
import dev.ringback.outbox.AttemptLog;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.outbox.WaitingFor;
import dev.ringback.platform.Filter;
import dev.ringback.platform.Problem;
import dev.ringback.platform.Supervisor;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Serves calls with their timelines, and an operator's actions on them. */
@Path("/api/v1/calls")
@Tag(name = "Calls")
@RolesAllowed(Role.VIEWER_NAME)
@RunOnVirtualThread
public class CallsResource {
    private static final int LONGEST_NOTE = 1000;

    private final CallRepository calls;
    private final CallOperations operations;
    private final Releases releases;
    private final HoursOfCalls hours;
    private final Numbers numbers;
    private final AttemptLog attempts;
    private final Evidence evidence;
    private final CallOutcomes outcomes;
    private final OutboxWorker outbox;
    private final Views views;
    private final InstantSource clock;
    private final SecurityIdentity caller;

    CallsResource(
            CallRepository calls,
            CallOperations operations,
            Releases releases,
            HoursOfCalls hours,
            Numbers numbers,
            AttemptLog attempts,
            Evidence evidence,
            CallOutcomes outcomes,
            OutboxWorker outbox,
            Views views,
            InstantSource clock,
            SecurityIdentity caller) {
        this.calls = calls;
        this.operations = operations;
        this.releases = releases;
        this.hours = hours;
        this.numbers = numbers;
        this.attempts = attempts;
        this.evidence = evidence;
        this.outcomes = outcomes;
        this.outbox = outbox;
        this.views = views;
        this.clock = clock;
        this.caller = caller;
    }

    /**
     * A call in a list. Its state {@code placed} means that the Hub dialled, not that a person answered.
     *
     * @param to E.164, masked for all but admins
     * @param reason why the call ended or is held; null if there is none
     * @param waitingFor the gate that blocks a waiting call; null for any other call, or if the next claim may take it
     */
    public record CallView(
            UUID id,
            String rule,
            int ruleVersion,
            String source,
            String about,
            String to,
            String state,
            String reason,
            WaitingFor.Wait waitingFor,
            String via,
            Instant notBefore,
            Instant expiresAt,
            String sessionId,
            UUID campaign,
            UUID event,
            Instant createdAt) {}

    /**
     * A call with its history.
     *
     * @param hours the zones and the law that hold the call
     * @param variables the agent's variables; null for all but admins, since they may be personal
     * @param callbackOf the call in which the person asked for this one; null for any other call
     * @param outcomes what the agent says came of the call, newest first; numbers in notes are masked for all but admins
     * @param evidence the last check of the carrier's log while the call was unknown, and the missing proofs
     */
    public record CallDetail(
            UUID id,
            String rule,
            int ruleVersion,
            String source,
            String about,
            String to,
            String state,
            String reason,
            WaitingFor.Wait waitingFor,
            String via,
            Instant notBefore,
            Instant expiresAt,
            String sessionId,
            UUID campaign,
            UUID event,
            Instant createdAt,
            HoursOfCalls.CallHours hours,
            Map<String, String> variables,
            List<TimelineEntry> timeline,
            List<AttemptLog.Attempt> attempts,
            List<Evidence.Finding> evidence,
            UUID callbackOf,
            List<CallOutcomes.CallOutcome> outcomes) {}

    /** @param outcome {@code placed} or {@code not_placed} */
    public record Settlement(String outcome, String note, Boolean force) {}

    @GET
    @Transactional
    @Operation(summary = "List calls, newest first; q finds a call's id, its thing or its session")
    public Page<CallView> list(
            @RestQuery String state,
            @RestQuery String rule,
            @RestQuery String number,
            @RestQuery String campaign,
            @RestQuery String q,
            @RestQuery String cursor,
            @RestQuery @DefaultValue("" + Page.DEFAULT_LIMIT) int limit) {
        Filter query = new CallFilter(state, rule, number, campaign, q)
                .query(clock.instant(), numbers)
                .after(Page.cursor(cursor));
        int size = Page.limit(limit);
        List<Call> rows = calls.find(query.orderedBy("id desc"), query.parameters())
                .range(0, size)
                .list();
        return Page.of(rows, size, Call::id, views.of(rows));
    }

    /**
     * A release of many calls.
     *
     * @param filter selects the calls; {@code {}} selects all held calls
     * @param reason the reason for the audit; optional in a dry run
     * @param dryRun whether the calls are only counted
     */
    public record Bulk(CallFilter filter, String reason, Boolean dryRun) {}

    /** The number of calls found by a dry run. */
    public record Count(long count) {}

    @POST
    @Path("/release")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(
            summary =
                    "Free all held calls that a filter names: 202 with the job that does it, or with dry_run the count")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Count.class)))
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Releases.Job.class)))
    public Response release(Bulk bulk) {
        if (bulk == null || bulk.filter() == null) {
            throw Problem.badRequest(
                    "bad-job",
                    "'filter' says which calls are meant: an object of state, rule, number, campaign and q. An empty one"
                            + " means all that are held.");
        }
        if (Boolean.TRUE.equals(bulk.dryRun())) {
            return Response.ok(new Count(releases.count(bulk.filter()))).build();
        }
        if (bulk.reason() == null || bulk.reason().isBlank() || bulk.reason().length() > LONGEST_NOTE) {
            throw Problem.badRequest(
                    "bad-job", "'reason' says why they are released, in 1 to " + LONGEST_NOTE + " letters.");
        }
        Releases.Job job = releases.post(bulk.filter(), bulk.reason().strip().replace('\0', ' '), who());
        Thread.ofVirtual().name("release").start(() -> releases.work(Supervisor.Pulse.NONE));
        return Response.accepted(views.job(job)).build();
    }

    @GET
    @Path("/{id}")
    @Transactional
    @Operation(summary = "One call with its timeline and attempts")
    public CallDetail one(@RestPath UUID id) {
        Call call = calls.findByIdOptional(id).orElseThrow(() -> Problem.notFound("There is no call of this id."));
        CallView view = views.call(call);
        return new CallDetail(
                view.id,
                view.rule,
                view.ruleVersion,
                view.source,
                view.about,
                view.to,
                view.state,
                view.reason,
                view.waitingFor,
                view.via,
                view.notBefore,
                view.expiresAt,
                view.sessionId,
                view.campaign,
                view.event,
                view.createdAt,
                hours.of(call),
                views.variables(call),
                calls.timeline(id).stream().map(views::entry).toList(),
                attempts.of(id).stream().map(views::attempt).toList(),
                evidence.of(id),
                call.callbackOf(),
                outcomes.of(id).stream().map(views::outcome).toList());
    }

    @POST
    @Path("/{id}/cancel")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Take a call back; one that may be ringing ends cancelled if it was not placed")
    public CallDetail cancel(@RestPath UUID id, NoFields none) {
        operations.cancel(id, who());
        return one(id);
    }

    @POST
    @Path("/{id}/settle")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Say whether an unknown call was placed")
    public CallDetail settle(@RestPath UUID id, Settlement settlement) {
        if (settlement == null || !List.of("placed", "not_placed").contains(String.valueOf(settlement.outcome()))) {
            throw Problem.badRequest("bad-settlement", "'outcome' is either placed or not_placed.");
        }
        if (settlement.note() == null
                || settlement.note().isBlank()
                || settlement.note().length() > LONGEST_NOTE) {
            throw Problem.badRequest(
                    "bad-settlement",
                    "'note' says what the settlement rests on, in 1 to " + LONGEST_NOTE + " letters.");
        }
        operations.settle(
                id,
                settlement.outcome().equals("placed"),
                settlement.note().strip().replace('\0', ' '),
                Boolean.TRUE.equals(settlement.force()),
                who());
        outbox.hint();
        return one(id);
    }

    @POST
    @Path("/{id}/release")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Free a call that is held by a failed cancel or an inactive rule")
    public CallDetail release(@RestPath UUID id, NoFields none) {
        operations.release(id, who());
        outbox.hint();
        return one(id);
    }

    private String who() {
        return caller.getPrincipal().getName();
    }
}
