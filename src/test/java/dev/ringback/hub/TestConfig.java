package dev.ringback.hub;

import dev.ringback.emulator.Settings;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The settings of a Hub that a test talks to: the real defaults with the demo's key, and what the test sets. */
public final class TestConfig {
    private static final String PREFIX = "ringback.hub.";

    private TestConfig() {}

    /** @param settings keys and values in turn, without the common start */
    public static HubConfig of(URI url, String... settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                PREFIX + "url", url.toString(),
                PREFIX + "api-key", Settings.DEMO_KEY,
                PREFIX + "connect-timeout", "2s",
                PREFIX + "answer-timeout", "5s",
                PREFIX + "read-backoff", "10ms"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(PREFIX + settings[i], settings[i + 1]);
        }
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(HubConfig.class)
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build()
                .getConfigMapping(HubConfig.class);
    }
}
