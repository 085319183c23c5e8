package dev.ringback.calls;

import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.clocks.Zone;
import dev.ringback.outbox.CallOrigin;
import dev.ringback.outbox.EndReason.Word;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.Plan;
import dev.ringback.platform.Audit;
import dev.ringback.platform.DatabaseClock;
import dev.ringback.platform.Problem;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Plans the call back that a person asks for during a call: to the same person, by the same agent, number, rule and
 * variables. It is a call like any other, about a thing of its own, and it also ends with the thing of the first call.
 */
@ApplicationScoped
public class Callbacks {
    private static final String WHO = "agent";

    /** The time for which a named time may be past: the agent's request takes a moment. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    private static final Duration FURTHEST = Duration.ofDays(14);
    /** The time in which a lawful hour must come after the named time. */
    private static final Duration LAWFUL_WITHIN = Duration.ofDays(7);

    private static final Duration EXPIRES_AFTER = Duration.ofHours(4);
    /** The period in which call backs to a person are counted. */
    private static final Duration COUNTED = Duration.ofDays(7);

    private static final DateTimeFormatter SPOKEN =
            DateTimeFormatter.ofPattern("EEEE, MMMM d, 'at' HH:mm", Locale.ENGLISH);

    private final CallRepository calls;
    private final CallbackRepository callbacks;
    private final RecentRings rings;
    private final CallIntake intake;
    private final CallPlan plans;
    private final CallbackTime times;
    private final Cancellations cancellations;
    private final OptOutRepository optOuts;
    private final Withdrawals withdrawals;
    private final RuleNames rules;
    private final Numbers numbers;
    private final Outbox outbox;
    private final Audit audit;
    private final DatabaseClock clock;
    private final int most;

    Callbacks(
            CallRepository calls,
            CallbackRepository callbacks,
            RecentRings rings,
            CallIntake intake,
            CallPlan plans,
            CallbackTime times,
            Cancellations cancellations,
            OptOutRepository optOuts,
            Withdrawals withdrawals,
            RuleNames rules,
            Numbers numbers,
            Outbox outbox,
            Audit audit,
            DatabaseClock clock,
            @ConfigProperty(name = "ringback.agent-tools.callbacks") int most) {
        this.calls = calls;
        this.callbacks = callbacks;
        this.rings = rings;
        this.intake = intake;
        this.plans = plans;
        this.times = times;
        this.cancellations = cancellations;
        this.optOuts = optOuts;
        this.withdrawals = withdrawals;
        this.rules = rules;
        this.numbers = numbers;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
        this.most = most;
    }

    /**
     * A planned call back.
     *
     * @param at when the call is due
     * @param local the same by the person's clock
     * @param moved whether the named time is not lawful, and a later one was taken
     */
    public record Scheduled(Instant at, LocalDateTime local, boolean moved) {
        /** Returns what the agent tells the person. */
        public String sentence() {
            String when = SPOKEN.format(local);
            return moved
                    ? "No call is allowed at that time. The call back is planned for the next time that is: " + when
                            + "."
                    : "The call back is planned for " + when + ".";
        }
    }

