package dev.ringback.outbox.drafts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Configures how calls are batched into small campaigns at the Hub, and how these campaigns are polled. */
@ConfigMapping(prefix = "ringback.drafts")
public interface DraftsConfig {
    /** The most calls of one draft. All dial at once, and use as much of the account's concurrency while the draft runs. */
    @WithDefault("10")
    @Min(1)
    @Max(100)
    int rows();

    /** How long a due call waits for other calls that can share its draft. */
    @WithDefault("2s")
    Duration gatherFor();

    /** How often running campaigns are checked for due stops and readings. {@code off}: never. */
    @WithDefault("1s")
    String watch();

    /**
     * How long after its start a campaign is read first. Each further wait doubles, up to a minute, or 30 minutes from ten
     * minutes after the stop time.
     */
    @WithDefault("4s")
    Duration firstReading();

    /** How long a running campaign that could dial may show no change before it is stopped and its rows batched anew. */
    @WithDefault("5m")
    Duration stalledAfter();

    /** How often the Hub is searched for drafts without a record, left by lost answers. {@code off}: never. */
    @WithDefault("10m")
    String sweep();
}
