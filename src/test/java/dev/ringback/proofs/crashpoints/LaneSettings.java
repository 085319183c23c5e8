package dev.ringback.proofs.crashpoints;

import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.Settings;
import dev.ringback.platform.EmbeddedPostgres;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the replicas of a {@link CrashLane} are started with: short times, and nothing that works by itself. */
final class LaneSettings {
    private static final Duration DISPATCH_WITHIN = Duration.ofMillis(600);
    private static final Duration CONNECT = Duration.ofMillis(400);
    private static final Duration ANSWER = Duration.ofMillis(700);
    private static final Duration SLACK = Duration.ofMillis(100);
    static final Duration PAST_ALL_LEASES =
            DISPATCH_WITHIN.plus(CONNECT).plus(ANSWER).plus(SLACK).plusMillis(200);

    /** Whatever works by itself: here everything is told when. */
    private static final List<String> OFF = List.of(
            "outbox.poll",
            "rules.poll",
            "rules.check-every",
            "clock.read-every",
            "metrics.every",
            "drafts.watch",
            "drafts.sweep",
            "settle.every",
            "alerts.every",
            "hub.caps-every",
            "hub.breaker.look");

    private LaneSettings() {}

    static Map<String, String> of(Emulator hub, EmbeddedPostgres postgres, String database) {
        Map<String, String> all = new HashMap<>();
        all.put("quarkus.datasource.jdbc.url", database);
        all.put("quarkus.datasource.username", postgres.username());
        all.put("quarkus.datasource.password", postgres.password());
        all.put("quarkus.datasource.jdbc.max-size", "6");
        all.put("quarkus.http.port", "0");
        all.put("quarkus.log.console.json.enabled", "false");
        all.put("ringback.hub.url", hub.url().toString());
        all.put("ringback.hub.api-key", Settings.DEMO_KEY);
        all.put("ringback.hub.connect-timeout", CONNECT.toString());
        all.put("ringback.hub.answer-timeout", ANSWER.toString());
        all.put("ringback.outbox.dispatch-within", DISPATCH_WITHIN.toString());
        all.put("ringback.outbox.answer-slack", SLACK.toString());
        all.put("ringback.clock.start-at", Ledger.MONDAY_NOON);
        all.put("ringback.rules", "src/test/resources/rules.yaml");
        all.put("ringback.sources.billing.kind", "stripe");
        all.put("ringback.sources.billing.secrets", "whsec_proof");
        all.put("ringback.sources.shop.kind", "shopify"); // the rules name it
        all.put("ringback.sources.shop.secrets", "shpss_proof");
        all.put("ringback.hub.upload-timeout", ANSWER.toString());
        all.put("ringback.hub.read-timeout", "1s");
        all.put("ringback.hub.read-backoff", "50ms");
        all.put("ringback.hub.settle-wait", "1s");
        all.put("ringback.drafts.gather-for", "0s");
        all.put("ringback.drafts.first-reading", "1s");
        OFF.forEach(each -> all.put("ringback." + each, "off"));
        return all;
    }
}
