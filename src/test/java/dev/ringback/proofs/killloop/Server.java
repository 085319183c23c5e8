package dev.ringback.proofs.killloop;

import dev.ringback.platform.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The PostgreSQL of a kill loop: one of its own, whose processes may be killed, or the user's, where only sessions are. */
sealed interface Server extends AutoCloseable {
    int DEFAULT_PORT = 5432;

    String url();

    String user();

    String password();

    /**
     * Returns the address of the server, for a proxy to connect to. Returns null where a proxy cannot be used: the URL
     * names several hosts or none, or the client verifies the host name.
     */
    default InetSocketAddress address() {
        URI address = URI.create(url().substring("jdbc:".length()));
        boolean isOne = address.getHost() != null && !url().contains("sslmode=verify-full");
        return isOne
                ? InetSocketAddress.createUnresolved(
                        address.getHost(), address.getPort() < 0 ? DEFAULT_PORT : address.getPort())
                : null;
    }

    /** Returns the URL of the same database through a local port. */
    static String urlAt(int port, String url) {
        String authority = URI.create(url.substring("jdbc:".length())).getAuthority();
        return url.replaceFirst("//" + Pattern.quote(authority), "//localhost:" + port);
    }

    @Override
    void close();

    /** The user's. It is never killed. */
    record Lent(Options.Given given) implements Server {
        @Override
        public String url() {
            return given.url();
        }

        @Override
        public String user() {
            return given.user();
        }

        @Override
        public String password() {
            return given.password();
        }

        @Override
        public void close() {
            // it was there before
        }
    }

    /** An embedded one with fsync on. */
    final class Own implements Server {
        private static final int START_TRIES = 5;
        private static final int EXIT_SECONDS = 20;
        private static final int COPY_TRIES = 20;
        private static final String DATABASE = "postgres";
        private static final String COPY = "copy";

        private final Path directory;
        private final int port;
        private EmbeddedPostgres server;

        Own(Path directory, int port) {
            this.directory = directory;
            this.port = port;
            this.server = EmbeddedPostgres.start(directory, port);
        }

        /** SIGKILL to one server process: PostgreSQL then ends all others and recovers. */
        void killBackend(long pid) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }

        /** SIGKILL to the whole server, then a start on the same port, which recovers from its log. */
        synchronized void killAndRestart() throws IOException, InterruptedException {
            ProcessHandle postmaster = ProcessHandle.of(postmasterPid()).orElseThrow();
            List<ProcessHandle> backends = postmaster.descendants().toList();
            postmaster.destroyForcibly();
            CompletableFuture<?>[] exits = backends.stream() // they hold the shared memory until they notice
                    .map(backend -> backend.onExit().orTimeout(EXIT_SECONDS, TimeUnit.SECONDS))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(exits).exceptionally(late -> null).join();
            server.close(); // frees its locks; there is nothing to stop any more
            start();
        }

        private void start() throws InterruptedException {
            for (int tries = 1; ; tries++) {
                try {
                    server = EmbeddedPostgres.start(directory, port);
                    return;
                } catch (EmbeddedPostgres.NotStartedException e) {
                    if (tries == START_TRIES) {
                        throw new IllegalStateException("PostgreSQL did not come back after a kill", e);
                    }
                    TimeUnit.SECONDS.sleep(1);
                }
            }
        }

        /** Copies the database within the server. Ends all its sessions, those of the kill loop included. */
        void copy() throws IOException, InterruptedException {
            for (int tries = 1; ; tries++) {
                try {
                    inTemplate("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + DATABASE
                            + "'");
                    inTemplate("CREATE DATABASE " + COPY + " TEMPLATE " + DATABASE);
                    return;
                } catch (SQLException e) { // another session connected in between
                    if (tries == COPY_TRIES) {
                        throw new IOException("the database cannot be copied: " + e.getMessage(), e);
                    }
                    TimeUnit.MILLISECONDS.sleep(200);
                }
            }
        }

        void dropCopy() throws IOException {
            try {
                inTemplate("DROP DATABASE IF EXISTS " + COPY + " WITH (FORCE)");
            } catch (SQLException e) {
                throw new IOException("the copy cannot be dropped: " + e.getMessage(), e);
            }
        }

        /** Returns the URL of the copy, which need not exist. */
        String copyUrl() {
            return url().replaceFirst("/" + DATABASE + "$", "/" + COPY);
        }

        private void inTemplate(String sql) throws SQLException {
            String template = url().replaceFirst("/" + DATABASE + "$", "/template1");
            try (Connection connection = DriverManager.getConnection(template, user(), password());
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        private long postmasterPid() throws IOException {
            return Long.parseLong(
                    Files.readAllLines(directory.resolve("postgres").resolve("postmaster.pid"))
                            .getFirst()
                            .strip());
        }

        @Override
        public String url() {
            return server.jdbcUrl();
        }

        @Override
        public String user() {
            return server.username();
        }

        @Override
        public String password() {
            return server.password();
        }

        @Override
        public synchronized void close() {
            server.close();
        }
    }
}
