package dev.ringback.outbox.drafts;

import dev.ringback.hub.CampaignEvents;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubException;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Streams the events of running drafts of a series, to read a draft as soon as it ends and start the next. One request
 * replaces many. The snapshots are ignored, because their content is not documented.
 */
@ApplicationScoped
class DraftStreams {
    private final Hub hub;
    private final DraftReconciler reconciler;
    private final int most;
    private final Map<UUID, CampaignEvents> open = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    DraftStreams(Hub hub, DraftReconciler reconciler, CampaignsConfig config) {
        this.hub = hub;
        this.reconciler = reconciler;
        this.most = config.streams();
    }

    /** Streams a draft's events until its end, unless they are streamed already or the limit of streams is reached. */
    void follow(DraftReconciler.Due draft) {
        if (open.size() < most) {
            open.computeIfAbsent(draft.id(), id -> listen(draft));
        }
    }

    private CampaignEvents listen(DraftReconciler.Due draft) {
        CampaignEvents events = hub.events(draft.hubId());
        Thread.ofVirtual().name("draft-stream").start(() -> {
            try (events) {
                for (CampaignEvents.Snapshot _ : events) {
                    // only the end counts
                }
                if (!stopping) {
                    reconciler.readNow(draft.id());
                }
            } catch (HubException e) {
                Log.warnf("draft %s cannot be listened to: %s", draft.id(), e.getMessage());
            } finally {
                open.remove(draft.id());
            }
        });
        return events;
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        open.values().forEach(CampaignEvents::close);
    }
}
