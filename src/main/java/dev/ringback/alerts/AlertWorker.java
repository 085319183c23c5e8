package dev.ringback.alerts;

import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Checks the conditions and sends messages about alerts. One replica at a time checks. Each message is retried until the
 * receiver accepts it or it is given up, so a receiver may see a message twice. The messages of one alert keep their order.
 */
@ApplicationScoped
public class AlertWorker {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final int MOST_DOUBLINGS = 7;
    private static final Duration BOUND = Duration.ofMinutes(1); // for one message

    private final AlertRound round;
    private final MessageRepository messages;
    private final Webhook webhook;
    private final Duration giveUpAfter;

    AlertWorker(AlertRound round, MessageRepository messages, Webhook webhook, AlertsConfig config) {
        this.round = round;
        this.messages = messages;
        this.webhook = webhook;
        this.giveUpAfter = config.giveUpAfter();
    }

    void start(
            @Observes @Priority(Startup.WORKERS) StartupEvent event,
            Supervisor supervisor,
            @ConfigProperty(name = "ringback.alerts.every") String every) {
        supervisor.every("alerts", every, BOUND, this::lookAndTell);
    }

    /** Checks the conditions, then sends due messages. Returns how many were accepted. No transaction may be open. */
    public int lookAndTell() throws InterruptedException {
        return lookAndTell(Supervisor.Pulse.NONE);
    }

    private int lookAndTell(Supervisor.Pulse pulse) throws InterruptedException {
        round.look();
        return webhook.isConfigured() ? sendDue(pulse) : 0;
    }

    /** Sends due messages up to the first failure: each further one would wait ten seconds for a receiver that is down. */
    private int sendDue(Supervisor.Pulse pulse) throws InterruptedException {
        int taken = 0;
        Optional<MessageRepository.Message> next = messages.claim();
        while (next.isPresent() && isTaken(next.get())) {
            pulse.beat();
            taken++;
            next = messages.claim();
        }
        return taken;
    }

    private boolean isTaken(MessageRepository.Message message) throws InterruptedException {
        Optional<String> trouble = webhook.send(message.id(), message.body());
        if (trouble.isEmpty()) {
            messages.sent(message);
            return true;
        }
        boolean isTooOld = message.createdAt().plus(giveUpAfter).isBefore(message.now());
        if (isTooOld) {
            Log.errorf("gave up alert message %s after %d tries: %s", message.id(), message.tries(), trouble.get());
            messages.giveUp(message, trouble.get());
        } else {
            Log.warnf("alert message %s was not taken, try %d: %s", message.id(), message.tries(), trouble.get());
            messages.reschedule(message, wait(message.tries()), trouble.get());
        }
        return false;
    }

    private static Duration wait(int tries) {
        Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(tries - 1, MOST_DOUBLINGS));
        return doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
    }
}
