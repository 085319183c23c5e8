package dev.ringback.hub;

import dev.ringback.hub.RequestBudget.Later;
import dev.ringback.hub.RequestBudget.Permit;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.Loopback;
import dev.ringback.platform.Startup;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * Sends all requests to the Hub. A write is sent once and no layer repeats it: the outbox decides about retries. All
 * methods block; call them on a virtual thread with no open transaction.
 */
@ApplicationScoped
public class Hub {
    private final HubConfig config;
    private final Vertx vertx;
    private final RequestBudget budget;
    private final InstantSource clock;
    private final Clients clients;

    @Inject
    Hub(HubConfig config, Vertx vertx, RequestBudget budget, InstantSource clock) {
        this(config, vertx, budget, clock, new Clients(config, () -> Credentials.of(config)));
    }

    private Hub(HubConfig config, Vertx vertx, RequestBudget budget, InstantSource clock, Clients clients) {
        this.config = config;
        this.vertx = vertx;
        this.budget = budget;
        this.clock = clock;
        this.clients = clients;
    }

    /**
     * Checks the address and the credentials before a write that depends on them.
     *
     * @throws IllegalStateException if the address is unsafe or not loopback beside an emulated Hub, or if credentials
     *     are missing or malformed
     */
    void check(@Observes @Priority(Startup.SETTINGS) StartupEvent event) {
        requireSafe(config.url());
        if (config.emulator().enabled() && !Loopback.is(config.url())) {
            throw new IllegalStateException("ringback.hub.emulator.enabled is on while ringback.hub.url is "
                    + config.url() + ": choose one of them");
        }
        Credentials.of(config);
    }

    /** Refuses plain HTTP to another machine, where keys and numbers would be readable and anybody could answer. */
    private static void requireSafe(URI url) {
        if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawQuery() != null) {
            throw new IllegalStateException("ringback.hub.url must be an address without user, password or query, such"
                    + " as https://api.kataven.ai/v1");
        }
        boolean isPlain = "http".equalsIgnoreCase(url.getScheme());
        if (!"https".equalsIgnoreCase(url.getScheme()) && !(isPlain && Loopback.is(url))) {
            throw new IllegalStateException(
                    "ringback.hub.url is " + url
                            + ": use https, since only a Hub on this machine (localhost, 127.0.0.1, [::1]) may be asked over http");
        }
    }

    /** Returns a Hub that uses other credentials. */
    public Hub as(Credentials credentials) {
        return new Hub(config, vertx, budget, clock, clients.as(credentials));
    }

    /**
     * Sends a claimed write at most once. It returns by {@code ringback.hub.connect-timeout} plus {@code
     * ringback.hub.answer-timeout}. The claim already spent the request, so nothing is taken from the budget here.
     *
     * @param write calls the client once; a second call does not leave
     * @param guard asked when the connection is open, just before the first byte
     */
    public <C, T> HubAnswer<T> once(Class<C> client, Function<C, T> write, SendGuard guard) {
        return once(client, write, guard, config.answerTimeout());
    }

    /** Sends a claimed write with another answer timeout, such as for an upload. */
    public <C, T> HubAnswer<T> once(Class<C> client, Function<C, T> write, SendGuard guard, Duration answerWithin) {
        return attempt(client, write, guard, answerWithin).answer();
    }

    /** Sends an unclaimed write at most once, if the budget has room for it now. */
    public <C, T> HubAnswer<T> write(Class<C> client, Function<C, T> write, Urgency urgency) {
        return switch (budget.take(urgency, config.connectTimeout().plus(config.answerTimeout()))) {
            case Later(var at) -> RetryingRead.spentUntil(at);
            case Permit permit -> {
                try {
                    yield once(client, write, () -> true);
                } finally {
                    RetryingRead.giveBack(permit);
                }
            }
        };
    }

    /**
     * Reads within the budget and retries after transient failures. No attempt begins after {@code
     * ringback.hub.read-deadline}.
     */
    public <C, T> HubAnswer<T> read(Class<C> client, Function<C, T> read, Urgency urgency) {
        return new RetryingRead(config, budget, clock, urgency)
                .read(() -> attempt(client, read, () -> true, config.readTimeout()));
    }

    /**
     * Returns a campaign's live events, from now to its end. The first request is sent when iteration begins.
     *
     * @param campaign the Hub's id of the campaign
     */
    public CampaignEvents events(String campaign) {
        return new CampaignEvents(campaign, config, vertx, budget, clock, clients);
    }

    private <C, T> Attempt<T> attempt(Class<C> client, Function<C, T> call, SendGuard guard, Duration answerWithin) {
        Exchange exchange = new Exchange(guard, clock);
        C fresh = clients.build(client, exchange, answerWithin);
        long deadline =
                vertx.setTimer(config.connectTimeout().plus(answerWithin).toMillis(), id -> exchange.abandon());
        try {
            return Attempt.make(exchange, fresh, call);
        } finally {
            vertx.cancelTimer(deadline);
            Clients.close(fresh);
        }
    }
}
