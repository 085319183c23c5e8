package dev.ringback.campaigns;

import dev.ringback.calls.CampaignCalls;
import dev.ringback.outbox.Feeder;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * One round over all campaigns, before what is due is gathered: what a skipped dispatch moves or ends is held back before
 * any of it can be taken.
 */
@ApplicationScoped
@Priority(1000) // before the feeder that makes drafts
class CampaignRound implements Feeder {
    private static final int AT_ONCE = 200; // calls of a batch, whose persons are locked together

    private final CampaignCourse course;
    private final CampaignCalls calls;

    CampaignRound(CampaignCourse course, CampaignCalls calls) {
        this.course = course;
        this.calls = calls;
    }

    @Override
    public int feed() {
        CampaignCourse.Look look = course.look();
        return look.ticks() + look.heldBack().stream().mapToInt(this::sortOut).sum();
    }

    /** A batch of one campaign. Returns how many calls it moved or ended. */
    int sortOut(UUID campaign) {
        int moved = course.over(campaign)
                .map(reason -> calls.withdraw(campaign, reason, AT_ONCE))
                .orElseGet(() -> calls.follow(campaign, AT_ONCE));
        if (moved == 0) {
            course.letGo(campaign);
        }
        return moved;
    }
}
