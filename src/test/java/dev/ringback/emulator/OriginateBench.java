package dev.ringback.emulator;

import static dev.ringback.emulator.HubClient.AGENT;
import static dev.ringback.emulator.HubClient.FROM;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many originates a second the emulator syncs and answers; it must never be the bottleneck of a test. */
class OriginateBench {
    private static final int CONNECTIONS = 16;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration MEASURED = Duration.ofSeconds(7);

    @TempDir
    Path state;

    private final AtomicInteger answered = new AtomicInteger();

    @Test
    void syncsAThousandOriginatesASecond() {
        try (var emulator = Emulator.start(Settings.defaults().withState(state))) {
            var counted = System.nanoTime() + WARM_UP.toNanos();
            try (var clients = Executors.newFixedThreadPool(CONNECTIONS)) { // its end waits for them all
                for (int i = 0; i < CONNECTIONS; i++) {
                    var prefix = "+1415%02d".formatted(i);
                    var end = counted + MEASURED.toNanos();
                    clients.execute(() -> originate(emulator.address(), prefix, counted, end));
                }
            }
            var perSecond = answered.get() / MEASURED.toSeconds();
            System.out.printf(
                    "| emulator: synced originates a second, %d connections | %,d | at least 1,000 |%n",
                    CONNECTIONS, perSecond);
            assertThat(perSecond).isGreaterThan(1_000);
            assertThat(emulator.rings().size()).isGreaterThanOrEqualTo(answered.get());
        }
    }

    /** One connection that asks again as soon as it is answered. */
    private void originate(URI address, String prefix, long countedFrom, long end) {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setTcpNoDelay(true);
            var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int n = 0; System.nanoTime() < end; n++) {
                socket.getOutputStream().write(request("%s%05d".formatted(prefix, n)));
                assertThat(answers.readLine()).startsWith("HTTP/1.1 200");
                skip(answers);
                if (System.nanoTime() > countedFrom) {
                    answered.incrementAndGet();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] request(String to) {
        var body = HubClient.call(FROM, to, AGENT);
        var head =
                "POST /v1/calls/originate HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
                        .formatted(Settings.DEMO_KEY, body.length());
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }

    private static void skip(BufferedReader answers) throws IOException {
        var length = 0;
        for (var line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring("content-length: ".length()));
            }
        }
        answers.skip(length);
    }
}
