package dev.ringback.outbox.drafts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How calls are put together into small campaigns at the Hub, and how those are watched. */
@ConfigMapping(prefix = "ringback.drafts")
public interface DraftsConfig {
    /** Most calls of one draft, which all dial at once: it takes as much of the account's concurrency while it runs. */
    @WithDefault("10")
    @Min(1)
    @Max(100)
    int rows();

    /** How long a due call waits for others that can share its draft. */
    @WithDefault("2s")
    Duration gatherFor();

    /** How often it is looked whether a running campaign has to be stopped, or is to be read. {@code off}: never. */
    @WithDefault("1s")
    String watch();

    /** How long after its start a campaign is read first; each further wait is twice as long, up to a minute. */
    @WithDefault("4s")
    Duration firstReading();

    /** How long a running campaign may show no change, while it could dial, before it is stopped and built anew. */
    @WithDefault("5m")
    Duration stalledAfter();

    /** How often drafts are looked for that nobody owns: answers lost on the way. {@code off}: never. */
    @WithDefault("10m")
    String sweep();
}
