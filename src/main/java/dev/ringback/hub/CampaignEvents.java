package dev.ringback.hub;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ringback.hub.RequestBudget.Later;
import dev.ringback.hub.RequestBudget.Permit;
import dev.ringback.hub.RequestBudget.Urgency;
import io.quarkus.logging.Log;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Iterates over a campaign's live snapshots until the Hub sends the end event (docs/HUB.md). A dropped or silent
 * connection is reopened after a growing backoff. Snapshots sent in between are missed, as the Hub's events have no
 * ids. A final refusal by the Hub ends the iteration with a {@link HubException}. Iterate on one thread; any thread may
 * close.
 */
public final class CampaignEvents implements Iterable<CampaignEvents.Snapshot>, AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final String campaign;
    private final HubConfig config;
    private final Vertx vertx;
    private final RequestBudget budget;
    private final InstantSource clock;
    private final Clients clients;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile OpenStream open;

    CampaignEvents(
            String campaign,
            HubConfig config,
            Vertx vertx,
            RequestBudget budget,
            InstantSource clock,
            Clients clients) {
        this.campaign = campaign;
        this.config = config;
        this.vertx = vertx;
        this.budget = budget;
        this.clock = clock;
        this.clients = clients;
    }

    /** @param numbers an object whose members no page describes */
    public record Snapshot(JsonNode numbers) {}

    @Override
    public Iterator<Snapshot> iterator() {
        return new Live();
    }

    /** Ends the iteration, including one that waits. */
    @Override
    public void close() {
        closed.countDown();
        disconnect();
    }

    private void disconnect() {
        OpenStream stream = open;
        if (stream != null) {
            stream.close();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private final class Live implements Iterator<Snapshot> {
        private ServerSentEvents events;
        private Snapshot next;
        private boolean hasEnded;
        private int failures;

        @Override
        public boolean hasNext() {
            while (next == null && !hasEnded) {
                if (isClosed()) {
                    hasEnded = true;
                } else if (events == null) {
                    connect();
                } else {
                    readOn();
                }
            }
            return next != null;
        }

        @Override
        public Snapshot next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Snapshot told = next;
            next = null;
            return told;
        }

        private void connect() {
            switch (budget.take(Urgency.ORDINARY, config.connectTimeout().plus(config.streamLife()))) {
                case Later(var at) -> pause(Duration.between(clock.instant(), at));
                case Permit permit -> {
                    open = new OpenStream(config, vertx, clock, clients, permit);
                    if (isClosed()) {
                        disconnect(); // a close before the assignment above did not see this stream
                    } else {
                        begin(open.read(client -> client.events(campaign)));
                    }
                }
            }
        }

        private void begin(HubAnswer<InputStream> answer) {
            switch (answer) {
                case HubAnswer.Done(var status, var body) ->
                    events = new ServerSentEvents(body.orElseGet(InputStream::nullInputStream));
                case HubAnswer.RateLimited(var retryAfter, var text) -> {
                    budget.holdUntil(clock.instant().plus(retryAfter));
                    dropped(retryAfter);
                }
                case HubAnswer.NeverLeft<?> passing -> dropped(Duration.ZERO);
                case HubAnswer.Lost<?> passing -> dropped(Duration.ZERO);
                case HubAnswer.Failed<?> passing -> dropped(Duration.ZERO);
                case HubAnswer.Throttled<?> passing -> dropped(Duration.ZERO);
                case HubAnswer.CapReached<?> passing -> dropped(Duration.ZERO);
                case HubAnswer.Refused<?> refused -> refuse(refused);
                case HubAnswer.Unauthorized<?> refused -> refuse(refused);
                case HubAnswer.Conflict<?> refused -> refuse(refused);
            }
        }

        private void refuse(HubAnswer<?> answer) {
            hasEnded = true;
            disconnect();
            throw new HubException(answer);
        }

        private void readOn() {
            try {
                events.next().ifPresentOrElse(this::hear, () -> dropped(Duration.ZERO));
            } catch (IOException e) {
                dropped(Duration.ZERO);
            }
        }

        private void hear(ServerSentEvents.Event event) {
            if (event.name().equals("end")) {
                hasEnded = true;
                disconnect();
                return;
            }
            try {
                next = new Snapshot(HubJson.MAPPER.readTree(event.data()));
                failures = 0;
            } catch (JacksonException e) {
                Log.warnf("campaign %s told something unreadable", campaign);
            }
        }

        private void dropped(Duration leastWait) {
            events = null;
            disconnect();
            Duration backoff = config.readBackoff().multipliedBy(1L << Math.min(failures++, 10));
            Duration wait = backoff.compareTo(LONGEST_WAIT) < 0 ? backoff : LONGEST_WAIT;
            pause(wait.compareTo(leastWait) < 0 ? leastWait : wait);
        }

        private void pause(Duration time) {
            try {
                boolean isOver = closed.await(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
                hasEnded |= isOver;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                hasEnded = true;
            }
        }
    }
}
