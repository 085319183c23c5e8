package dev.ringback.alerts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Configures the receiver of alerts and the thresholds of conditions. */
@ConfigMapping(prefix = "ringback.alerts")
public interface AlertsConfig {
    Webhook webhook();

    /** Returns how often conditions are checked and messages are sent; {@code off} or {@code disabled} for never. */
    @WithDefault("30s")
    String every();

    /** Returns how long a write to the Hub may be due before an alert. */
    @WithDefault("10m")
    Duration oldestDue();

    /** Returns how long a replica's rules file may differ from the active version before an alert, as during a rollout. */
    @WithDefault("2m")
    Duration rulesDiffer();

    /** Returns by source how long it may send nothing. Other sources are not watched. */
    Map<String, Duration> sourceSilent();

    /** Returns how long alarms of one kind about one object join one alert. */
    @WithDefault("1h")
    Duration alarmStands();

    /** Returns how long a message is retried before it is given up. */
    @WithDefault("3d")
    Duration giveUpAfter();

    /** Configures the receiver. Without one, alerts are only shown. */
    interface Webhook {
        /** Returns an https address; http is allowed only for this machine. */
        Optional<URI> url();

        /** Returns {@code whsec_} and the Base64 of 24 to 64 random bytes, as Standard Webhooks requires. */
        Optional<String> secret();
    }
}
