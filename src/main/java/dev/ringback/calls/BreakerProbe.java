package dev.ringback.calls;

import dev.ringback.hub.CallLimitsClient;
import dev.ringback.hub.CallLimitsClient.CallLimits;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubAnswer;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.outbox.Breaker;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads the Hub while the breaker is open, in one replica at a time. Once the Hub answers, one dial is tried. */
@ApplicationScoped
public class BreakerProbe {
    private static final Duration BOUND = Duration.ofMinutes(2);

    private final Hub hub;
    private final Breaker breaker;
    private final OutboxWorker outbox;

    BreakerProbe(Hub hub, Breaker breaker, OutboxWorker outbox) {
        this.hub = hub;
        this.breaker = breaker;
        this.outbox = outbox;
    }

    void start(
            @Observes @Priority(Startup.WORKERS) StartupEvent event,
            Supervisor supervisor,
            @ConfigProperty(name = "ringback.hub.breaker.look") String every) {
        supervisor.every("breaker-probe", every, BOUND, pulse -> probeIfDue());
    }

    /** Probes if a probe is due and no other replica makes it. Returns whether it probed. No transaction may be open. */
    public boolean probeIfDue() {
        if (!breaker.takeProbe()) {
            return false;
        }
        breaker.probed(isAnswer(hub.read(CallLimitsClient.class, CallLimitsClient::get, Urgency.URGENT)));
        outbox.hint();
        return true;
    }

    /** Whether the Hub answered a cheap read of the account's caps. A refusal counts: it comes from the Hub, at once. */
    private static boolean isAnswer(HubAnswer<CallLimits> answer) {
        return switch (answer) {
            case HubAnswer.Done<CallLimits> done -> true;
            case HubAnswer.Refused<CallLimits> refused -> true;
            case HubAnswer.Unauthorized<CallLimits> refused -> true;
            case HubAnswer.Conflict<CallLimits> refused -> true;
            case HubAnswer.CapReached<CallLimits> throttled -> true;
            case HubAnswer.Throttled<CallLimits> throttled -> true;
            case HubAnswer.RateLimited<CallLimits> throttled -> true;
            case HubAnswer.NeverLeft<CallLimits> none -> false;
            case HubAnswer.Lost<CallLimits> none -> false;
            case HubAnswer.Failed<CallLimits> failed -> false;
        };
    }
}
