package dev.ringback;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.BreakerProbe;
import dev.ringback.emulator.Behaviour;
import dev.ringback.emulator.Emulator;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.outbox.drafts.DraftPoller;
import dev.ringback.platform.ServiceClock;
import dev.ringback.rules.DecisionWorker;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** What the tests do to the service, as its users would: deliveries over HTTP, workers stepped by hand, time moved on. */
@ApplicationScoped
public class ServiceDriver {
    private static final String DEADLOCK = "40P01"; // PostgreSQL's manual, appendix A
    public static final String VIEWER = "viewer-token";
    public static final String OPERATOR = "operator-token";
    public static final String ADMIN = "admin-token";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final AtomicLong COUNTER = new AtomicLong();

    private final DataSource database;
    private final ServiceClock clock;
    private final EmulatedHub hub;
    private final DecisionWorker decider;
    private final OutboxWorker worker;
    private final Outbox outbox;
    private final DraftPoller poller;
    private final BreakerProbe probe;

    ServiceDriver(
            DataSource database,
            ServiceClock clock,
            EmulatedHub hub,
            DecisionWorker decider,
            OutboxWorker worker,
            Outbox outbox,
            DraftPoller poller,
            BreakerProbe probe) {
        this.database = database;
        this.clock = clock;
        this.hub = hub;
        this.decider = decider;
        this.worker = worker;
        this.outbox = outbox;
        this.poller = poller;
        this.probe = probe;
    }

    /** Empties the tables, the Hub's ledger and its faults; the clock and the active rules stay. */
    public void reset() {
        hub().faults().releaseFrozen();
        untilNotInADeadlock(
                "TRUNCATE job, consent, matter_fact, fact_of_person, call_outcome, rule_switch, opt_out, unread_opt_out, evidence, attempt, outbox_entry, draft_row, draft, call_timeline, decision, ending, thing, event_end, call, campaign_row, campaign,"
                        + " person, event_body, event, delivery_key, pause, strike, hub_request, dial, alarm, alert, alert_message,"
                        + " rules_file");
        run("UPDATE quota SET dial_blocked_until = NULL, dial_blocked_by = NULL, held_until = NULL,"
                + " concurrent_max = NULL, calls_per_minute = NULL, daily_calls_max = NULL, daily_minutes_max = NULL,"
                + " caps_read_at = NULL, caps_due_at = NULL, resumed_at = NULL,"
                + " caps_missing_since = NULL, held_by = NULL,"
                + " breaker = 'CLOSED', breaker_since = NULL, breaker_reason = NULL, breaker_unknowns = 0,"
                + " breaker_unknown_at = NULL, breaker_wait = NULL, breaker_probe_at = NULL, breaker_dial = NULL");
        run("UPDATE hub_key SET refused_at = NULL");
        if (number("SELECT count(*) FROM blackout") > 0) {
            get("/api/v1/blackouts").getList("items.id", String.class).forEach(this::liftBlackout);
        }
        hub().reset();
    }

    public Emulator hub() {
        return hub.emulator();
    }

    /** Starts the emulated Hub anew on its port after a test closed it. */
    public void restartHub() {
        hub.restart();
    }

    public Instant now() {
        clock.readAgain();
        return clock.instant();
    }

    public void advance(Duration by) {
        run("UPDATE installation SET clock_offset = clock_offset + make_interval(secs => " + by.toSeconds() + ")");
        clock.readAgain();
    }

    /** Moves the clock on to the next Monday, five in the afternoon UTC: midday in New York. */
    public void toMondayNoon() {
        Instant now = now();
        var next = now.atOffset(java.time.ZoneOffset.UTC)
                .with(java.time.temporal.TemporalAdjusters.next(java.time.DayOfWeek.MONDAY))
                .withHour(17)
                .truncatedTo(java.time.temporal.ChronoUnit.HOURS);
        advance(Duration.between(now, next.toInstant()));
    }

    // --- Deliveries

    public static String freshId(String prefix) {
        return prefix + Long.toString(System.nanoTime(), 36) + COUNTER.incrementAndGet();
    }

    /** A number of the range set aside for fiction in New York's and Washington's zone; another each time, up to 100. */
    public static String freshNumber() {
        return "+1202555%04d".formatted(100 + COUNTER.incrementAndGet() % 100);
    }

    public Response stripe(String type, String object) {
        return stripe(freshId("evt_"), type, object, now());
    }

    public Response stripe(String event, String type, String object, Instant created) {
        String body = """
                {"id":"%s","object":"event","type":"%s","created":%d,"livemode":true,"data":{"object":%s}}
                """.formatted(event, type, created.getEpochSecond(), object);
        long at = now().getEpochSecond();
        return given().header("Stripe-Signature", "t=" + at + ",v1=" + hex("whsec_test_billing", at + "." + body))
                .contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/webhooks/billing");
    }

    /** The header with which the sender of the source billing signs a body. */
    public static String stripeSignature(long at, String body) {
        return "t=" + at + ",v1=" + hex("whsec_test_billing", at + "." + body);
    }

