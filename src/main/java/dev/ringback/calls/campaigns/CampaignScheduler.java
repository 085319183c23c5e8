package dev.ringback.calls.campaigns;

import dev.ringback.calls.CampaignCalls;
import dev.ringback.outbox.BeforeClaim;
import io.quarkus.logging.Log;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.IntSupplier;

/**
 * Runs a round over all campaigns before due calls are batched. Calls that a skipped dispatch moves or ends are held back
 * before they can be claimed.
 */
@ApplicationScoped
@Priority(1000) // before the task that makes drafts
class CampaignScheduler implements BeforeClaim {
    private static final int AT_ONCE = 200; // calls of a batch, whose persons are locked together

    private final CampaignLifecycle lifecycle;
    private final CampaignCalls calls;

    CampaignScheduler(CampaignLifecycle lifecycle, CampaignCalls calls) {
        this.lifecycle = lifecycle;
        this.calls = calls;
    }

    @Override
    public int run() {
        int ticks = 0;
        for (UUID campaign : lifecycle.due()) {
            ticks += alone(campaign, () -> lifecycle.dispatch(campaign) ? 1 : 0);
        }
        try {
            lifecycle.completeFinished();
        } catch (RuntimeException e) {
            Log.error("finished campaigns could not be completed, it is tried again", e);
        }
        for (UUID campaign : lifecycle.heldBack()) {
            ticks += alone(campaign, () -> sortOut(campaign));
        }
        return ticks;
    }

    /** Isolates a campaign that fails: the others are processed, and its own calls are held back until a round succeeds. */
    private int alone(UUID campaign, IntSupplier step) {
        try {
            return step.getAsInt();
        } catch (RuntimeException e) {
            Log.errorf(e, "campaign %s could not be looked at, nothing of it goes until it can", campaign);
            lifecycle.holdBack(campaign);
            return 0;
        }
    }

    /** Moves or ends one batch of a campaign's calls, and returns how many. */
    int sortOut(UUID campaign) {
        int moved = lifecycle
                .over(campaign)
                .map(reason -> calls.withdraw(campaign, reason, AT_ONCE))
                .orElseGet(() -> calls.follow(campaign, AT_ONCE));
        if (moved == 0) {
            lifecycle.letGo(campaign);
        }
        return moved;
    }
}
