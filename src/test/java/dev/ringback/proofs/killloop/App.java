package dev.ringback.proofs.killloop;

import dev.ringback.platform.EmbeddedPostgres;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged service and the emulated Hub as this build has them: how each is started. */
record App(Path home) {
    /** A working day in New York, a little after ten there; the day's end is far. */
    private static final String START_AT = "2027-03-10T15:05:00Z";

    /** Time that a replica waits for an answer of the Hub. */
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

    /** The packaged service on the class path; throws IllegalStateException where there is none. */
    static App packaged() {
        Path jar = Path.of(URI.create(EmbeddedPostgres.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        Path home = jar.getParent().getParent();
        if (home == null || Files.notExists(home.resolve("quarkus-run.jar"))) {
            throw new IllegalStateException("the packaged service is not beside " + jar + "; build it first");
        }
        return new App(home);
    }

    List<String> hub(int port, Path state) {
        String classPath = home + "/app/*:" + home + "/lib/main/*:" + home + "/lib/boot/*";
        return java(
                "-Xmx128m",
                "-cp",
                classPath,
                "dev.ringback.emulator.EmulatorMain",
                "--port",
                Integer.toString(port),
                "--state",
                state.toString());
    }

    /** @param application the name of its database sessions */
    List<String> replica(String application) {
        Path cache = home.resolveSibling("ringback.aot"); // made by the demo; without it starts are slower
        List<String> command = java("-Xmx224m");
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.add("-Dquarkus.datasource.jdbc.additional-jdbc-properties.ApplicationName=" + application);
        command.addAll(List.of("-jar", home.resolve("quarkus-run.jar").toString()));
        return command;
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")); // lives are short here
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Short times, so that much happens in a minute, and ceilings that are not what is being proved.
     *
     * @param url where it finds the server's database
     */
    Map<String, String> replicaEnvironment(int port, int hubPort, Server server, String url, Path rules) {
        return Map.ofEntries(
                Map.entry("QUARKUS_PROFILE", "prod"),
                Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                Map.entry("QUARKUS_HTTP_PORT", Integer.toString(port)),
                Map.entry("QUARKUS_DATASOURCE_JDBC_URL", url),
                Map.entry("QUARKUS_DATASOURCE_USERNAME", server.user()),
                Map.entry("QUARKUS_DATASOURCE_PASSWORD", server.password()),
                Map.entry("RINGBACK_HUB_URL", "http://127.0.0.1:" + hubPort + "/v1"),
                Map.entry("KATAVEN_API_KEY", "sk_live_demo_0000000000000000"),
                Map.entry("RINGBACK_HUB_CONNECT_TIMEOUT", "1s"),
                Map.entry("RINGBACK_HUB_ANSWER_TIMEOUT", ANSWER_TIMEOUT.toString()),
                Map.entry("RINGBACK_HUB_UPLOAD_TIMEOUT", "2s"),
                Map.entry("RINGBACK_HUB_READ_TIMEOUT", "2s"),
                Map.entry("RINGBACK_HUB_READ_DEADLINE", "5s"),
                Map.entry("RINGBACK_HUB_SETTLE_WAIT", "1s"),
                Map.entry("RINGBACK_DRAFTS_GATHER_FOR", "0.3s"),
                Map.entry("RINGBACK_DRAFTS_WATCH", "0.5s"),
                Map.entry("RINGBACK_DRAFTS_FIRST_READING", "1s"),
                Map.entry("RINGBACK_DRAFTS_SWEEP", "5s"),
                Map.entry("RINGBACK_OUTBOX_DISPATCH_WITHIN", "3s"),
                Map.entry("RINGBACK_OUTBOX_ANSWER_SLACK", "1s"),
                Map.entry("RINGBACK_HUB_REQUESTS_PER_MINUTE", "1000000"),
                Map.entry("RINGBACK_HUB_REQUESTS_PER_HOUR", "10000000"),
                Map.entry("RINGBACK_HUB_REQUESTS_PER_DAY", "100000000"),
                Map.entry("RINGBACK_HUB_IN_FLIGHT", "32"),
                Map.entry("RINGBACK_HUB_BREAKER_FIRST_WAIT", "1s"),
                Map.entry("RINGBACK_HUB_BREAKER_LONGEST_WAIT", "2s"),
                Map.entry("RINGBACK_HUB_BREAKER_REST", "5s"),
                Map.entry("RINGBACK_CLOCK_START_AT", START_AT),
                Map.entry("RINGBACK_PERSON_GAP", "2s"),
                Map.entry("RINGBACK_RULES", rules.toString()),
                Map.entry("RINGBACK_SOURCES_BILLING_KIND", "stripe"),
                Map.entry("RINGBACK_SOURCES_BILLING_SECRETS", Senders.SECRET),
                Map.entry("RINGBACK_TOKENS_PROVE_SECRET", Cluster.TOKEN),
                Map.entry("RINGBACK_TOKENS_PROVE_ROLE", "operator"));
    }
}
