package dev.ringback.alerts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Whom alerts are sent to, and when something is one. */
@ConfigMapping(prefix = "ringback.alerts")
public interface AlertsConfig {
    Webhook webhook();

    /** How often conditions are looked at and messages sent; {@code off}: never. */
    @WithDefault("30s")
    String every();

    /** How long a write to the Hub may be due before somebody is told. */
    @WithDefault("10m")
    Duration oldestDue();

    /** The time for which a replica's rules file may differ from the active version, as during a rollout. */
    @WithDefault("2m")
    Duration rulesDiffer();

    /** By source: how long it may send nothing. A source that is not named here is not watched. */
    Map<String, Duration> sourceSilent();

    /** How long alarms about one object are put together into one alert. */
    @WithDefault("1h")
    Duration alarmStands();

    /** How long a message is tried before it is given up. */
    @WithDefault("3d")
    Duration giveUpAfter();

    /** The receiver. Absent, alerts are only shown. */
    interface Webhook {
        /** Https, but for this machine. */
        Optional<URI> url();

        /** {@code whsec_} and the Base64 of 24 to 64 random bytes, as Standard Webhooks has it. */
        Optional<String> secret();
    }
}
