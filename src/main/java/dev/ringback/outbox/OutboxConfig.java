package dev.ringback.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the outbox sends. */
@ConfigMapping(prefix = "ringback.outbox")
public interface OutboxConfig {
    /** How long after its claim a request may still leave. */
    @WithDefault("10s")
    Duration dispatchWithin();

    /** Added to the longest exchange before a silent claim counts as unknown. */
    @WithDefault("5s")
    Duration answerSlack();

    /**
     * How often the worker looks by itself: hints, notifications and the time of what will be due wake it at once. Where
     * notifications do not come through, at least twice a second. {@code off}: never.
     */
    @WithDefault("5s")
    String poll();
}
