package dev.ringback.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.ringback.alerts.Alert;
import dev.ringback.alerts.Alerts;
import dev.ringback.calls.LawSweeper;
import dev.ringback.calls.UnreadOptOutRepository;
import dev.ringback.calls.lawful.HoursInForce;
import dev.ringback.calls.lawful.Zones;
import dev.ringback.hub.HubConfig;
import dev.ringback.outbox.Accepted;
import dev.ringback.outbox.Breaker;
import dev.ringback.outbox.Caps;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.outbox.Pauses;
import dev.ringback.outbox.Scope;
import dev.ringback.platform.Problem;
import dev.ringback.platform.Supervisor;
import dev.ringback.rules.Rules;
import dev.ringback.rules.RulesFileStates;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Serves the installation's status, and the kill switch that pauses it. */
@Path("/api/v1")
@Tag(name = "Status")
@RolesAllowed(Role.VIEWER_NAME)
@RunOnVirtualThread
public class StatusResource {
    private static final int LONGEST_REASON = 500;
    static final long LOOK_EVERY_MILLIS = 50;

    private final Depths depths;
    private final Caps caps;
    private final Pauses pauses;
    private final Breaker breaker;
    private final Outbox writes;
    private final Alerts alerts;
    private final Rules rules;
    private final RulesFileStates rulesFiles;
    private final Views views;
    private final HubConfig hub;
    private final OutboxWorker outbox;
    private final Supervisor supervisor;
    private final UnreadOptOutRepository unread;
    private final Zones zones;
    private final HoursInForce hours;
    private final LawSweeper sweeper;
    private final SecurityIdentity caller;
    private final String version;

    StatusResource(
            Depths depths,
            Caps caps,
            Pauses pauses,
            Breaker breaker,
            Outbox writes,
            Alerts alerts,
            Rules rules,
            RulesFileStates rulesFiles,
            Views views,
            HubConfig hub,
            OutboxWorker outbox,
            Supervisor supervisor,
            UnreadOptOutRepository unread,
            Zones zones,
            HoursInForce hours,
            LawSweeper sweeper,
            SecurityIdentity caller,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.depths = depths;
        this.caps = caps;
        this.pauses = pauses;
        this.breaker = breaker;
        this.writes = writes;
        this.alerts = alerts;
        this.rules = rules;
        this.rulesFiles = rulesFiles;
        this.views = views;
        this.hub = hub;
        this.outbox = outbox;
        this.supervisor = supervisor;
        this.unread = unread;
        this.zones = zones;
        this.hours = hours;
        this.sweeper = sweeper;
        this.caller = caller;
        this.version = version;
    }

    /**
     * The status of the installation.
     *
     * @param paused whether a pause or a refused key stops every send
     * @param pauses the current pauses with their reasons
     * @param alerts the firing alerts, oldest first
     * @param calls the number of calls by state
     * @param oldestDueAt when the oldest overdue call, stop or deletion became due; null if there is none
     * @param rulesVersion null before the first activation
     * @param rulesFile the rules files of all living replicas
     * @param unreadOptOuts how many opt-outs could not be read and wait for a person
     * @param zones the time zone data by which the replica that answers works out hours
     * @param law the law by which it does
     * @param workers the background loops of the replica that answers
     */
    public record Status(
            Instant now,
            String version,
            boolean paused,
            List<PauseView> pauses,
            List<Alert> alerts,
            Map<String, Long> calls,
            long undecidedEvents,
            Instant oldestDueAt,
            Depths.Quota quota,
            Caps.Shown caps,
            HubView hub,
            Integer rulesVersion,
            RulesFileView rulesFile,
            long unreadOptOuts,
            ZonesView zones,
            LawView law,
            List<WorkerView> workers) {}

    /**
     * The rules files of all living replicas.
     *
     * @param state the gravest: {@code refused}, {@code unreadable}, {@code replaced} (left inactive by a start),
     *     {@code differs}, {@code active}; {@code unknown} if no replica has reported
     * @param errors the errors of refused files, each once; numbers are masked for all but admins
     */
    public record RulesFileView(String state, List<RulesFileStates.FileError> errors) {}

    /**
     * Time zone data.
     *
     * @param version such as {@code 2026f}
     * @param date when they were released
     * @param old whether they are older than 120 days
     */
    public record ZonesView(String version, LocalDate date, long ageDays, boolean old) {}

    /**
     * The law by which hours are worked out.
     *
     * @param digest of all that hours are worked out from
     * @param inForce whether calls are claimed by it; false while replicas of another release or with other settings are at
     *     work
     * @param preset {@code lawful} or {@code strict}
     * @param bills whether bills that may become law count
     */
    public record LawView(String digest, boolean inForce, String preset, boolean bills) {}

