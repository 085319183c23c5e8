package dev.ringback.emulator;

import static dev.ringback.emulator.HubClient.TO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FaultsTest {
    private final Emulator emulator = Emulator.start(Settings.defaults());
    private final Faults faults = emulator.faults();
    private final HubClient client = HubClient.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void refusesAConnectionBeforeReadingAByte() throws IOException {
        faults.next(Route.CONNECTION, Fault.refuse());
        assertThat(raw()).isEmpty();
        assertThat(emulator.requests(Route.ANY)).isEqualTo(new Received(0, 0));
        assertThat(emulator.requests(Route.CONNECTION).heads()).isOne();
        assertThat(client.originate(TO).status()).isEqualTo(200);
    }

    @Test
    void closesBeforeReadingTheBody() throws IOException {
        faults.next(Route.ORIGINATE, Fault.closeBeforeReading());
        assertThat(raw()).isEmpty();
        assertThat(emulator.requests(Route.ORIGINATE)).isEqualTo(new Received(1, 0));
        assertThat(emulator.rings()).isEmpty();
    }

    @Test
    void closesAfterReadingAndBeforeTheEffect() throws IOException {
        faults.next(Route.ORIGINATE, Fault.closeBeforeEffect());
        assertThat(raw()).isEmpty();
        assertThat(emulator.requests(Route.ORIGINATE)).isEqualTo(new Received(1, 1));
        assertThat(emulator.rings()).isEmpty();
    }

    @Test
    void closesAfterTheEffectAndBeforeTheAnswer() throws IOException {
        faults.next(Route.ORIGINATE, Fault.closeAfterEffect());
        assertThat(raw()).isEmpty();
        assertThat(emulator.rings(TO)).hasSize(1);
    }

    @Test
    void resetsTheConnectionAfterTheEffect() {
        faults.next(Route.ORIGINATE, Fault.resetAfterEffect());
        assertThatThrownBy(this::raw).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        assertThat(emulator.rings(TO)).hasSize(1);
    }

    @Test
    void cutsTheHeadOrTheBodyOfAnAnswerToWhatWasDone() throws IOException {
        faults.next(Route.ORIGINATE, Fault.cutHead());
        assertThat(raw()).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("\r\n\r\n");
        faults.next(Route.ORIGINATE, Fault.cutBody());
        assertThat(raw())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\n\r\n{\"session_id")
                .doesNotEndWith("}");
        faults.next(Route.ORIGINATE, Fault.unreadable());
        assertThat(raw()).startsWith("HTTP/1.1 200 OK\r\n").contains("<html>");
        assertThat(emulator.rings(TO)).hasSize(3);
    }

    @Test
    void answersAnyStatusBeforeOrAfterTheEffect() throws IOException {
        faults.next(Route.ORIGINATE, Fault.status(503, "maintenance"));
        var refused = client.originate(TO);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).isEqualTo("maintenance\n");
        assertThat(emulator.rings()).isEmpty();
        faults.next(Route.ORIGINATE, Fault.statusAfterEffect(500, "carrier error"));
        assertThat(client.originate(TO).status()).isEqualTo(500);
        assertThat(emulator.rings()).hasSize(1);
    }

    @Test
    void answersBothKindsOf429AndRedirects() throws IOException {
        faults.next(Route.ORIGINATE, Fault.rateLimited(Duration.ofSeconds(7)));
        var limited = client.originate(TO);
        assertThat(limited.text()).startsWith("rate_limited:");
        assertThat(limited.whole().headers().firstValue("Retry-After")).hasValue("7");
        faults.next(Route.ORIGINATE, Fault.capReached("Call rate limit"));
        assertThat(client.originate(TO).status()).isEqualTo(429);
        faults.next(Route.ORIGINATE, Fault.redirect(307, "http://127.0.0.1:1/"));
        assertThat(client.originate(TO).whole().headers().firstValue("Location"))
                .hasValue("http://127.0.0.1:1/");
        assertThat(emulator.rings()).isEmpty();
    }

    @Test
    void holdsAnAnswerUntilItIsReleased() {
        faults.next(Route.ORIGINATE, Fault.freezeAfterEffect());
        var held = originateAside();
        await().until(() -> faults.frozen() == 1);
        assertThat(emulator.rings(TO)).hasSize(1);
        assertThat(held).isNotDone();
        assertThat(faults.releaseFrozen()).isOne();
        assertThat(held.join().status()).isEqualTo(200);
    }

    @Test
    void holdsARequestUntilItIsReleased() {
        faults.next(Route.ORIGINATE, Fault.freezeBeforeEffect());
        var held = originateAside();
        await().until(() -> faults.frozen() == 1);
        assertThat(emulator.rings(TO)).isEmpty();
        faults.releaseFrozen();
        assertThat(held.join().status()).isEqualTo(200);
        assertThat(emulator.rings(TO)).hasSize(1);
    }

    @Test
    void actsOnAHeldRequestThoughItsCallerIsGone() throws IOException {
        faults.next(Route.ORIGINATE, Fault.freezeBeforeEffect());
        var body = HubClient.call(HubClient.FROM, TO, HubClient.AGENT);
        var address = emulator.address();
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(request(body).getBytes(StandardCharsets.US_ASCII));
            await().until(() -> faults.frozen() == 1);
        }
        faults.releaseFrozen();
        await().until(() -> emulator.rings(TO).size() == 1);
    }

    @Test
    void dropsAtAResetWhatItHolds() {
        faults.next(Route.ORIGINATE, Fault.freezeBeforeEffect());
        var held = originateAside();
        await().until(() -> faults.frozen() == 1);
        emulator.reset();
        assertThat(held).failsWithin(Duration.ofSeconds(5));
        assertThat(emulator.rings()).isEmpty();
    }

    @Test
    void delaysAndTrickles() throws IOException {
        faults.next(Route.ORIGINATE, Fault.delayAfterEffect(Duration.ofMillis(300)));
        assertThat(timed()).isGreaterThan(Duration.ofMillis(290));
        faults.next(Route.ORIGINATE, Fault.trickle(Duration.ofMillis(5)));
        assertThat(timed()).isGreaterThan(Duration.ofMillis(200)); // some 45 bytes
        assertThat(emulator.rings(TO)).hasSize(2);
    }

    @Test
    void meetsTheNthRequestOfTheRouteAlone() throws IOException {
        faults.nth(Route.ORIGINATE, 3, Fault.status(500, "third"));
        client.get("/agents");
        assertThat(statuses(4)).containsExactly(200, 200, 500, 200);
        assertThat(faults.plans()).isEmpty();
    }

    @Test
    void drawsTheSameRequestsForTheSameSeed() throws IOException {
        faults.probability(Route.ANY, 0.5, 42, Fault.status(500, "chance"));
        var first = statuses(20);
        faults.clear();
        faults.probability(Route.ANY, 0.5, 42, Fault.status(500, "chance"));
        assertThat(statuses(20)).isEqualTo(first).contains(200, 500);
    }

    @Test
    void givesARequestToTheOldestPlan() throws IOException {
        faults.next(Route.ORIGINATE, Fault.status(500, "first"));
        faults.next(Route.ORIGINATE, 2, Fault.status(502, "then"));
        assertThat(statuses(4)).containsExactly(500, 502, 502, 200);
    }

    private Iterable<Integer> statuses(int count) throws IOException {
        var statuses = new ArrayList<Integer>();
        for (var i : IntStream.range(0, count).toArray()) {
            statuses.add(client.originate("+1415555010" + i % 10).status());
        }
        return statuses;
    }

    private Duration timed() throws IOException {
        var start = System.nanoTime();
        assertThat(client.originate(TO).status()).isEqualTo(200);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private CompletableFuture<HubClient.Response> originateAside() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return client.originate(TO);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Every byte that an originate is answered until the connection ends. */
    private String raw() throws IOException {
        var body = HubClient.call(HubClient.FROM, TO, HubClient.AGENT);
        var address = emulator.address();
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(request(body).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException e) {
            // Refused while we wrote: the same as no byte, but for a reset that a test asks for.
            if (faults.plans().isEmpty() && emulator.rings().isEmpty()) {
                return "";
            }
            throw e;
        }
    }

    private static String request(String body) {
        return """
                POST /v1/calls/originate HTTP/1.1\r
                Host: hub\r
                Connection: close\r
                Authorization: Bearer %s\r
                Content-Length: %d\r
                \r
                %s""".formatted(Settings.DEMO_KEY, body.length(), body);
    }
}
