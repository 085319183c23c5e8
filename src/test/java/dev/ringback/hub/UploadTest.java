package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.hub.CampaignsClient.Campaign;
import dev.ringback.hub.CampaignsClient.NewCampaign;
import dev.ringback.platform.PostgresResource;
import io.netty.util.internal.PlatformDependent;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An upload is streamed from the disk as fast as the Hub takes it, and no faster. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class UploadTest {
    private static final long SIZE = 64L << 20;
    private static final long FLAT = 16L << 20;

    @Inject
    TestHubs hubs;

    @TempDir
    Path files;

    @Test
    void holdsLittleOfAFileInMemoryWhileTheHubIsSlow() throws Exception {
        Path contacts = contacts();
        try (var server = new SlowServer()) {
            long before = memory();
            CompletableFuture<HubAnswer<Campaign>> upload = upload(server, contacts, Duration.ofSeconds(50));
            await().until(server::isStalled);
            // Long enough to read the whole file from a warm page cache many times over.
            await().during(Duration.ofSeconds(1)).until(() -> memory() - before < FLAT);
            server.goOn();
            assertThat(upload.join()).isInstanceOf(HubAnswer.Done.class);
            assertThat(server.received()).isGreaterThan(SIZE);
        }
    }

    @Test
    void endsAtItsDeadlineAlsoWhereTheHubTakesNoMore() throws Exception {
        Path contacts = contacts();
        try (var server = new SlowServer()) {
            Instant before = Instant.now();
            assertThat(upload(server, contacts, Duration.ofMillis(500)).join()).isInstanceOf(HubAnswer.Lost.class);
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
            server.goOn();
            await().until(server::isDone);
            assertThat(server.received()).isLessThan(SIZE);
        }
    }

    private CompletableFuture<HubAnswer<Campaign>> upload(SlowServer server, Path contacts, Duration deadline) {
        NewCampaign draft = NewCampaign.draft("large", "agent_1", "num_1", 1, contacts);
        return CompletableFuture.supplyAsync(() -> hubs.at(server.url(), "connect-timeout", "1s")
                .once(CampaignsClient.class, client -> client.create(draft), () -> true, deadline));
    }

    private Path contacts() throws IOException {
        Path file = files.resolve("contacts.csv");
        String row = "+14155550100," + "x".repeat(1000) + "\n";
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (long size = 0; size < SIZE; size += row.length()) {
                writer.write(row);
            }
        }
        return file;
    }

    private static long memory() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + PlatformDependent.usedDirectMemory();
    }

    /** Reads a little, stops until told to go on, reads the rest, and answers. */
    private static final class SlowServer implements AutoCloseable {
        private static final int A_LITTLE = 64 * 1024;

        private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final CountDownLatch goOn = new CountDownLatch(1);
        private volatile boolean isDone;
        private volatile long received;

        SlowServer() throws IOException {
            listener.setReceiveBufferSize(A_LITTLE);
            Thread.ofVirtual().start(this::serve);
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
        }

        boolean isStalled() {
            return received >= A_LITTLE;
        }

        boolean isDone() {
            return isDone;
        }

        long received() {
            return received;
        }

        void goOn() {
            goOn.countDown();
        }

        private void serve() {
            try (Socket socket = listener.accept()) {
                InputStream in = socket.getInputStream();
                received = in.readNBytes(A_LITTLE).length;
                goOn.await();
                byte[] last = new byte[5];
                while (!new String(last, StandardCharsets.US_ASCII).equals("0\r\n\r\n")) {
                    byte[] more = new byte[A_LITTLE];
                    int read = in.read(more);
                    if (read < 0) {
                        return;
                    }
                    received += read;
                    last = tail(last, more, read);
                }
                socket.getOutputStream()
                        .write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // The client gave up: that is what is tested.
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                isDone = true;
            }
        }

        private static byte[] tail(byte[] last, byte[] more, int read) {
            byte[] all = new byte[last.length + read];
            System.arraycopy(last, 0, all, 0, last.length);
            System.arraycopy(more, 0, all, last.length, read);
            byte[] tail = new byte[last.length];
            System.arraycopy(all, all.length - tail.length, tail, 0, tail.length);
            return tail;
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
