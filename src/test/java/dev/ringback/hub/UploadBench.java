package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.EmulatorProcess;
import dev.ringback.hub.CampaignsClient.NewCampaign;
import dev.ringback.platform.PostgresResource;
import io.netty.util.internal.PlatformDependent;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an upload costs: its time, and the most that is live in memory meanwhile. The Hub is a process of its own. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class UploadBench {
    private static final String AGENT = "agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z";
    private static final String NUMBER = "num_01HZ2N7G3K8M0Q5R7T9V2X4Y71";
    private static final Duration BETWEEN_SAMPLES = Duration.ofMillis(50);
    private static final int FIELD = 85; // makes a hundred thousand rows of it about ten megabytes

    @Inject
    TestHubs hubs;

    @TempDir
    Path files;

    @Test
    void streamsAHundredThousandContacts() throws Exception {
        int port = freePort();
        try (EmulatorProcess _ = EmulatorProcess.start(port, files.resolve("hub"))) {
            upload(port, 1_000); // classes loaded, buffers there
            upload(port, 10_000);
            upload(port, 100_000);
        }
    }

    private void upload(int port, int rows) throws Exception {
        Path contacts = contacts(rows);
        Hub client = hubs.at(URI.create("http://localhost:" + port + "/v1"));
        long before = live();
        long started = System.nanoTime();
        CompletableFuture<HubAnswer<CampaignsClient.Campaign>> upload = CompletableFuture.supplyAsync(() -> client.once(
                CampaignsClient.class,
                campaigns -> campaigns.create(NewCampaign.draft("bench", AGENT, NUMBER, 1, contacts)),
                () -> true,
                Duration.ofMinutes(2)));
        long most = 0;
        int samples = 0;
        while (!isDoneWithin(upload, BETWEEN_SAMPLES)) { // each looks at what is live, and stops the world to do so
            most = Math.max(most, live() - before);
            samples++;
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        assertThat(upload.join()).isInstanceOf(HubAnswer.Done.class);
        System.out.printf(
                "| client: campaign upload, %,d contacts, %.1f MB | %.2f s, %.1f MB more live at the most (%d samples) | flat |%n",
                rows, Files.size(contacts) / 1e6, seconds, most / 1e6, samples);
    }

    private static boolean isDoneWithin(CompletableFuture<?> upload, Duration time) throws Exception {
        try {
            upload.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private Path contacts(int rows) throws IOException {
        Path file = files.resolve(rows + ".csv");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write("phone_number,note\n");
            for (int i = 0; i < rows; i++) {
                writer.write("+1415%07d,%s%n".formatted(i, "x".repeat(FIELD)));
            }
        }
        return file;
    }

    private static long live() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + PlatformDependent.usedDirectMemory();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
