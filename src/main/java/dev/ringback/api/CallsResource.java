package dev.ringback.api;

import dev.ringback.calls.Call;
import dev.ringback.calls.CallFilter;
import dev.ringback.calls.CallOperations;
import dev.ringback.calls.CallOutcomes;
import dev.ringback.calls.CallRepository;
import dev.ringback.calls.CallRepository.TimelineEntry;
import dev.ringback.calls.HoursOfCalls;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.settlement.Evidence;
import dev.ringback.outbox.AttemptLog;
import dev.ringback.outbox.CallGates;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.outbox.WaitingFor;
import dev.ringback.platform.Filter;
import dev.ringback.platform.Problem;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Serves calls with their timelines, and an operator's actions on them. */
@Path("/api/v1/calls")
@Tag(name = "Calls")
@RolesAllowed(Role.VIEWER_NAME)
@RunOnVirtualThread
public class CallsResource {
    static final int LONGEST_NOTE = 1000;

    private final CallRepository calls;
    private final CallOperations operations;
    private final HoursOfCalls hours;
    private final Numbers numbers;
    private final CallGates gates;
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
            HoursOfCalls hours,
            Numbers numbers,
            CallGates gates,
            AttemptLog attempts,
            Evidence evidence,
            CallOutcomes outcomes,
            OutboxWorker outbox,
            Views views,
            InstantSource clock,
            SecurityIdentity caller) {
        this.calls = calls;
        this.operations = operations;
        this.hours = hours;
        this.numbers = numbers;
        this.gates = gates;
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
     * @param gates every gate in the order of the claim: of a waiting call as they are now, else as its last claim passed them
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
            List<CallGates.GateState> gates,
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
                gates.of(id).stream().map(views::gate).toList(),
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
        boolean placed = JobRequest.isPlaced(settlement == null ? null : settlement.outcome());
        if (settlement.note() == null
                || settlement.note().isBlank()
                || settlement.note().length() > LONGEST_NOTE) {
            throw Problem.badRequest(
                    "bad-settlement",
                    "'note' says what the settlement rests on, in 1 to " + LONGEST_NOTE + " letters.");
        }
        operations.settle(
                id,
                placed,
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

    /**
     * A wish to make a refused or expired call due again.
     *
     * @param reason for the audit; optional
     * @param expiresIn the time from now to the new expiry, such as {@code 48h}; by default that of the call's rule, 24 h for an
     *     uploaded call
     */
    public record Reopening(String reason, String expiresIn) {}

    @POST
    @Path("/{id}/reopen")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Make a refused or expired call due again, with a new expiry")
    public CallDetail reopen(@RestPath UUID id, Reopening reopening) {
        Reopening wanted = reopening == null ? new Reopening(null, null) : reopening;
        String reason = wanted.reason == null ? null : JobRequest.reason(wanted.reason);
        operations.reopen(id, reason, JobRequest.duration(wanted.expiresIn), who());
        outbox.hint();
        return one(id);
    }

    private String who() {
        return caller.getPrincipal().getName();
    }
}
