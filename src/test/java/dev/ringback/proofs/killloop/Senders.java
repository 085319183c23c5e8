package dev.ringback.proofs.killloop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Senders as they are: they sign as Stripe does, and come again until somebody answers 2xx. So do people who opt out. */
final class Senders implements AutoCloseable {
    static final String SOURCE = "billing";
    static final String SECRET = "whsec_prove";
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 4000;

    private final List<Child> replicas;
    private final Web web;
    private final Duration ahead;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Accepted> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger receipts = new AtomicInteger();

    /** @param at when the first 2xx had come, by the service's clock */
    record Accepted(Delivery delivery, Instant at) {}

    /** @param ahead how far the service's clock is ahead of ours */
    Senders(List<Child> replicas, Web web, Duration ahead) {
        this.replicas = replicas;
        this.web = web;
        this.ahead = ahead;
    }

    /** The service's time. */
    Instant now() {
        return Instant.now().plus(ahead);
    }

    void send(LoadScenarios.Sending sending) {
        pending.incrementAndGet();
        threads.execute(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(sending.afterMillis());
                sendUntilAccepted(sending.delivery());
                pending.decrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the run is over: it was never accepted, so nothing was promised
            }
        });
    }

    private void sendUntilAccepted(Delivery delivery) throws InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        while (!isAccepted(delivery)) {
            TimeUnit.MILLISECONDS.sleep(pause + ThreadLocalRandom.current().nextLong(pause));
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
        receipts.incrementAndGet();
        accepted.putIfAbsent(delivery.id(), new Accepted(delivery, now()));
    }

    private boolean isAccepted(Delivery delivery) throws InterruptedException {
        Child replica = replicas.get(ThreadLocalRandom.current().nextInt(replicas.size()));
        byte[] body = delivery.body();
        requests.incrementAndGet();
        try {
            Web.Answer answer = delivery.isWebhook()
                    ? web.post(replica.at("/webhooks/" + SOURCE), body, "Stripe-Signature", signature(body))
                    : web.post(replica.at("/api/v1/opt-outs"), body, "Authorization", "Bearer " + Cluster.TOKEN);
            return answer.isGood();
        } catch (IOException e) {
            return false;
        }
    }

    private String signature(byte[] body) {
        String at = Long.toString(now().getEpochSecond());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((at + ".").getBytes(StandardCharsets.UTF_8));
            return "t=" + at + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was answered 2xx at least once, by the sender's id. */
    Map<String, Accepted> accepted() {
        return Map.copyOf(accepted);
    }

    int acceptedCount() {
        return accepted.size();
    }

    /** Deliveries that nobody has accepted yet. */
    int pending() {
        return pending.get();
    }

    /** Requests made, whatever came back. */
    int requests() {
        return requests.get();
    }

    /** Answers 2xx, repetitions included. */
    int receipts() {
        return receipts.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
