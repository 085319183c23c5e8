package dev.ringback.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class WebhookResourceTest {
    private static final String PROBLEM = "application/problem+json";
    private static final int LIMIT = 5 * 1024 * 1024;
    private static final String ORDER = "{\"id\":1001,\"note\":\"leave it with the neighbour\"}";

    private final ServiceDriver world;

    WebhookResourceTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
    }

    private static Map<String, String> signed(String delivery, byte[] body) {
        return Map.of(
                "Content-Type", "application/json",
                "X-Shopify-Topic", "orders/create",
                "X-Shopify-Webhook-Id", delivery,
                "X-Shopify-Shop-Domain", "harbor-goods.myshopify.com",
                "X-Shopify-Hmac-Sha256", signature(body));
    }

    private static String signature(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("shpss_test_current".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Poster.Answer post(String delivery, byte[] body) {
        return Poster.post("shop", signed(delivery, body), BodyPublishers.ofByteArray(body));
    }

    private long stored() {
        return world.number("SELECT count(*) FROM event") + world.number("SELECT count(*) FROM delivery_key");
    }

    private void assertProblem(Poster.Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().get("Content-Type")).isEqualTo(PROBLEM);
        assertThat(answer.json().get("type").asText()).startsWith("urn:ringback:problem:");
        assertThat(answer.json().get("status").asInt()).isEqualTo(status);
    }

    // --- Headers that come twice, and types that say nothing

    private Poster.Answer postWith(Map<String, String> more) {
        byte[] body = utf8(ORDER);
        List<Map.Entry<String, String>> headers =
                new ArrayList<>(signed(ServiceDriver.freshId("wh-"), body).entrySet());
        headers.addAll(more.entrySet());
        return Poster.post("shop", headers, BodyPublishers.ofByteArray(body));
    }

    /** A proxy on the way may repeat a header, or join the repeats with a comma. */
    @Test
    void equalRepeatsOfAHeaderCountOnce() {
        byte[] body = utf8(ORDER);
        Map<String, String> repeats = Map.of(
                "X-Shopify-Topic", "orders/create",
                "X-Shopify-Shop-Domain", "harbor-goods.myshopify.com",
                "X-Shopify-Hmac-Sha256", signature(body));
        Poster.Answer answer = postWith(repeats);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(world.event(answer.json().get("event").asText()).getString("type"))
                .isEqualTo("orders/create");
        Map<String, String> joined = new HashMap<>(signed(ServiceDriver.freshId("wh-"), body));
        joined.replaceAll((name, value) -> name.equals("Content-Type") ? value : value + ", " + value);
        answer = Poster.post("shop", joined, BodyPublishers.ofByteArray(body));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(world.event(answer.json().get("event").asText()).getString("type"))
                .isEqualTo("orders/create");
        assertThat(world.event(answer.json().get("event").asText()).getString("delivery_id"))
                .isEqualTo(joined.get("X-Shopify-Webhook-Id").split(",")[0]);
    }

    @Test
    void aDuplicateIsKnownThoughItsHeadersAreRepeated() {
        byte[] body = utf8(ORDER);
        Map<String, String> once = signed(ServiceDriver.freshId("wh-"), body);
        List<Map.Entry<String, String>> twice = new ArrayList<>(once.entrySet());
        twice.addAll(once.entrySet());
        Poster.Answer first = Poster.post("shop", once, BodyPublishers.ofByteArray(body));
        Poster.Answer second = Poster.post("shop", twice, BodyPublishers.ofByteArray(body));
        assertThat(second.json().get("duplicate").asBoolean()).isTrue();
        assertThat(second.json().get("event")).isEqualTo(first.json().get("event"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"X-Shopify-Topic", "X-Shopify-Webhook-Id", "X-Shopify-Shop-Domain", "X-Shopify-Hmac-Sha256"})
    void repeatsOfAHeaderThatDifferAreNotAuthentic(String header) {
        assertProblem(postWith(Map.of(header, "another")), 401);
        assertThat(stored()).isZero();
    }

    @Test
    void repeatsOfAStripeSignatureCountOnceOrAreNotAuthentic() {
        String body = "{\"id\":\"evt_twice\",\"type\":\"invoice.paid\"}";
        long at = world.now().getEpochSecond();
        Map.Entry<String, String> signature = Map.entry("Stripe-Signature", ServiceDriver.stripeSignature(at, body));
        Map.Entry<String, String> later = Map.entry("Stripe-Signature", ServiceDriver.stripeSignature(at + 1, body));
        assertProblem(Poster.post("billing", List.of(signature, later), BodyPublishers.ofString(body)), 401);
        assertThat(stored()).isZero();
        Poster.Answer answer = Poster.post("billing", List.of(signature, signature), BodyPublishers.ofString(body));
        assertThat(answer.status()).isEqualTo(200);
    }

    /** The signature is over the bytes, whatever they are called. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application\\json",
                "json",
                "/",
                ";",
                "application/json; charset",
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                ""
            })
    void aDeliveryMayHaveAnyContentTypeOrNone(String type) {
        byte[] body = utf8(ORDER);
        Map<String, String> headers = new HashMap<>(signed(ServiceDriver.freshId("wh-"), body));
        headers.remove("Content-Type");
        if (!type.isEmpty()) {
            headers.put("Content-Type", type);
        }
        Poster.Answer answer = Poster.post("shop", headers, BodyPublishers.ofByteArray(body));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(world.number("SELECT count(*) FROM event_body WHERE length(body) = " + ORDER.length()))
                .isOne();
    }

    // --- Once

    @Test
    void fiftyCopiesOfADeliveryAtOnceAreOneEvent() throws Exception {
        byte[] body = utf8(ORDER);
        String delivery = ServiceDriver.freshId("wh-");
        List<Poster.Answer> answers = atOnce(50, () -> post(delivery, body));
        assertThat(answers).extracting(Poster.Answer::status).containsOnly(200);
        assertThat(answers)
                .extracting(answer -> answer.json().get("event").asText())
                .hasSize(50)
                .containsOnly(world.get("/api/v1/events").getString("items[0].id"));
        assertThat(answers)
                .filteredOn(answer -> !answer.json().get("duplicate").asBoolean())
                .hasSize(1);
        assertThat(world.number("SELECT count(*) FROM event")).isOne();
        assertThat(world.number("SELECT count(*) FROM event_body")).isOne();
    }

    private static List<Poster.Answer> atOnce(int copies, Callable<Poster.Answer> request)
            throws InterruptedException, ExecutionException {
        CyclicBarrier together = new CyclicBarrier(copies);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Poster.Answer>> asked = new ArrayList<>();
            for (int i = 0; i < copies; i++) {
                asked.add(threads.submit(() -> {
                    together.await();
                    return request.call();
                }));
            }
            List<Poster.Answer> answers = new ArrayList<>();
            for (Future<Poster.Answer> one : asked) {
                answers.add(one.get());
            }
            return answers;
        }
    }

    @Test
    void aRedeliveryWithAnotherBodyIsStillTheFirstOnesEvent() {
        String delivery = ServiceDriver.freshId("wh-");
        Poster.Answer first = post(delivery, utf8(ORDER));
        Poster.Answer second = post(delivery, utf8("{\"id\":2}"));
        assertThat(second.json().get("duplicate").asBoolean()).isTrue();
        assertThat(second.json().get("event")).isEqualTo(first.json().get("event"));
        assertThat(world.number("SELECT count(*) FROM event_body WHERE length(body) = " + ORDER.length()))
                .isOne();
    }

    @Test
    void equalIdsOfTwoSourcesAreTwoDeliveries() {
        String id = ServiceDriver.freshId("evt_");
        assertThat(post(id, utf8(ORDER)).json().get("duplicate").asBoolean()).isFalse();
        world.stripe(id, "customer.created", "{}", world.now()).then().statusCode(200);
        assertThat(world.number("SELECT count(*) FROM event WHERE delivery_id = '" + id + "'"))
                .isEqualTo(2);
    }

    @Test
    void theBytesAreKeptAsTheyWereSigned() throws GeneralSecurityException {
        byte[] body = utf8("\uFEFF{ \"id\":1.0e3,\t\"n\":\"\\u00e9\\/\" }\r\n");
        assertThat(post(ServiceDriver.freshId("wh-"), body).status()).isEqualTo(200);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        assertThat(world.number("SELECT count(*) FROM event_body WHERE encode(sha256(body), 'hex') = '" + digest + "'"))
                .isOne();
    }

    // --- Refused

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "Shop", "shop ", "shop%00", "%C3%A9", "shop%2F..%2Fbilling"})
    void anUnknownSourceIsNotFound(String name) {
        byte[] body = utf8(ORDER);
        Poster.Answer answer = Poster.post(
                name.replace(" ", "%20"), signed(ServiceDriver.freshId("wh-"), body), BodyPublishers.ofByteArray(body));
        assertProblem(answer, 404);
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"})
    void onlyPostIsServed(String method) {
        given().request(method, "/webhooks/shop")
                .then()
                .statusCode(405)
                .contentType(PROBLEM)
                .header("Allow", "POST");
    }

    @Test
    void aTokenThatASenderBringsDoesNotMatter() {
        byte[] body = utf8(ORDER);
        Map<String, String> headers = new HashMap<>(signed(ServiceDriver.freshId("wh-"), body));
        headers.put("Authorization", "Bearer not-one-of-ours");
        assertThat(Poster.post("shop", headers, BodyPublishers.ofByteArray(body))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aWrongSignatureIsRefusedWithoutAWordOfTheBody() {
        byte[] body = utf8(ORDER);
        Map<String, String> headers = new HashMap<>(signed(ServiceDriver.freshId("wh-"), body));
        headers.put("X-Shopify-Hmac-Sha256", signature(utf8("{}")));
        Poster.Answer answer = Poster.post("shop", headers, BodyPublishers.ofByteArray(body));
        assertProblem(answer, 401);
        assertThat(answer.body()).doesNotContain("neighbour", "1001", headers.get("X-Shopify-Hmac-Sha256"));
        assertThat(stored()).isZero();
    }

    @Test
    void anotherShopsDeliveryIsRefused() {
        byte[] body = utf8(ORDER);
        Map<String, String> headers = new HashMap<>(signed(ServiceDriver.freshId("wh-"), body));
        headers.put("X-Shopify-Shop-Domain", "other-goods.myshopify.com");
        assertProblem(Poster.post("shop", headers, BodyPublishers.ofByteArray(body)), 401);
        assertThat(stored()).isZero();
    }

    // --- Size

    @Test
    void aBodyOfTheLimitIsTaken() {
        byte[] body = bodyOf(LIMIT);
        assertThat(post(ServiceDriver.freshId("wh-"), body).status()).isEqualTo(200);
        assertThat(world.number("SELECT length(body) FROM event_body")).isEqualTo(LIMIT);
    }

    @Test
    void aLargerBodyIsRefusedAndNotStored() {
        byte[] body = bodyOf(LIMIT + 1);
        assertTooLarge(BodyPublishers.ofByteArray(body), body);
    }

    @Test
    void aLargerBodyIsRefusedAlsoWhereItsLengthWasNotSaid() {
        byte[] body = bodyOf(LIMIT + 1);
        assertTooLarge(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), body);
    }

    private void assertTooLarge(BodyPublisher publisher, byte[] body) {
        assertProblem(Poster.post("shop", signed(ServiceDriver.freshId("wh-"), body), publisher), 413);
        assertThat(stored()).isZero();
    }

    private static byte[] bodyOf(int length) {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) ' ');
        body[0] = '{';
        body[length - 1] = '}';
        return body;
    }

    // --- A database that cannot store

    @Test
    void whatCannotBeStoredIsAskedForAgainAndStoredThen() {
        byte[] body = utf8(ORDER);
        String delivery = ServiceDriver.freshId("wh-");
        Poster.Answer refused;
        world.run("ALTER TABLE event_body RENAME TO event_body_away");
        try {
            refused = post(delivery, body);
        } finally {
            world.run("ALTER TABLE event_body_away RENAME TO event_body");
        }
        assertProblem(refused, 503);
        assertThat(Integer.parseInt(refused.headers().get("Retry-After"))).isPositive();
        assertThat(stored()).isZero();
        Poster.Answer again = post(delivery, body);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().get("duplicate").asBoolean()).isFalse();
        assertThat(world.number("SELECT count(*) FROM event")).isOne();
    }

    // --- Authentic, but not readable

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"id\":1001,",
                "[{\"id\":1001}]",
                "null",
                "\"order\"",
                "NaN",
                "{\"id\":1}{\"id\":2}",
                "{\"id\":1,\"id\":2}",
                "id=1001&phone=%2B12025550143"
            })
    void anAuthenticBodyThatNobodyCanReadIsKeptAndCalledUnreadable(String text) {
        Poster.Answer answer = post(ServiceDriver.freshId("wh-"), utf8(text));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(world.number("SELECT length(body) FROM event_body")).isEqualTo(text.length());
        world.decide();
        var event = world.event(answer.json().get("event").asText());
        assertThat(event.getString("state")).isEqualTo("unreadable");
        assertThat(event.getString("failure")).isNotBlank();
    }

    @Test
    void bytesThatAreNotUtf8AreKeptAndCalledUnreadable() {
        byte[] latin1 = "{\"name\":\"Zoë\"}".getBytes(StandardCharsets.ISO_8859_1);
        Poster.Answer answer = post(ServiceDriver.freshId("wh-"), latin1);
        world.decide();
        given().auth()
                .oauth2(ServiceDriver.VIEWER)
                .get("/api/v1/events/" + answer.json().get("event").asText())
                .then()
                .body("state", equalTo("unreadable"), "failure", equalTo("not UTF-8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evt_\\u0000", "evt_\\ud800", "evt_\\udc00\\ud800", "\\u0000"})
    void idsThatPostgresqlCannotHoldAreStoredAllTheSame(String id) {
        String unique = id + ServiceDriver.freshId("x");
        Response first = world.stripe(unique, "customer.created\\u0000\\ud800", "{}", world.now());
        first.then().statusCode(200).body("duplicate", equalTo(false));
        Response second = world.stripe(unique, "customer.created\\u0000\\ud800", "{}", world.now());
        second.then().statusCode(200).body("duplicate", equalTo(true));
        world.decide();
        assertThat(world.event(first.path("event")).getString("state")).isEqualTo("decided");
    }
}
