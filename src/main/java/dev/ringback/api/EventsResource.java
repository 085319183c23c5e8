package dev.ringback.api;

import dev.ringback.calls.CallRepository;
import dev.ringback.intake.Event;
import dev.ringback.intake.EventFilter;
import dev.ringback.intake.EventRepository;
import dev.ringback.platform.Filter;
import dev.ringback.platform.Problem;
import dev.ringback.rules.CancelOutcomes;
import dev.ringback.rules.Decision;
import dev.ringback.rules.DecisionRepository;
import dev.ringback.rules.DecisionValues;
import dev.ringback.rules.EventExplanations;
import dev.ringback.rules.Replays;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Serves received events with their decisions and calls. */
@Path("/api/v1/events")
@Tag(name = "Events")
@RolesAllowed(Role.VIEWER_NAME)
@RunOnVirtualThread
public class EventsResource {
    private final EventRepository events;
    private final DecisionRepository decisions;
    private final EventExplanations explanations;
    private final CallRepository calls;
    private final Replays replays;
    private final Views views;
    private final SecurityIdentity caller;

    EventsResource(
            EventRepository events,
            DecisionRepository decisions,
            EventExplanations explanations,
            CallRepository calls,
            Replays replays,
            Views views,
            SecurityIdentity caller) {
        this.events = events;
        this.decisions = decisions;
        this.explanations = explanations;
        this.calls = calls;
        this.replays = replays;
        this.views = views;
        this.caller = caller;
    }

    /** An event in a list. */
    public record EventView(
            UUID id,
            String source,
            String deliveryId,
            String type,
            String state,
            String failure,
            Instant receivedAt,
            Instant decidedAt) {
        static EventView of(Event event) {
            return new EventView(
                    event.id(),
                    event.source(),
                    event.deliveryId(),
                    event.type(),
                    event.state().name().toLowerCase(Locale.ROOT),
                    event.failure(),
                    event.receivedAt(),
                    event.decidedAt());
        }
    }

    /**
     * A rule's verdict on an event.
     *
     * @param replay the job that decided again; null for a first decision
     * @param values the expressions that decided, with the fields they read, masked for all but admins; null if the event's
     *     body or the rule's text cannot be read any more
     */
    public record DecisionView(
            String rule,
            int ruleVersion,
            String verdict,
            String reason,
            String detail,
            UUID call,
            UUID replay,
            Instant decidedAt,
            List<DecisionValues.ExpressionValue> values) {
        /** @param detail redacted for the caller's role */
        static DecisionView of(Decision decision, String detail, List<DecisionValues.ExpressionValue> values) {
            return new DecisionView(
                    decision.rule(),
                    decision.ruleVersion(),
                    decision.verdict().name().toLowerCase(Locale.ROOT),
                    decision.reason(),
                    detail,
                    decision.call(),
                    decision.replay(),
                    decision.decidedAt(),
                    values);
        }
    }

    /**
     * An event with its decisions and calls.
     *
     * @param cancels the result of each cancel that hears the event, those that ended nothing too; null before the decision,
     *     or if the event's body or the rules' text cannot be read any more
     */
    public record EventDetail(
            UUID id,
            String source,
            String deliveryId,
            String type,
            String state,
            String failure,
            Instant receivedAt,
            Instant decidedAt,
            List<DecisionView> decisions,
            List<CancelOutcomes.CancelOutcome> cancels,
            List<CallsResource.CallView> calls) {}

    @GET
    @Transactional
    @Operation(summary = "List events, newest first; q finds an event's id or the sender's id of the delivery")
    public Page<EventView> list(
            @RestQuery String source,
            @RestQuery String type,
            @RestQuery String state,
            @RestQuery String q,
            @RestQuery String from,
            @RestQuery String to,
            @RestQuery String cursor,
            @RestQuery @DefaultValue("" + Page.DEFAULT_LIMIT) int limit) {
        Filter filter =
                new EventFilter(source, type, state, q, from, to).query().after(Page.cursor(cursor));
        int size = Page.limit(limit);
        List<Event> rows = events.find(filter.orderedBy("id desc"), filter.parameters())
                .range(0, size)
                .list();
        return Page.of(rows, size, Event::id, EventView::of);
    }

    /** @param reason for the audit */
    public record Replay(String reason) {}

    @POST
    @Path("/{id}/replay")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Decide an event again at once, under today's rules")
    public EventDetail replay(@RestPath UUID id, Replay replay) {
        String reason = JobRequest.reason(replay == null ? null : replay.reason);
        replays.replay(id, reason, caller.getPrincipal().getName());
        return QuarkusTransaction.requiringNew().call(() -> detail(id));
    }

    @GET
    @Path("/{id}")
    @Transactional
    @Operation(summary = "One event with its decisions and calls")
    public EventDetail one(@RestPath UUID id) {
        return detail(id);
    }

    private EventDetail detail(UUID id) {
        Event event = events.findByIdOptional(id).orElseThrow(() -> Problem.notFound("There is no event of this id."));
        List<Decision> verdicts = decisions.of(id);
        List<UUID> itsCalls = verdicts.stream()
                .map(Decision::call)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        EventView view = EventView.of(event);
        EventExplanations.Explanation explained = explanations.of(event, verdicts, views.sight());
        return new EventDetail(
                view.id,
                view.source,
                view.deliveryId,
                view.type,
                view.state,
                view.failure,
                view.receivedAt,
                view.decidedAt,
                decisionViews(verdicts, explained.values()),
                explained.cancels(),
                itsCalls.stream().map(calls::findById).map(views::call).toList());
    }

    /** @param values for each verdict, in the same order */
    private List<DecisionView> decisionViews(
            List<Decision> verdicts, List<List<DecisionValues.ExpressionValue>> values) {
        return IntStream.range(0, verdicts.size())
                .mapToObj(i -> DecisionView.of(
                        verdicts.get(i), views.text(verdicts.get(i).detail()), values.get(i)))
                .toList();
    }
}
