package dev.ringback.outbox.drafts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Configures how a campaign is split into drafts at the Hub, which run one after the other. */
@ConfigMapping(prefix = "ringback.campaigns")
public interface CampaignsConfig {
    /**
     * The most people of one draft. If one of them changes or the draft is stopped, the remaining people go into another
     * draft. The start claims all of them at once, which must be done well within {@code ringback.outbox.dispatch-within}.
     */
    @WithDefault("500")
    @Min(1)
    @Max(2_000)
    int rows();

    /** The number of a campaign's drafts that may be at the Hub before their turn. */
    @WithDefault("2")
    @Min(1)
    int ahead();

    /** The most running drafts that this process streams, to learn of their end at once; each holds a request in flight. */
    @WithDefault("2")
    @Min(0)
    int streams();
}
