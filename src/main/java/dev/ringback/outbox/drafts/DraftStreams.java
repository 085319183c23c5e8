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
 * Listens to drafts of a series while they run, so that each is read as soon as it has ended and the next of its series starts:
 * one request instead of many. Their snapshots are of no use, as nobody says what is in them.
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

    /** Listens to it until its end, unless that is done already, or to enough others. */
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
                    // its end is what counts
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
