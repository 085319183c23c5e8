package dev.ringback.calls;

import dev.ringback.outbox.CallOrigin;
import dev.ringback.outbox.HoldReason;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.Plan;
import dev.ringback.platform.DatabaseClock;
import dev.ringback.platform.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes refused and expired calls due again, with a new expiry. Such a call let go of its thing, so everything that may have
 * happened to the thing and the person since is rechecked under the locks of a decision.
 */
@ApplicationScoped
class Reopening {
    /** The expiry of a call that no rule made. */
    private static final Duration OF_AN_UPLOAD = Duration.ofHours(24);

    private final CallRepository calls;
    private final Cancellations cancellations;
    private final OptOutRepository optOuts;
    private final CallIntake intake;
    private final CallPlan plans;
    private final Dispatches dispatches;
    private final Matters matters;
    private final Senders senders;
    private final RuleNames rules;
    private final Outbox outbox;
    private final DatabaseClock clock;

    Reopening(
            CallRepository calls,
            Cancellations cancellations,
            OptOutRepository optOuts,
            CallIntake intake,
            CallPlan plans,
            Dispatches dispatches,
            Matters matters,
            Senders senders,
            RuleNames rules,
            Outbox outbox,
            DatabaseClock clock) {
        this.calls = calls;
        this.cancellations = cancellations;
        this.optOuts = optOuts;
        this.intake = intake;
        this.plans = plans;
        this.dispatches = dispatches;
        this.matters = matters;
        this.senders = senders;
        this.rules = rules;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Reopens a call, in the caller's transaction, which must hold no lock of a rule, thing or person yet.
     *
     * @param expiresIn the time from now to the new expiry; null for that of its rule, or 24 h for an uploaded call
     * @param how who reopens it and why, for the call's timeline
     * @return the new expiry
     * @throws Problem.Thrown 404 without such a call; 409 {@code call-not-reopenable}, {@code campaign-is-over}, {@code
     *     rule-not-active}, {@code opted-out}, {@code thing-has-ended}, {@code thing-has-call} or {@code no-lawful-window}
     */
    Instant reopen(UUID id, Duration expiresIn, String how) {
        Call call = calls.findByIdOptional(id).orElseThrow(() -> Problem.notFound("There is no call of this id."));
        requireEnded(call); // before any lock: most refusals are of this kind
        Optional<RuleNames.ActiveRule> rule = rule(call);
        String[] names = lock(call, rule);
        requireEnded(call);
        requireReason(call, rule, names);
        Instant now = clock.now();
        Duration expire = rule.map(RuleNames.ActiveRule::expire).orElse(OF_AN_UPLOAD);
        requireFreeThing(call, names, now.minus(expire));
        call.expiresAt = now.plus(expiresIn != null ? expiresIn : expire);
        call.keepOwnWait();
        call.notBefore = now;
        call.waitsUntil = now;
        rule.ifPresent(active -> follow(call, active));
        Plan plan = plans.plan(call, now)
                .orElseThrow(() -> Problem.conflict(
                        "no-lawful-window",
                        "No lawful hour is left before " + call.expiresAt + ": " + plans.whyNone(call)
                                + ". A later 'expires_in' may help."));
        call.holdsThing = true;
        calls.note(id, "reopened", how + "; it expires at " + call.expiresAt);
        OutboxEntry entry = outbox.reopen(id, plan);
        if (cancellations.isAnyFailed(call)) {
            intake.hold(call, entry, HoldReason.FAILED_CANCEL);
        } else if (rule.filter(RuleNames.ActiveRule::isObserved).isPresent()) {
            intake.hold(call, entry, HoldReason.OBSERVED);
        }
        return call.expiresAt;
    }

    /** Returns the active rule of a call; empty for an uploaded call. Locks the active rules. */
    private Optional<RuleNames.ActiveRule> rule(Call call) {
        return switch (call.origin) {
            case CallOrigin.ByUpload upload -> Optional.empty();
            case CallOrigin.ByRule(var name) ->
                Optional.of(rules.active(name)
                        .orElseThrow(() -> Problem.conflict(
                                "rule-not-active",
                                "The rule " + name + " is not in the active rules file, so nobody knows what has ended"
                                        + " its things meanwhile. Activate it, or a rule with 'was: " + name
                                        + "', then reopen the call.")));
        };
    }

    /** Locks as a decision about the thing would, and rereads the call. Returns all names of its rule. */
    private String[] lock(Call call, Optional<RuleNames.ActiveRule> rule) {
        String[] names = Stream.concat(
                        Stream.of(call.origin.text()),
                        rule.stream()
                                .flatMap(
                                        active -> Stream.concat(Stream.of(active.name()), active.alsoNames().stream())))
                .distinct()
                .toArray(String[]::new);
        calls.lockRules(Set.of(names), Set.of());
        calls.lockThings(Stream.concat(
                        Arrays.stream(names)
                                .flatMap(name -> Stream.of(call.about, call.thing())
                                        .distinct()
                                        .map(about -> new CallKey(name, about))),
                        Stream.ofNullable(call.matter).map(Matters::lockOf))
                .toList());
        calls.lockPersons(() -> calls.personsOf(call.id));
        calls.getSession().refresh(call);
        return names;
    }

    private static void requireEnded(Call call) {
        if (call.state != Call.State.REFUSED && call.state != Call.State.EXPIRED) {
            throw Problem.conflict(
                    "call-not-reopenable",
                    "The call is " + call.state.name().toLowerCase(Locale.ROOT)
                            + "; only a call that was refused or has expired can be reopened.");
        }
    }

    private void requireReason(Call call, Optional<RuleNames.ActiveRule> rule, String[] names) {
        if (call.campaign != null && dispatches.isOver(call.campaign)) {
            throw Problem.conflict(
                    "campaign-is-over",
                    "The call's campaign is over and sends no more. Ring the person by a new campaign.");
        }
        if (optOuts.containsAnyOf(List.of(call.person))) {
            throw Problem.conflict("opted-out", "The number has opted out.");
        }
        Optional<String> withdrawn = outbox.lockOfCall(call.id)
                .map(OutboxEntry::withdrawn)
                .filter(reason -> !CallRepository.isOfItsPerson(reason))
                .map(reason -> "it was withdrawn while it was sent: " + reason);
        withdrawn
                .or(() -> rule.isPresent() ? cancellations.known(call, rule.get(), names) : cancellations.known(call))
                .ifPresent(why -> {
                    throw Problem.conflict("thing-has-ended", "The reason for the call is gone: " + why + ".");
                });
    }

    private void requireFreeThing(Call call, String[] names, Instant rangAfter) {
        calls.otherHolder(call, names)
                .or(() -> matters.otherCallOf(call, senders.of(call), rangAfter))
                .or(() -> call.campaign == null
                        ? Optional.empty()
                        : calls.inCampaign(call.campaign, call.person).filter(other -> other != call))
                .ifPresent(other -> {
                    throw Problem.conflict(
                            "thing-has-call", "Another call has taken its place meanwhile: " + other.id + ".");
                });
    }

    /** Puts a call under the active version of its rule, whose cancels then end it: older versions' end open calls only. */
    private static void follow(Call call, RuleNames.ActiveRule rule) {
        call.origin = new CallOrigin.ByRule(rule.name());
        call.ruleVersion = rule.version();
        call.ruleInVersion = null;
        call.cancelOn = Stream.concat(
                        Arrays.stream(call.cancelOn), rule.cancelOn().stream().map(CallRequest::pattern))
                .distinct()
                .toArray(String[]::new);
    }
}
