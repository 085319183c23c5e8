package dev.ringback.prove;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All that a kill loop runs: PostgreSQL, the counting Hub and the replicas, each a process, in one directory. */
final class Stage implements AutoCloseable {
    static final String TOKEN = "prove-token";
    /** A working day in New York, a little after ten there; the day's end is far. */
    private static final String START_AT = "2027-03-10T15:05:00Z";

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path directory;
    private final Path app;
    private final Web web = new Web();
    private final Database database;
    private final Child hubProcess;
    private final HubControl hub;
    private final List<Child> replicas = new ArrayList<>();

    /** Starts everything and waits until it can work; throws IllegalStateException where it cannot. */
    Stage(Options options, Path directory, String schema) throws IOException, InterruptedException {
        this.directory = directory;
        this.app = packagedApp();
        Files.createDirectories(directory.resolve("logs"));
        Files.writeString(directory.resolve("rules.yaml"), LoadRule.file());
        Server server = options.given() == null
                ? new Server.Own(directory.resolve("database"), freePort())
                : new Server.Lent(options.given());
        this.database = Database.inNewSchema(server, schema);
        int hubPort = freePort();
        this.hubProcess = child("hub", hubPort, hubCommand(hubPort), Map.of(), "/_emulator/clock");
        this.hub = new HubControl(hubProcess, web);
        Runtime.getRuntime().addShutdownHook(new Thread(this::killAll));
        hubProcess.awaitReady(PATIENCE);
        for (int i = 1; i <= options.replicas(); i++) {
            int port = freePort();
            replicas.add(child(
                    "replica-" + i, port, replicaCommand(), replicaEnvironment(port, hubPort), "/q/health/ready"));
        }
        for (Child replica : replicas) {
            replica.awaitReady(PATIENCE);
        }
    }

    /** Where the packaged service lies: this class is in one of its jars. */
    private static Path packagedApp() {
        Path jar = Path.of(URI.create(
                Stage.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        Path app = jar.getParent().getParent();
        if (app == null || Files.notExists(app.resolve("quarkus-run.jar"))) {
            throw new IllegalStateException("the packaged service is not beside " + jar + "; build it first");
        }
        return app;
    }

    private Child child(String name, int port, List<String> command, Map<String, String> environment, String health) {
        Path log = directory.resolve("logs").resolve(name + ".log");
        return new Child(name, command, environment, log, URI.create("http://127.0.0.1:" + port), health, web);
    }

    private List<String> hubCommand(int port) {
        String classPath = app + "/app/*:" + app + "/lib/main/*:" + app + "/lib/boot/*";
        return java(
                "-Xmx128m",
                "-cp",
                classPath,
                "dev.ringback.emulator.EmulatorMain",
                "--port",
                Integer.toString(port),
                "--state",
                directory.resolve("hub").toString());
    }

    private List<String> replicaCommand() {
        return java(
                "-XX:AOTCache=" + app.resolveSibling("ringback.aot"), // made by the demo; without it starts are slower
                "-Xmx224m",
                "-Dquarkus.datasource.jdbc.additional-jdbc-properties.ApplicationName=" + database.application(),
                "-jar",
                app.resolve("quarkus-run.jar").toString());
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

    /** Short times, so that much happens in a minute, and ceilings that are not what is being proved. */
    private Map<String, String> replicaEnvironment(int port, int hubPort) {
        return Map.ofEntries(
                Map.entry("QUARKUS_PROFILE", "prod"),
                Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                Map.entry("QUARKUS_HTTP_PORT", Integer.toString(port)),
                Map.entry("QUARKUS_DATASOURCE_JDBC_URL", database.url()),
                Map.entry("QUARKUS_DATASOURCE_USERNAME", database.server().user()),
                Map.entry("QUARKUS_DATASOURCE_PASSWORD", database.server().password()),
                Map.entry("RINGBACK_HUB_URL", "http://127.0.0.1:" + hubPort + "/v1"),
                Map.entry("KATAVEN_API_KEY", "sk_live_demo_0000000000000000"),
                Map.entry("RINGBACK_HUB_CONNECT_TIMEOUT", "1s"),
                Map.entry("RINGBACK_HUB_ANSWER_TIMEOUT", "2s"),
                Map.entry("RINGBACK_OUTBOX_DISPATCH_WITHIN", "3s"),
                Map.entry("RINGBACK_OUTBOX_ANSWER_SLACK", "1s"),
                Map.entry("RINGBACK_HUB_REQUESTS_PER_MINUTE", "1000000"),
                Map.entry("RINGBACK_HUB_REQUESTS_PER_HOUR", "10000000"),
                Map.entry("RINGBACK_HUB_REQUESTS_PER_DAY", "100000000"),
                Map.entry("RINGBACK_HUB_IN_FLIGHT", "32"),
                Map.entry("RINGBACK_CLOCK_START_AT", START_AT),
                Map.entry("RINGBACK_PERSON_GAP", "2s"),
                Map.entry("RINGBACK_RULES", directory.resolve("rules.yaml").toString()),
                Map.entry("RINGBACK_SOURCES_BILLING_KIND", "stripe"),
                Map.entry("RINGBACK_SOURCES_BILLING_SECRETS", Senders.SECRET),
                Map.entry("RINGBACK_TOKENS_PROVE_SECRET", TOKEN),
                Map.entry("RINGBACK_TOKENS_PROVE_ROLE", "operator"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    Web web() {
        return web;
    }

    Database database() {
        return database;
    }

    HubControl hub() {
        return hub;
    }

    Child hubProcess() {
        return hubProcess;
    }

    List<Child> replicas() {
        return List.copyOf(replicas);
    }

    private void killAll() {
        replicas.forEach(Child::close);
        hubProcess.close();
    }

    /** Ends all processes; what they wrote stays. */
    @Override
    public void close() {
        killAll();
        database.server().close();
    }
}