    /**
     * Plans a call back to the person of the newest call that rang in the last 24 hours, or moves the person's planned one.
     * A repeat with the same time changes nothing. Makes its own transaction and must be called with none open.
     *
     * @param at a time of RFC 3339, or a local date and time
     * @param zone an IANA zone for a local time; null for the person's own
     * @throws Problem.Thrown with a sentence for the agent: 404 without such a call, 400 for a time that cannot be read or may
     *     be of several zones, 409 for a time or a person that is refused
     */
    public Scheduled schedule(PhoneNumber person, String at, String zone) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Instant now = clock.now();
            List<PhoneNumber> forms = numbers.forms(person);
            Call rang = rings.newest(forms, now)
                    .orElseThrow(() -> Problem.notFound(
                            "No call to this number is known from the last 24 hours, so no call back can be planned."));
            CallbackTime.Answer.At time = time(at, zone, rang, now);
            return schedule(rang, forms, time, now);
        });
    }

    private CallbackTime.Answer.At time(String at, String zone, Call rang, Instant now) {
        return switch (times.read(at, zone, rang, now)) {
            case CallbackTime.Answer.At time -> bounded(time, now);
            case CallbackTime.Answer.WhichZone(var zones) ->
                throw Problem.badRequest(
                        "which-zone",
                        "Which time zone? Ask the person where they are, and send 'zone'"
                                + (zones.isEmpty() ? ", such as America/New_York." : ": " + shown(zones) + "."));
            case CallbackTime.Answer.NoTime() ->
                throw Problem.badRequest(
                        "bad-time", "'at' is a local date and time such as 2026-11-30T17:00, or a time of RFC 3339.");
            case CallbackTime.Answer.NoZone() ->
                throw Problem.badRequest("bad-zone", "'zone' is an IANA time zone, such as America/New_York.");
        };
    }

    private static String shown(List<String> zones) {
        int most = 8;
        return String.join(", ", zones.subList(0, Math.min(most, zones.size()))) + (zones.size() > most ? " …" : "");
    }

    private static CallbackTime.Answer.At bounded(CallbackTime.Answer.At time, Instant now) {
        if (time.instant().isBefore(now.minus(GRACE))) {
            throw Problem.conflict(
                    "time-is-past",
                    "That time is past: it is " + SPOKEN.format(local(now, time.zone()))
                            + " now. Ask for a later time.");
        }
        if (time.instant().isAfter(now.plus(FURTHEST))) {
            throw Problem.conflict(
                    "time-is-too-far",
                    "A call back can be planned for the next " + FURTHEST.toDays()
                            + " days only. Ask for an earlier time.");
        }
        return time;
    }

    private Scheduled schedule(Call rang, List<PhoneNumber> forms, CallbackTime.Answer.At time, Instant now) {
        Optional<RuleNames.ActiveRule> rule = rule(rang);
        Call wanted = CallbackRepository.build(rang, rule, time.instant(), now);
        CallKey first = new CallKey(wanted.origin.text(), wanted.thing());
        List<CallKey> things = new ArrayList<>(List.of(first, new CallKey(wanted.origin.text(), wanted.about)));
        if (wanted.matter != null) {
            things.add(Matters.lockOf(wanted.matter));
        }
        intake.lock(things, forms, Set.of());
        if (optOuts.containsAnyOf(forms)) {
            throw Problem.conflict("opted-out", "This person has asked for no more calls, so no call back is planned.");
        }
        callbacks
                .unsure(forms)
                .forEach(call -> withdrawals.forGood(
                        call, Word.ALREADY_CALLED.because("the person is on the phone and asks for another time")));
        Optional<Call> planned = callbacks.waiting(forms);
        return planned.isPresent()
                ? moved(planned.get(), rang, time, now)
                : created(wanted, rule, rang, forms, time, now);
    }

    /** @return empty for an uploaded call, which has no rule */
    private Optional<RuleNames.ActiveRule> rule(Call rang) {
        return switch (rang.origin) {
            case CallOrigin.ByUpload upload -> Optional.empty();
            case CallOrigin.ByRule(var name) ->
                Optional.of(rules.active(name)
                        .orElseThrow(() -> Problem.conflict(
                                "rule-is-gone", "Nobody is called about this any more, so no call back is planned.")));
        };
    }

    private Scheduled created(
            Call call,
            Optional<RuleNames.ActiveRule> rule,
            Call rang,
            List<PhoneNumber> forms,
            CallbackTime.Answer.At time,
            Instant now) {
        Set<String> alsoRules = rule.map(RuleNames.ActiveRule::alsoNames).orElse(Set.of());
        if (cancellations.known(call, alsoRules).isPresent()) {
            throw Problem.conflict(
                    "reason-is-gone", "What this call was about is settled already, so no call back is needed.");
        }
        if (callbacks.count(forms, now.minus(COUNTED)) >= most) {
            throw Problem.conflict(
                    "too-many-callbacks",
                    most == 0
                            ? "Call backs are not offered here."
                            : "This person was promised " + most + " call backs in the last " + COUNTED.toDays()
                                    + " days, and no more are planned.");
        }
        Plan plan = planned(call, time.instant(), now);
        intake.open(
                call,
                plan,
                "as a call back",
                rule.filter(RuleNames.ActiveRule::isObserved).isPresent());
        calls.note(call.id, "callback", "asked for in call " + rang.id + ", for " + time.instant());
        return noted(call, rang, time, now);
    }

    private Scheduled moved(Call call, Call rang, CallbackTime.Answer.At time, Instant now) {
        if (call.ownWaitEnd().equals(time.instant())) {
            return answer(call, time, now);
        }
        call.keepOwnWait();
        call.notBefore = time.instant();
        call.waitsUntil = time.instant();
        outbox.replan(call.id, planned(call, time.instant(), now), call.reason);
        calls.note(call.id, "callback", "moved in call " + rang.id + ", to " + time.instant());
        return noted(call, rang, time, now);
    }

    /** Plans a call at the named time or the next lawful opening, and dates its expiry by that. */
    private Plan planned(Call call, Instant at, Instant now) {
        call.expiresAt = later(at, now).plus(LAWFUL_WITHIN);
        Optional<Plan> plan = plans.plan(call, now);
        if (plan.isPresent()) {
            call.expiresAt = plan.get().dueAt().plus(EXPIRES_AFTER);
            plan = plans.plan(call, now);
        }
        Plan found = plan.orElseThrow(() -> Problem.conflict(
                "no-lawful-hour", "No call is allowed at that time or in the week after it. Ask for another time."));
        call.notBefore = found.dueAt();
        return found;
    }

    private Scheduled noted(Call call, Call rang, CallbackTime.Answer.At time, Instant now) {
        calls.note(rang.id, "callback", "call " + call.id + " is planned for " + call.notBefore);
        audit.record(WHO, "callback", "call " + call.id, "for " + time.instant() + ", asked for in call " + rang.id);
        return answer(call, time, now);
    }

    private static Scheduled answer(Call call, CallbackTime.Answer.At time, Instant now) {
        boolean isMoved = call.notBefore.isAfter(later(time.instant(), now));
        return new Scheduled(call.notBefore, local(call.notBefore, time.zone()), isMoved);
    }

    private static LocalDateTime local(Instant instant, Zone zone) {
        return LocalDateTime.ofInstant(instant, zone.rules().getOffset(instant)).truncatedTo(ChronoUnit.MINUTES);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
