package dev.ringback.outbox.drafts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How a campaign of ours is cut into drafts at the Hub, which run one after the other. */
@ConfigMapping(prefix = "ringback.campaigns")
public interface CampaignsConfig {
    /**
     * Most people of one draft. A change that meets one of them, or a stop, means another draft for the others. All of them
     * are claimed at once when it starts, which must be done well within {@code ringback.outbox.dispatch-within}.
     */
    @WithDefault("500")
    @Min(1)
    @Max(2_000)
    int rows();

    /** How many drafts of a campaign may be at the Hub before their turn. */
    @WithDefault("2")
    @Min(1)
    int ahead();

    /** Most running drafts that this process listens to, to know their end at once; each holds one request in flight. */
    @WithDefault("2")
    @Min(0)
    int streams();
}
