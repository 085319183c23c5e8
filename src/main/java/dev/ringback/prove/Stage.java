package dev.ringback.prove;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** All that a kill loop runs: PostgreSQL, the counting Hub and the replicas, each a process, in one directory. */
final class Stage implements AutoCloseable {
    static final String TOKEN = "prove-token";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int FIRST_PORT = 20_000;
    private static final int EPHEMERAL_PORTS = 32_768; // Linux gives connections from here on; others, from higher up

    private final Path directory;
    private final App app = App.packaged();
    private final Web web = new Web();
    private final Database database;
    private final Child hubProcess;
    private final HubControl hub;
    private final List<Child> replicas = new ArrayList<>();
    /** What is running already, also while the rest is still being started. */
    private final List<Child> children = new CopyOnWriteArrayList<>();

    private final List<Server> servers = new CopyOnWriteArrayList<>();

    private Stage(Options options, Path directory, String schema) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("logs"));
        Path rules = Files.writeString(directory.resolve("rules.yaml"), LoadRule.file());
        Server server = options.given() == null
                ? new Server.Own(directory.resolve("database"), freePort())
                : new Server.Lent(options.given());
        servers.add(server);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        this.database = Database.inNewSchema(server, schema);
        int hubPort = freePort();
        Path ledger = directory.resolve("hub");
        this.hubProcess = child("hub", hubPort, app.hub(hubPort, ledger), Map.of(), "/_emulator/clock");
        this.hub = new HubControl(hubProcess, web);
        for (int i = 1; i <= options.replicas(); i++) {
            int port = freePort();
            Map<String, String> environment = app.replicaEnvironment(port, hubPort, database, rules);
            replicas.add(child("replica-" + i, port, app.replica(database), environment, "/q/health/ready"));
        }
    }

    /** Starts everything and waits until it can work; where it cannot, nothing stays but the logs. */
    static Stage start(Options options, Path directory, String schema) throws IOException, InterruptedException {
        Stage stage = new Stage(options, directory, schema);
        try {
            stage.hubProcess.awaitReady(PATIENCE);
            stage.hub.slowDown();
            for (Child replica : stage.replicas) {
                replica.awaitReady(PATIENCE);
            }
            return stage;
        } catch (IllegalStateException e) {
            stage.killAll();
            stage.database.drop();
            stage.close();
            throw e;
        }
    }

    private Child child(String name, int port, List<String> command, Map<String, String> environment, String health) {
        Path log = directory.resolve("logs").resolve(name + ".log");
        Child child = new Child(name, command, environment, log, URI.create("http://127.0.0.1:" + port), health, web);
        children.add(child);
        return child;
    }

    /** One that is free now, and that no outgoing connection is given by itself before it is bound. */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, EPHEMERAL_PORTS);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // another one then
            }
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

    /** Ends the Hub and the replicas at once, and for good. */
    void killAll() {
        children.forEach(Child::close);
    }

    /** Ends all processes; what they wrote stays. */
    @Override
    public void close() {
        killAll();
        servers.forEach(Server::close);
    }
}
