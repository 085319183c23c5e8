package dev.ringback.hub;

import dev.ringback.hub.RequestBudget.Permit;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.function.Function;

/** A connection that receives a campaign's events until it is closed. Any thread may close it. */
final class OpenStream implements AutoCloseable {
    private final Vertx vertx;
    private final Permit permit;
    private final Exchange exchange;
    private final CampaignsClient client;
    private final long endOfLife;
    private boolean isClosed;

    OpenStream(HubConfig config, Vertx vertx, InstantSource clock, Clients clients, Permit permit) {
        this.vertx = vertx;
        this.permit = permit;
        this.exchange = new Exchange(() -> true, clock);
        this.client = clients.buildForStream(CampaignsClient.class, exchange);
        this.endOfLife = vertx.setTimer(config.streamLife().toMillis(), timer -> exchange.abandon());
    }

    /** Requests the events and returns the stream, which is readable until this is closed. */
    HubAnswer<InputStream> read(Function<CampaignsClient, InputStream> call) {
        return Attempt.make(exchange, client, call).answer();
    }

    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            vertx.cancelTimer(endOfLife);
            exchange.abandon();
            Clients.close(client);
            RetryingRead.giveBack(permit);
        }
    }
}
