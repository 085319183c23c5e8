package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Streams a campaign's live numbers as server-sent events (Hub contract, section 6). It sends a snapshot at once,
 * further snapshots while the campaign runs, heartbeat comments, and an end event. {@link Behaviour.Campaigning} sets
 * the intervals, in the emulator's time.
 */
final class CampaignStream {
    private final Hub hub;
    private final Campaign campaign;
    private final Runnable watcher = this::changed;
    private HttpServerResponse response;
    private boolean closed;

    CampaignStream(Hub hub, Campaign campaign) {
        this.hub = hub;
        this.campaign = campaign;
    }

    Answer answer() {
        return new Answer.Stream(this::open);
    }

    private void open(HttpServerResponse response) {
        this.response = response;
        campaign.watch(watcher);
        send("data: " + json(campaign.snapshot()) + "\n\n");
        changed();
        if (!closed) {
            snapshotLater();
            heartbeatLater();
        }
    }

    private void changed() {
        if (campaign.status().isTerminal() || campaign.isDeleted()) {
            send("event: end\ndata: " + json(campaign.snapshot()) + "\n\n");
            close();
        }
    }

    private void close() {
        closed = true;
        campaign.unwatch(watcher);
        // Ends the response only when the last event is synced to disk, and so written.
        hub.whenSynced(safe -> response.end());
    }

    private void snapshotLater() {
        later(hub.behaviour().campaigns().snapshotEvery(), () -> {
            if (campaign.is(Campaign.Status.RUNNING)) {
                send("data: " + json(campaign.snapshot()) + "\n\n");
            }
            snapshotLater();
        });
    }

    private void heartbeatLater() {
        later(hub.behaviour().campaigns().heartbeatEvery(), () -> {
            send(": heartbeat\n\n");
            heartbeatLater();
        });
    }

    /** Schedules from the current time, not from the last due time: a clock jump of a day must not send a day's events. */
    private void later(Duration time, Runnable action) {
        hub.agenda.at(hub.clock.instant().plus(time), due -> {
            if (response.closed()) {
                campaign.unwatch(watcher);
            } else if (!closed) {
                action.run();
            }
        });
    }

    private void send(String event) {
        hub.whenSynced(safe -> {
            if (!response.closed() && !response.ended()) {
                response.write(event);
            }
        });
    }

    private static String json(ObjectNode node) {
        return new String(Json.bytes(node), StandardCharsets.UTF_8);
    }
}
