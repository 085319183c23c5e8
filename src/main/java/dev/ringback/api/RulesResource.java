package dev.ringback.api;

import dev.ringback.outbox.OutboxWorker;
import dev.ringback.outbox.Pauses;
import dev.ringback.outbox.Scope;
import dev.ringback.platform.Problem;
import dev.ringback.rules.ActiveRules;
import dev.ringback.rules.RuleObservation;
import dev.ringback.rules.RulePauses;
import dev.ringback.rules.RulesVersions;
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
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Serves the versions of the rules file, and an operator's switches of single rules. */
@Path("/api/v1/rules")
@Tag(name = "Rules")
@RolesAllowed(Role.VIEWER_NAME)
@RunOnVirtualThread
public class RulesResource {
    private final ActiveRules active;
    private final RulesVersions versions;
    private final RulePauses switches;
    private final RuleObservation observation;
    private final Pauses pauses;
    private final OutboxWorker outbox;
    private final Views views;
    private final SecurityIdentity caller;

    RulesResource(
            ActiveRules active,
            RulesVersions versions,
            RulePauses switches,
            RuleObservation observation,
            Pauses pauses,
            OutboxWorker outbox,
            Views views,
            SecurityIdentity caller) {
        this.active = active;
        this.versions = versions;
        this.switches = switches;
        this.observation = observation;
        this.pauses = pauses;
        this.outbox = outbox;
        this.views = views;
        this.caller = caller;
    }

    /**
     * A version of the rules file with its text.
     *
     * @param rules the number of its rules
     * @param text with numbers masked for all but admins, as in the difference
     * @param against the version that {@code difference} starts from; null if there is none
     * @param difference the unified difference; null without a version to compare, or if a text is too long
     */
    public record VersionDetail(
            int version,
            Instant createdAt,
            List<RulesVersions.Activation> activations,
            boolean active,
            String digest,
            int rules,
            String text,
            Integer against,
            String difference) {}

    @GET
    @Transactional
    @Operation(
            summary =
                    "The active version with its text; each rule with its pause, decisions of 24 hours and open calls")
    public ActiveRules.ActiveVersion active() {
        ActiveRules.ActiveVersion shown = active.shown();
        return new ActiveRules.ActiveVersion(
                shown.version(),
                shown.activatedAt(),
                shown.by(),
                views.text(shown.text()),
                shown.rules().stream().map(this::masked).toList());
    }

    @GET
    @Path("/versions")
    @Transactional
    @Operation(summary = "List the versions of the rules file, the newest number first")
    public Page<RulesVersions.Version> versions(
            @RestQuery String cursor, @RestQuery @DefaultValue("" + Page.DEFAULT_LIMIT) int limit) {
        int size = Page.limit(limit);
        List<RulesVersions.Version> rows = versions.newest(Page.number(cursor), size + 1);
        return Page.of(rows, size, RulesVersions.Version::version, row -> row);
    }

    @GET
    @Path("/versions/{n}")
    @Transactional
    @Operation(
            summary =
                    "One version with its text, and its difference to the version before it or to the version 'against'")
    public VersionDetail version(@RestPath int n, @RestQuery String against) {
        Integer other = other(against);
        RulesVersions.Detail found = versions.one(n, other)
                .orElseThrow(() -> Problem.notFound("There is no version " + n + " of the rules"
                        + (other == null ? "." : ", or no version " + other + " to compare it with.")));
        RulesVersions.Version version = found.version();
        return new VersionDetail(
                version.version(),
                version.createdAt(),
                version.activations(),
                version.active(),
                version.digest(),
                version.rules(),
                views.text(found.text()),
                found.against(),
                views.text(found.difference()));
    }

    private static Integer other(String against) {
        try {
            return against == null ? null : Integer.valueOf(against);
        } catch (NumberFormatException e) {
            throw Problem.badRequest("bad-parameter", "'against' is not the number of a version.");
        }
    }

    /** Pauses a rule. Waits until each earlier claim of its calls is sent or void. */
    @POST
    @Path("/{name}/pause")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Pause one rule: it decides as usual, and its calls wait at the gate 'pause'")
    public ActiveRules.ActiveRule pause(@RestPath String name, StatusResource.PauseRequest request)
            throws InterruptedException {
        Scope scope = switches.pause(name, who(), StatusResource.PauseRequest.reasonOf(request));
        while (pauses.claimsUnderWay(scope) > 0) {
            TimeUnit.MILLISECONDS.sleep(StatusResource.LOOK_EVERY_MILLIS);
        }
        return shown(name);
    }

    @POST
    @Path("/{name}/resume")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Lift the pause of one rule: its calls go on. Pauses of other scopes stay")
    public ActiveRules.ActiveRule resume(@RestPath String name, NoFields none) {
        switches.resume(name, who());
        outbox.hint();
        return shown(name);
    }

    /** @param on true: the rule observes, also where it is not given; false: the rule is live */
    public record Observation(Boolean on) {}

    @POST
    @Path("/{name}/observe")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Have one rule decide and ring nobody, or with on: false be live, whatever the file says")
    public ActiveRules.ActiveRule observe(@RestPath String name, Observation wanted) {
        observation.set(name, wanted == null || !Boolean.FALSE.equals(wanted.on()), who());
        outbox.hint();
        return shown(name);
    }

    private ActiveRules.ActiveRule shown(String name) {
        return QuarkusTransaction.requiringNew()
                .call(() -> active.shown(name))
                .map(this::masked)
                .orElseThrow(
                        () -> Problem.notFound("The rule is no longer active: another file was activated meanwhile."));
    }

    /** Masks numbers in the reason of a pause, which a person wrote. */
    private ActiveRules.ActiveRule masked(ActiveRules.ActiveRule rule) {
        ActiveRules.RulePause pause = rule.pause();
        return pause == null
                ? rule
                : new ActiveRules.ActiveRule(
                        rule.name(),
                        rule.mode(),
                        rule.paused(),
                        new ActiveRules.RulePause(views.text(pause.reason()), pause.who(), pause.at()),
                        rule.events(),
                        rule.decisions(),
                        rule.calls());
    }

    private String who() {
        return caller.getPrincipal().getName();
    }
}
