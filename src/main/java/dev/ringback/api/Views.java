package dev.ringback.api;

import dev.ringback.calls.Call;
import dev.ringback.calls.CallOutcomes;
import dev.ringback.calls.CallRepository.TimelineEntry;
import dev.ringback.jobs.Job;
import dev.ringback.outbox.AttemptLog;
import dev.ringback.outbox.CallGates;
import dev.ringback.outbox.WaitingFor;
import dev.ringback.privacy.PhoneNumber;
import dev.ringback.privacy.Redaction;
import dev.ringback.rules.Sight;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Shows calls and numbers as the caller's role may see them. Only an admin sees variables and unmasked numbers. */
@ApplicationScoped
class Views {
    private final SecurityIdentity caller;
    private final InstantSource clock;
    private final WaitingFor waiting;

    Views(SecurityIdentity caller, InstantSource clock, WaitingFor waiting) {
        this.caller = caller;
        this.clock = clock;
        this.waiting = waiting;
    }

    /** Returns a call's variables; null unless the caller may see them. */
    Map<String, String> variables(Call call) {
        return caller.hasRole(Role.ADMIN_NAME) ? call.variables() : null;
    }

    /** Returns which values of an event the caller may see. */
    Sight sight() {
        return caller.hasRole(Role.ADMIN_NAME) ? Sight.CLEAR : Sight.MASKED;
    }

    String number(PhoneNumber number) {
        return caller.hasRole(Role.ADMIN_NAME) ? number.e164() : number.masked();
    }

    /** Masks all digits of a text that should have been a number, for all but admins: some of it may be one. */
    String typed(String number) {
        return caller.hasRole(Role.ADMIN_NAME)
                ? number
                : number.codePoints()
                        .map(point -> Character.isDigit(point) ? '*' : point)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    /** Masks numbers in a text that a person or a sender wrote, for all but admins. Null stays null. */
    String text(String written) {
        return written == null || caller.hasRole(Role.ADMIN_NAME) ? written : Redaction.of(written);
    }

    Job job(Job job) {
        return new Job(
                job.id(),
                job.kind(),
                job.state(),
                job.total(),
                job.done(),
                job.decisions(),
                job.failed(),
                job.firstFailure(),
                text(job.reason()),
                job.createdBy(),
                job.createdAt());
    }

    TimelineEntry entry(TimelineEntry entry) {
        return new TimelineEntry(entry.at(), entry.what(), text(entry.detail()));
    }

    CallGates.GateState gate(CallGates.GateState gate) {
        return new CallGates.GateState(gate.gate(), gate.state(), gate.until(), gate.at(), text(gate.detail()));
    }

    /** Masks numbers in what a call waits for, which may quote the reason of a pause. Null stays null. */
    private WaitingFor.Wait masked(WaitingFor.Wait wait) {
        return wait == null ? null : new WaitingFor.Wait(wait.gate(), wait.until(), text(wait.detail()));
    }

    CallOutcomes.CallOutcome outcome(CallOutcomes.CallOutcome outcome) {
        return new CallOutcomes.CallOutcome(outcome.at(), outcome.outcome(), text(outcome.note()));
    }

    AttemptLog.Attempt attempt(AttemptLog.Attempt attempt) {
        return new AttemptLog.Attempt(
                attempt.attempt(),
                attempt.kind(),
                attempt.worker(),
                attempt.claimedAt(),
                attempt.finishedAt(),
                attempt.mayHaveLeft(),
                attempt.outcome(),
                text(attempt.detail()));
    }

    /** Masks numbers in a call's thing. Uploaded calls use the person's number, with or without the plus sign. */
    private String about(Call call) {
        PhoneNumber person = call.person();
        return caller.hasRole(Role.ADMIN_NAME)
                ? call.about()
                : Redaction.numbers(call.about()).replace(person.e164().substring(1), person.masked());
    }

    CallsResource.CallView call(Call call) {
        return of(List.of(call)).apply(call);
    }

    /** Returns a function that shows calls of one list. Queries all their gates at once, in the caller's transaction. */
    Function<Call, CallsResource.CallView> of(List<Call> calls) {
        Map<UUID, WaitingFor.Wait> waits = waiting.of(calls.stream()
                .filter(call -> call.state() == Call.State.WAITING)
                .map(Call::id)
                .toList());
        return call -> shown(call, waits.get(call.id()));
    }

    private CallsResource.CallView shown(Call call, WaitingFor.Wait wait) {
        return new CallsResource.CallView(
                call.id(),
                call.origin().text(),
                call.ruleVersion(),
                call.source(),
                about(call),
                number(call.person()),
                call.shown(clock.instant()).name().toLowerCase(Locale.ROOT),
                text(call.reason()),
                masked(wait),
                call.via().name().toLowerCase(Locale.ROOT),
                call.notBefore(),
                call.expiresAt(),
                call.sessionId(),
                call.campaign(),
                call.event(),
                call.createdAt());
    }
}
