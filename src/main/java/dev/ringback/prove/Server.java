package dev.ringback.prove;

import dev.ringback.platform.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The PostgreSQL of a kill loop: one of its own, whose processes may be killed, or the user's, where only sessions are. */
sealed interface Server extends AutoCloseable {
    String url();

    String user();

    String password();

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
