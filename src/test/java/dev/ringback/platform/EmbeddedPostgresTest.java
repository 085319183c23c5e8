package dev.ringback.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the end of the embedded server with a real one that is held up. */
class EmbeddedPostgresTest {
    /** Longer than the embedding library waits for the server. */
    private static final int SECONDS_HELD = 7;

    @TempDir
    private Path directory;

    @Test
    void closingWaitsForAServerThatStopsSlowly() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(directory);
        ProcessHandle postmaster = postmaster();
        signal(postmaster, "STOP");
        CompletableFuture<Void> closing = CompletableFuture.runAsync(postgres::close, Thread::startVirtualThread);
        try {
            assertThatThrownBy(() -> closing.get(SECONDS_HELD, TimeUnit.SECONDS))
                    .isInstanceOf(TimeoutException.class);
        } finally {
            signal(postmaster, "CONT");
        }
        closing.get(20, TimeUnit.SECONDS);
        assertThat(directory.resolve("postgres/postmaster.pid")).doesNotExist();
        EmbeddedPostgres.start(directory).close(); // neither the lock nor the server was left behind
    }

    private ProcessHandle postmaster() throws IOException {
        String pid =
                Files.readAllLines(directory.resolve("postgres/postmaster.pid")).getFirst();
        return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    }

    private static void signal(ProcessHandle process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }
}
