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

    /** How often the worker looks by itself; a hint from the same process wakes it at once. {@code off}: never. */
    @WithDefault("500ms")
    String poll();
}
