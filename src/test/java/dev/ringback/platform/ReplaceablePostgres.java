package dev.ringback.platform;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** A real PostgreSQL behind a proxy, so that a restore of it can take its place under a running service. */
public class ReplaceablePostgres implements QuarkusTestResourceLifecycleManager {
    private Path directory;
    private EmbeddedPostgres postgres;
    private ServerSocket proxy;
    private volatile int target;

    @Override
    public int order() {
        return 1; // its address wins over the shared database's
    }

    @Override
    public Map<String, String> start() {
        try {
            directory = DatabaseFiles.newDirectory("ringback-replaceable");
            startServer();
            proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::acceptOnAndOn);
            return Map.of(
                    "quarkus.datasource.jdbc.url", "jdbc:postgresql://localhost:" + proxy.getLocalPort() + "/postgres",
                    "quarkus.datasource.username", postgres.username(),
                    "quarkus.datasource.password", postgres.password());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(ReplaceablePostgres.class));
    }

    /** Recovers the stopped server's files as from a backup, standby or not: PostgreSQL then begins another timeline. */
    public void restore() throws IOException {
        postgres.close();
        Files.deleteIfExists(directory.resolve("postgres/standby.signal"));
        beginRecovery(directory.resolve("postgres"));
        startServer();
    }

    /** Stops it: connections are refused until it comes back. */
    public void goAway() {
        postgres.close();
    }

    /** Starts it again as it was. */
    public void comeBack() {
        startServer();
    }

    /** Starts it as a standby that waits for a primary. */
    public void becomeStandby() throws IOException {
        postgres.close();
        Files.createFile(directory.resolve("postgres/standby.signal"));
        startServer();
    }

    /** Has a data directory's next start recover it from an archive that has nothing more to give. */
    public static void beginRecovery(Path data) throws IOException {
        Files.createFile(data.resolve("recovery.signal"));
        Files.writeString(
                data.resolve("postgresql.auto.conf"), "restore_command = 'false'\n", StandardOpenOption.APPEND);
    }

    /** The server's own address, not the proxy's. */
    public String directUrl() {
        return postgres.jdbcUrl();
    }

    public String password() {
        return postgres.password();
    }

    private void startServer() {
        postgres = EmbeddedPostgres.start(directory);
        target = URI.create(postgres.jdbcUrl().substring("jdbc:".length())).getPort();
    }

    private void acceptOnAndOn() {
        while (!proxy.isClosed()) {
            try {
                connect(proxy.accept());
            } catch (IOException e) {
                // the proxy was closed
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            Thread.ofVirtual().start(() -> pump(client, server));
            Thread.ofVirtual().start(() -> pump(server, client));
        } catch (IOException e) {
            client.close(); // the server is away just now
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // the other side is gone, and so are both now
        }
    }

    @Override
    public void stop() {
        try {
            proxy.close();
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