    /**
     * A pause.
     *
     * @param scope {@code all}, {@code account}, {@code agent:ID}, {@code number:E164}, {@code rule:NAME} or
     *     {@code campaign:ID}
     * @param doubt the name of the doubt that a resume answers; null if there is none
     */
    public record PauseView(String scope, String reason, String who, Instant at, String doubt) {}

    /** @param lastBeatAt the end of its last round, failed rounds included; null before the first round has ended */
    public record WorkerView(String name, Instant lastBeatAt) {}

    /**
     * The Hub as seen by the replica that answers.
     *
     * @param emulated whether the Hub is emulated, so that no real phone can ring
     * @param keyRefused whether the Hub refused this replica's key, so that it sends nothing
     * @param breaker the breaker, which stops dialling after the Hub left dials unanswered
     */
    public record HubView(String url, boolean emulated, boolean keyRefused, Breaker.Shown breaker) {}

    /** @param reason the reason that the status shows; optional */
    public record PauseRequest(String reason) {
        /**
         * Returns a request's reason, or that it was by hand.
         *
         * @param request null if the body is empty
         * @throws Problem.Thrown 400 if the reason is too long
         */
        static String reasonOf(PauseRequest request) {
            String reason = request == null || request.reason() == null ? "by hand" : request.reason();
            if (reason.length() > LONGEST_REASON) {
                throw Problem.badRequest("bad-reason", "'reason' has at most " + LONGEST_REASON + " letters.");
            }
            return reason.replace('\0', ' ');
        }
    }

    /**
     * The status after a resume.
     *
     * @param accepted the changes that the resume accepted; null if neither database nor Hub was in doubt
     */
    public record Resumed(@JsonUnwrapped Status status, Accepted accepted) {}

    @GET
    @Path("/status")
    @Transactional
    @Operation(summary = "Depths, quota, pauses and the clock")
    public Status status() {
        List<Pauses.Pause> current = pauses.all();
        Instant now = depths.now();
        return new Status(
                now,
                version,
                current.stream().map(Pauses.Pause::scope).anyMatch(List.of(Scope.ALL, Scope.ACCOUNT)::contains),
                current.stream().map(StatusResource::view).toList(),
                alerts.firing(),
                depths.callsByState(),
                depths.undecidedEvents(),
                depths.oldestDueAt(),
                depths.quota(),
                caps.shown(),
                new HubView(hub.url().toString(), hub.emulator().enabled(), pauses.isOwnKeyRefused(), breaker.shown()),
                rules.version().orElse(null),
                rulesFile(),
                unread.open().count(),
                new ZonesView(zones.version(), zones.date(), zones.age().toDays(), zones.areOld()),
                law(),
                workers(now));
    }

    private RulesFileView rulesFile() {
        RulesFileStates.RulesFilesState files = rulesFiles.state();
        return new RulesFileView(
                files.state().word(),
                files.errors().stream()
                        .map(error -> new RulesFileStates.FileError(
                                error.line(), error.column(), views.text(error.message())))
                        .toList());
    }

    private LawView law() {
        String digest = hours.now().digest();
        return new LawView(
                digest, sweeper.isInForce(digest), hours.preset().name().toLowerCase(Locale.ROOT), hours.areBillsLaw());
    }

    private static PauseView view(Pauses.Pause pause) {
        return new PauseView(pause.scope().text(), pause.reason(), pause.who(), pause.at(), pause.doubt());
    }

    private List<WorkerView> workers(Instant now) {
        return supervisor.workers().stream()
                .map(worker -> new WorkerView(
                        worker.name(), worker.sinceRound() == null ? null : now.minus(worker.sinceRound())))
                .toList();
    }

    /** Pauses all sends. Waits until each earlier claim is sent or void, at most {@code ringback.outbox.dispatch-within}. */
    @POST
    @Path("/pause")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "The kill switch: nothing is sent any more once this has answered")
    public Status pause(PauseRequest request) throws InterruptedException {
        pauses.pauseAll(caller.getPrincipal().getName(), PauseRequest.reasonOf(request));
        while (pauses.claimsUnderWay() > 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        return status();
    }

    @POST
    @Path("/resume")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(
            summary = "Lift every pause, the Hub's holds and blocks, and close the breaker; what was put off goes on."
                    + " Accepts a database or a Hub that was in doubt")
    public Resumed resume(NoFields none) {
        String who = caller.getPrincipal().getName();
        Optional<Accepted> accepted = pauses.resumeAll(who);
        writes.putOff().forEach(entry -> writes.goOn(entry, "resumed by " + who));
        outbox.hint();
        return new Resumed(status(), accepted.orElse(null));
    }
}
