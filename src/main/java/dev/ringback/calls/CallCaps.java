package dev.ringback.calls;

import dev.ringback.hub.CallLimitsClient;
import dev.ringback.hub.CallLimitsClient.CallLimits;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubAnswer;
import dev.ringback.hub.HubConfig;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.outbox.CapLimits;
import dev.ringback.outbox.Caps;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.outbox.Pauses;
import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Reads the account's cost caps from the Hub, in one replica at a time. Readings are due at the start, every
 * {@code ringback.hub.caps-every}, and soon after a cap's 429. If a reading fails, the last known caps stay in force.
 */
@ApplicationScoped
public class CallCaps {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10); // a 429 makes a reading due at once
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final Duration USUAL = Duration.ofMinutes(5);
    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

    private final Hub hub;
    private final Caps caps;
    private final Pauses pauses;
    private final OutboxWorker outbox;
    private final InstantSource clock;
    private final String every;

    CallCaps(Hub hub, Caps caps, Pauses pauses, OutboxWorker outbox, InstantSource clock, HubConfig config) {
        this.hub = hub;
        this.caps = caps;
        this.pauses = pauses;
        this.outbox = outbox;
        this.clock = clock;
        this.every = config.capsEvery();
    }

    void start(@Observes @Priority(Startup.WORKERS) StartupEvent event, Supervisor supervisor) {
        if (Supervisor.period(every).isPresent()) {
            supervisor.every("caps", LOOK_EVERY, BOUND, pulse -> readIfDue());
        }
    }

    /** Reads and stores the caps if a reading is due and no other replica makes it. Returns whether it read them. */
    public boolean readIfDue() {
        Duration period = Supervisor.period(every).orElse(USUAL);
        // A process with a refused key skips the reading, so that a process with a valid key can make it.
        if (pauses.isOwnKeyRefused() || !caps.takeReading(period)) {
            return false;
        }
        Instant asked = clock.instant();
        HubAnswer<CallLimits> answer = hub.read(CallLimitsClient.class, CallLimitsClient::get, Urgency.ORDINARY);
        if (answer instanceof HubAnswer.Done<CallLimits>(var status, var body) && body.isPresent()) {
            caps.store(known(body.get()));
            outbox.hint();
            return true;
        }
        if (answer instanceof HubAnswer.Unauthorized<CallLimits>(var text)) {
            pauses.keyRefused(text, asked); // no call has to fail first
        }
        caps.readingFailed(AFTER_A_FAILURE);
        Log.warnf("the caps of calls could not be read, so the last known hold: %s", answer);
        return false;
    }

    private static CapLimits known(CallLimits limits) {
        return new CapLimits(
                limits.concurrentMax().orElse(null),
                limits.callsPerMinute().orElse(null),
                limits.dailyCallsMax().orElse(null),
                limits.dailyMinutesMax().orElse(null));
    }
}
