package dev.ringback.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configures how the outbox sends. */
@ConfigMapping(prefix = "ringback.outbox")
public interface OutboxConfig {
    /** The time after its claim within which a request may leave. */
    @WithDefault("10s")
    Duration dispatchWithin();

    /** Added to the longest exchange before the sweep treats a silent claim as unknown. */
    @WithDefault("5s")
    Duration answerSlack();

    /**
     * The period of the worker's polls; {@code off} for none. Hints, notifications and the next due time wake the worker at
     * once. Without working notifications, the worker polls at least twice a second.
     */
    @WithDefault("5s")
    String poll();
}
