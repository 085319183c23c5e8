package dev.ringback.calls.settlement;

import dev.ringback.calls.CallRepository;
import dev.ringback.calls.settlement.CarrierLog.LoggedCall;
import dev.ringback.calls.settlement.CarrierLog.Reading;
import dev.ringback.calls.settlement.Carriers.Carrier;
import dev.ringback.calls.settlement.Evidence.Missing;
import dev.ringback.calls.settlement.LogJudgement.Interval;
import dev.ringback.calls.settlement.LogJudgement.Verdict;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.outbox.UnknownAttempts;
import dev.ringback.outbox.UnknownAttempts.Known;
import dev.ringback.outbox.UnknownAttempts.Unknown;
import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Settles unknown originates by the carrier's call log, and stores which proofs the others lack. The log is read with no
 * transaction open. The verdict is applied only if the judged facts are still the same afterwards, under the person's
 * lock.
 *
 * <p>The control is stricter than any later call of this installation. It was claimed, and its log entry begins, after the
 * interval's end, from the same caller number, and the log entry is final. It proves three things: the log reaches beyond
 * the interval, this account carries the number's calls, and this search finds entries of this form. The control is read
 * before the number itself, so that a log that catches up in between cannot hide a call.
 */
@ApplicationScoped
public class Settlement {
    private static final int AT_ONCE = 20;
    private static final Duration BOUND = Duration.ofMinutes(10); // for one call: its carrier's log, page by page
    /** Within Plivo's 30 days a search, less the day before and the longest call; Twilio keeps numbers 120 days. */
    private static final Duration LOG_REACHES = Duration.ofDays(25);

    private final UnknownAttempts unknowns;
    private final Carriers carriers;
    private final Evidence evidence;
    private final CallRepository calls;
    private final Outbox outbox;
    private final OutboxWorker worker;
    private final InstantSource clock;

    Settlement(
            UnknownAttempts unknowns,
            Carriers carriers,
            Evidence evidence,
            CallRepository calls,
            Outbox outbox,
            OutboxWorker worker,
            InstantSource clock) {
        this.unknowns = unknowns;
        this.carriers = carriers;
        this.evidence = evidence;
        this.calls = calls;
        this.outbox = outbox;
        this.worker = worker;
        this.clock = clock;
    }

    void start(
            @Observes @Priority(Startup.WORKERS) StartupEvent event,
            Supervisor supervisor,
            @ConfigProperty(name = "ringback.settle.every") String every) {
        supervisor.every("settlement", every, BOUND, this::settleDue);
    }

    /** Runs one round and returns the number of calls settled. Every replica may run it at the same time. */
    public int settleDue() {
        return settleDue(Supervisor.Pulse.NONE);
    }

    private int settleDue(Supervisor.Pulse pulse) {
        int settled = 0;
        for (UUID call : QuarkusTransaction.requiringNew().call(() -> evidence.due(AT_ONCE))) {
            pulse.beat();
            try {
                settled += look(call) ? 1 : 0;
            } catch (RuntimeException e) { // a call that fails must not block the others
                Log.errorf(e, "call %s could not be looked up in the carrier's log", call);
            }
        }
        if (settled > 0) {
            worker.hint();
        }
        return settled;
    }

    private boolean look(UUID call) {
        Optional<Unknown> unknown = QuarkusTransaction.requiringNew().call(() -> unknowns.of(call));
        if (unknown.isEmpty()) {
            return false;
        }
        Optional<Carrier> carrier = carriers.carrying(unknown.get().from());
        Verdict verdict = carrier.map(account -> judge(unknown.get(), account)).orElseGet(() -> noLog(unknown.get()));
        String name = carrier.map(Carrier::name).orElse(null);
        return QuarkusTransaction.requiringNew().call(() -> conclude(unknown.get(), name, verdict));
    }

    private Verdict noLog(Unknown unknown) {
        List<Missing> missing = LogJudgement.missing(LogJudgement.interval(unknown), null, clock.instant());
        return open(
                "no carrier's log is configured for its caller number: an operator settles it",
                missing,
                Missing.CARRIER_LOG);
    }

    private static Verdict open(String finding, List<Missing> missing, Missing first) {
        return new Verdict.Open(
                finding, Stream.concat(Stream.of(first), missing.stream()).toList());
    }

    private Verdict judge(Unknown unknown, Carrier carrier) {
        Instant now = clock.instant();
        Interval interval = LogJudgement.interval(unknown);
        if (unknown.claimedAt().isBefore(now.minus(LOG_REACHES))) {
            return new Verdict.Open("it is older than the carrier's log is trusted", List.of(Missing.CARRIER_LOG));
        }
        LoggedCall control = interval.isOver(now) ? control(unknown, interval, carrier, now) : null;
        Instant from = interval.from().minus(UnknownAttempts.LOOK_BACK);
        return switch (carrier.log().calls(unknown.person(), from, now)) {
            case Reading.Calls(var logged) -> LogJudgement.judge(unknown, logged, control, now);
            case Reading.Unavailable(var reason) ->
                open(reason, LogJudgement.missing(interval, control, now), Missing.READABLE_LOG);
        };
    }

    /** @return null if the log shows no control */
    private LoggedCall control(Unknown unknown, Interval interval, Carrier carrier, Instant now) {
        List<Known> later =
                QuarkusTransaction.requiringNew().call(() -> unknowns.doneAfter(interval.until(), unknown.from()));
        for (Known known : later) {
            Interval its = LogJudgement.interval(known.claimedAt(), known.endedAt(), LogJudgement.AFTER_END);
            if (carrier.log().calls(known.person(), its.from(), now) instanceof Reading.Calls(var logged)) {
                Optional<LoggedCall> shown = logged.stream()
                        .filter(call -> call.isOver() && call.created().isAfter(interval.until()) && its.holds(call))
                        .findFirst();
                if (shown.isPresent()) {
                    return shown.get();
                }
            }
        }
        return null;
    }

    /** Applies the verdict in a transaction, unless the judged facts changed: then the next round judges again. */
    private boolean conclude(Unknown unknown, String carrier, Verdict verdict) {
        calls.lockPersons(List.of(unknown.person()));
        if (!unknowns.of(unknown.call()).filter(unknown::equals).isPresent()) {
            return false;
        }
        return switch (verdict) {
            case Verdict.Placed(var text) -> settle(unknown, carrier, true, text);
            case Verdict.NotPlaced(var text) -> settle(unknown, carrier, false, text);
            case Verdict.Open(var finding, var missing) -> {
                evidence.found(unknown.call(), carrier, finding, missing);
                yield false;
            }
        };
    }

    private boolean settle(Unknown unknown, String carrier, boolean placed, String text) {
        Outbox.Settled settled = outbox.settleByEvidence(unknown.call(), unknown.attempt(), placed, text);
        if (settled != Outbox.Settled.YES) { // contradicts the judged facts, which the same lock protects
            throw new IllegalStateException("call " + unknown.call() + " cannot be settled: " + settled);
        }
        String outcome = placed ? "placed" : "not_placed";
        calls.note(unknown.call(), "settled", outcome + " by carrier log " + carrier + ": " + text);
        evidence.found(unknown.call(), carrier, text, List.of());
        Log.infof("call %s is settled by the carrier's log: %s", unknown.call(), outcome);
        return true;
    }
}