    public static String invoice(String id, String phone) {
        return """
                {"id":"%s","attempt_count":2,"amount_due":4900,"customer_phone":"%s","customer_address":{"country":"US"}}
                """.formatted(id, phone);
    }

    public Response shopify(String topic, String body) {
        return shopify(freshId("wh-"), topic, body);
    }

    public Response shopify(String delivery, String topic, String body) {
        return shopifyTo("shop", delivery, topic, body);
    }

    /** @param source one whose secret is the shop's */
    public Response shopifyTo(String source, String delivery, String topic, String body) {
        return given().header("X-Shopify-Topic", topic)
                .header("X-Shopify-Webhook-Id", delivery)
                .header("X-Shopify-Shop-Domain", "harbor-goods.myshopify.com")
                .header("X-Shopify-Hmac-Sha256", base64("shpss_test_current", body))
                .contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/webhooks/" + source);
    }

    public String order(long id, String phone) {
        return """
                {"id":%d,"updated_at":"%s","phone":%s,"shipping_address":{"phone":"(202) 555-0199","country_code":"US"}}
                """.formatted(id, now(), phone == null ? "null" : '"' + phone + '"');
    }

    private static String hex(String secret, String text) {
        return HexFormat.of().formatHex(hmac(secret, text));
    }

    private static String base64(String secret, String text) {
        return Base64.getEncoder().encodeToString(hmac(secret, text));
    }

    private static byte[] hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    // --- Workers

    /** Decides all that is stored. */
    public void decide() {
        while (decider.decideDue() > 0) {
            // until nothing is left
        }
    }

    /** Claims once and waits until every claim's outcome is recorded. Returns how many were claimed. */
    public int send() {
        int claimed = worker.sendDue();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> number("SELECT count(*) FROM outbox_entry WHERE state = 'SENDING'") == 0);
        return claimed;
    }

    /** Claims once and does not wait. */
    public int sendWithoutWaiting() {
        return worker.sendDue();
    }

    /** Stops and reads campaigns once, and makes whatever brakes that owes. Returns how much there was to do. */
    public int watch() {
        return poller.watchDue();
    }

    /** Gives up what is silent, and probes a Hub that left dials unanswered if that is due. Returns how much was given up. */
    public int sweep() {
        int swept = outbox.sweep();
        probe.probeIfDue();
        return swept;
    }

    /** A failed invoice of a person, decided: its call. */
    public UUID dueCall(String number) {
        return callOf(stripe("invoice.payment_failed", invoice(freshId("in_"), number)));
    }

    /** A reminder of an invoice to a person, decided: its call, which goes through a draft. */
    public UUID dueReminder(String number) {
        return callOf(stripe("invoice.upcoming", reminder(freshId("in_"), number)));
    }

    public static String reminder(String id, String number) {
        return """
                {"id":"%s","number":"A-1","customer_phone":"%s","customer_address":{"country":"US"}}
                """.formatted(id, number);
    }

    /** Sends, watches, sweeps and lets time pass, so often that what goes through a draft comes to its end. */
    public void workUntilQuiet() {
        for (int round = 0; round < 12; round++) {
            send();
            watch();
            sweep();
            advance(Duration.ofSeconds(5));
            hub().advance(Duration.ZERO);
        }
    }

    /** Has the Hub's campaigns begin to dial so long after their start. */
    public void dialAfter(Duration first) {
        var slow = new Behaviour.Dialling(Duration.ofSeconds(30), first, Duration.ZERO, Set.of());
        hub().behave(hub().behaviour().withDialling(slow));
    }

    /** Decides what was stored and finds the call the delivery's event led to. */
    public UUID callOf(Response receipt) {
        receipt.then().statusCode(200);
        decide();
        return event(receipt.jsonPath().getString("event")).getUUID("decisions.find { it.call != null }.call");
    }

    public JsonPath event(String id) {
        return get("/api/v1/events/" + id);
    }

    public JsonPath call(UUID id) {
        return get("/api/v1/calls/" + id);
    }

    public String stateOf(UUID call) {
        return call(call).getString("state");
    }

    /** Asks by the address as written: REST Assured would encode it again. */
    public JsonPath get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .header("Authorization", "Bearer " + ADMIN)
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            return new JsonPath(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void liftBlackout(String id) {
        given().auth().oauth2(OPERATOR).delete("/api/v1/blackouts/" + id).then().statusCode(204);
    }

    public Response operator(String path, String json) {
        return given().auth()
                .oauth2(OPERATOR)
                .contentType("application/json")
                .body(json)
                .post(path);
    }

    // --- The database, where no API shows it

    public void run(String sql) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An answer that an earlier test let go may be recorded at this moment, and takes its locks in another order. */
    private void untilNotInADeadlock(String sql) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            try (Connection connection = database.getConnection();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.executeUpdate();
                return true;
            } catch (SQLException e) {
                if (e.getSQLState().equals(DEADLOCK)) {
                    return false;
                }
                throw e;
            }
        });
    }

    public long number(String sql) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
