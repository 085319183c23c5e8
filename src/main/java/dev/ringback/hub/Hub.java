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
 * The way to the Hub. A write is made once, and no layer repeats it: whether to send again is the outbox's to decide. All
 * methods block; call them on a virtual thread with no transaction open.
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
     * Checks the address and the key, before anything is written that depends on them.
     *
     * @throws IllegalStateException if the address is unsafe, real beside an emulated Hub, or has no key
     */
    void check(@Observes @Priority(Startup.SETTINGS) StartupEvent event) {
        requireSafe(config.url());
        if (config.emulator().enabled() && !Loopback.is(config.url())) {
            throw new IllegalStateException("ringback.hub.emulator.enabled is on while ringback.hub.url is "
                    + config.url() + ": choose one of them");
        }
        Credentials.of(config);
    }

    /** Refuses plain HTTP to another machine: the key and the numbers would be readable, and anybody could answer. */
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

    /** This Hub asked by somebody else. */
    public Hub as(Credentials credentials) {
        return new Hub(config, vertx, budget, clock, clients.as(credentials));
    }

    /**
     * Makes a claimed write, at most once, and answers by {@code ringback.hub.answer-timeout} after the hand-over. Whoever
     * has a guard has a claim, and the claim has spent the request: nothing is taken from the budget here.
     *
     * @param write calls the client once; the second request of one that calls it twice does not leave
     * @param guard asked when the connection stands, just before the first byte
     */
    public <C, T> HubAnswer<T> once(Class<C> client, Function<C, T> write, SendGuard guard) {
        return once(client, write, guard, config.answerTimeout());
    }

    /** As above with another deadline: an upload takes its time. */
    public <C, T> HubAnswer<T> once(Class<C> client, Function<C, T> write, SendGuard guard, Duration answerWithin) {
        return attempt(client, write, guard, answerWithin).answer();
    }

    /** Makes a write that nobody claimed, at most once, if the budget has room for it now. */
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

    /** Reads, by the budget, and again after a failure that may pass; no try begins after {@code ringback.hub.read-deadline}. */
    public <C, T> HubAnswer<T> read(Class<C> client, Function<C, T> read, Urgency urgency) {
        return new RetryingRead(config, budget, clock, urgency)
                .read(() -> attempt(client, read, () -> true, config.readTimeout()));
    }

    /**
     * A campaign's live numbers, from now to its end. Nothing is asked before the first is wanted.
     *
     * @param campaign the Hub's id of it
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
