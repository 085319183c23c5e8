package dev.ringback.platform;

import io.quarkus.runtime.configuration.ConfigUtils;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;

/**
 * Runs a PostgreSQL for laptops: on loopback, with a password, in one directory that survives restarts and kill -9. It sets
 * {@code fsync} and {@code synchronous_commit} on, which the embedding library switches off by default.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final String USER = "postgres";
    private static final Duration START_WAIT = Duration.ofSeconds(60);
    private static final Duration STOP_WAIT = Duration.ofSeconds(20);

    private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;
    private final Path data;
    private final String password;
    private final FileChannel lockFile;

    private EmbeddedPostgres(
            io.zonky.test.db.postgres.embedded.EmbeddedPostgres server,
            Path data,
            String password,
            FileChannel lockFile) {
        this.server = server;
        this.data = data;
        this.password = password;
        this.lockFile = lockFile;
    }

    /** Reports that the embedded PostgreSQL cannot serve. The message gives the cause and the remedy. */
    public static final class NotStartedException extends RuntimeException {
        NotStartedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Returns the data directory: {@code ringback.data-dir}, or {@code .ringback} outside production. Production requires
     * the setting: otherwise a forgotten database address would create a database on a container's throw-away disk.
     *
     * @throws NotStartedException in production without {@code ringback.data-dir}
     */
    public static Path chosenDirectory(Config config) {
        Optional<String> named = config.getOptionalValue("ringback.data-dir", String.class);
        boolean production = ConfigUtils.isProfileActive("prod");
        if (named.isEmpty() && production) {
            throw new NotStartedException(
                    "no database: set quarkus.datasource.jdbc.url (QUARKUS_DATASOURCE_JDBC_URL) to a PostgreSQL 15 or"
                            + " later, or ringback.data-dir (RINGBACK_DATA_DIR) to keep an embedded one there",
                    null);
        }
        return Path.of(named.orElse(".ringback"));
    }

    /**
     * Starts the server on a free loopback port and creates the data directory on first use. A server that a killed process
     * left running is stopped first: holding the lock proves that no live Ringback uses it.
     *
     * @throws NotStartedException if another process uses the directory, or the server does not come up
     */
    public static EmbeddedPostgres start(Path directory) {
        return start(directory, 0);
    }

    /**
     * Starts the server as {@link #start(Path)}, on a given port.
     *
     * @param port a loopback port; 0 takes a free one
     */
    public static EmbeddedPostgres start(Path directory, int port) {
        try {
            Path home = Files.createDirectories(directory.toAbsolutePath());
            FileChannel lockFile = lock(home);
            try {
                Path data = home.resolve("postgres");
                stopOrphan(data);
                String password = password(home);
                return new EmbeddedPostgres(startServer(home, data, password, port), data, password, lockFile);
            } catch (IOException | RuntimeException e) {
                lockFile.close(); // so that the same process may try again
                throw e;
            }
        } catch (IOException | IllegalStateException e) {
            throw new NotStartedException(
                    "the embedded PostgreSQL in " + directory + " did not start: " + e.getMessage(), e);
        }
    }

    private static io.zonky.test.db.postgres.embedded.EmbeddedPostgres startServer(
            Path home, Path data, String password, int port) throws IOException {
        return io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setPort(port)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false) // closed after Quarkus has drained, not concurrently
                .setPGStartupWait(START_WAIT)
                .setLocaleConfig("auth", "scram-sha-256") // these two reach initdb, whose default trusts everybody
                .setLocaleConfig("pwfile", home.resolve("password").toString())
                .setConnectConfig("password", password)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "localhost")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "100")
                .start();
    }

    private static FileChannel lock(Path home) throws IOException {
        FileChannel channel =
                FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IllegalStateException("this process uses it already", e);
        }
        channel.close();
        throw new IllegalStateException("another Ringback uses it; stop that one or choose another ringback.data-dir");
    }

    private static String password(Path home) throws IOException {
        Path file = home.resolve("password");
        if (Files.notExists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Path whole = Files.createTempFile(
                    home,
                    "password",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(whole, HexFormat.of().formatHex(random));
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE); // a kill leaves no partial file
        }
        return Files.readString(file).strip();
    }

    private static void stopOrphan(Path data) throws IOException {
        Optional<ProcessHandle> postmaster = postmaster(data);
        if (postmaster.isPresent()) {
            stopFast(postmaster.get());
        }
    }

    /** Returns the process that serves the directory; empty if none does. */
    private static Optional<ProcessHandle> postmaster(Path data) throws IOException {
        if (Files.notExists(pidFile(data))) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile(data));
        return lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(EmbeddedPostgres::isPostgres);
    }

    private static Path pidFile(Path data) {
        return data.resolve("postmaster.pid");
    }

    /** Returns whether a process is a postgres, since another program may have been given the same pid. */
    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().map(path -> path.endsWith("postgres")).orElse(false);
    }

    /** Sends SIGINT, PostgreSQL's fast shutdown; {@link ProcessHandle#destroy} would wait for clients to disconnect. */
    private static void stopFast(ProcessHandle postmaster) throws IOException {
        new ProcessBuilder("kill", "-INT", Long.toString(postmaster.pid())).start();
        awaitEnd(postmaster);
    }

    private static void awaitEnd(ProcessHandle postmaster) {
        try {
            postmaster.onExit().get(STOP_WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while PostgreSQL was stopping", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(
                    "a PostgreSQL (process " + postmaster.pid() + ") does not stop; stop it by hand", e);
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
    }

    public String username() {
        return USER;
    }

    public String password() {
        return password;
    }

    /**
     * Stops the server and keeps the data. Returns after the server has ended: the embedding library waits five seconds for
     * it and goes on, while a server that has much to write still writes.
     *
     * @throws IllegalStateException if the server has not ended after 20 seconds more
     */
    @Override
    public void close() {
        try (lockFile) {
            Optional<ProcessHandle> postmaster = postmaster(data);
            server.close();
            if (Files.exists(pidFile(data))) { // a server removes it last; its process may stay as a zombie after that
                postmaster.ifPresent(EmbeddedPostgres::awaitEnd);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the embedded PostgreSQL did not stop", e);
        }
    }
}
