package dev.ringback.proofs.killloop;

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
final class Cluster implements AutoCloseable {
    static final String TOKEN = "prove-token";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int FIRST_PORT = 20_000;
    private static final int EPHEMERAL_PORTS = 32_768; // Linux gives connections from here on; others, from higher up

    private final Path directory;
    private final App app = App.packaged();
    private final Web web = new Web();
    private final Path rules;
    private final Database database;
    private final int hubPort;
    private final Child hubProcess;
    private final HubControl hub;
    private final List<Child> replicas = new ArrayList<>();
    /** Proxies between the replicas and the database, in the order of the replicas; empty where no proxy can be used. */
    private final List<TcpProxy> proxies = new ArrayList<>();
    /** What is running already, also while the rest is still being started. */
    private final List<Child> children = new CopyOnWriteArrayList<>();

    private final List<Server> servers = new CopyOnWriteArrayList<>();

    private Cluster(Options options, Path directory, String schema) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("logs"));
        this.rules = Files.writeString(directory.resolve("rules.yaml"), LoadRule.file());
        Server server = options.given() == null
                ? new Server.Own(directory.resolve("database"), freePort())
                : new Server.Lent(options.given());
        servers.add(server);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        this.database = Database.inNewSchema(server, schema);
        this.hubPort = freePort();
        Path ledger = directory.resolve("hub");
        this.hubProcess = child("hub", hubPort, app.hub(hubPort, ledger), Map.of(), "/_emulator/clock");
        this.hub = new HubControl(hubProcess, web);
        for (int i = 1; i <= options.replicas(); i++) {
            TcpProxy proxy = server.address() == null ? null : new TcpProxy(freePort(), server.address());
            if (proxy != null) {
                proxies.add(proxy);
            }
            replicas.add(replica("replica-" + i, database.application(), database.urlBy(proxy)));
        }
    }

    private Child replica(String name, String application, String url) throws IOException {
        int port = freePort();
        Map<String, String> environment = app.replicaEnvironment(port, hubPort, database.server(), url, rules);
        return child(name, port, app.replica(application), environment, "/q/health/ready");
    }

    /**
     * Starts one more replica, on another database of the embedded server. The guest connects through a proxy like the
     * others, so that its host is the same as theirs. Senders do not deliver to it.
     */
    Guest startGuest(Database other) throws IOException {
        TcpProxy proxy = new TcpProxy(freePort(), other.server().address());
        return new Guest(replica("guest", database.application() + "_guest", other.urlBy(proxy)), proxy);
    }

    /** A temporary replica. Closing ends its process for good. */
    record Guest(Child replica, TcpProxy proxy) implements AutoCloseable {
        @Override
        public void close() {
            replica.close();
            proxy.close();
        }
    }

    /** Starts everything and waits until it can work; where it cannot, nothing stays but the logs. */
    static Cluster start(Options options, Path directory, String schema) throws IOException, InterruptedException {
        Cluster cluster = new Cluster(options, directory, schema);
        try {
            cluster.hubProcess.awaitReady(PATIENCE);
            cluster.hub.slowDown();
            for (Child replica : cluster.replicas) {
                replica.awaitReady(PATIENCE);
            }
            return cluster;
        } catch (IllegalStateException e) {
            cluster.killAll();
            cluster.database.drop();
            cluster.close();
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

    /** Returns one proxy a replica, in the same order; empty where no proxy can be used. */
    List<TcpProxy> proxies() {
        return List.copyOf(proxies);
    }

    /** Ends the Hub and the replicas at once, and for good. */
    void killAll() {
        children.forEach(Child::close);
    }

    /** Ends all processes; what they wrote stays. */
    @Override
    public void close() {
        killAll();
        proxies.forEach(TcpProxy::close);
        servers.forEach(Server::close);
    }
}
