package dev.ringback.intake.sources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringback.ServiceDriver;
import dev.ringback.intake.Poster;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every recorded and every broken request of the senders we know, posted in the manifest's order. */
@QuarkusTest
@WithTestResource(
        value = PostgresResource.class,
        initArgs = @ResourceArg(name = "settings", value = "/fixtures.properties"),
        scope = TestResourceScope.RESTRICTED_TO_CLASS)
class FixturesTest {
    private static final Set<String> KINDS = Set.of("shopify", "stripe");
    /** Ofcom's numbers for films: unlike the American ones they are no valid numbers, so nobody is rung there. */
    private static final String BRITISH_FICTION = "+447700900";

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final ServiceDriver world;

    FixturesTest(ServiceDriver world) {
        this.world = world;
    }

    private record Manifest(long now, List<Entry> entries) {}

    private record Entry(
            String id,
            String file,
            String kind,
            String sourceName,
            Map<String, String> headers,
            String deliveryId,
            Expectation expect,
            Extract extract) {
        Poster.Answer post() throws IOException {
            return Poster.post(sourceName, headers, BodyPublishers.ofByteArray(bytes(file)));
        }

        /** Where the manifest says both that this may lead to a call and to which number. */
        boolean namesWhomToRing() {
            return expect.call.equals("candidate") && extract != null && extract.phone.e164 != null;
        }

        boolean isInvoice() {
            return expect.eventType != null && expect.eventType.equals("invoice.payment_failed");
        }

        boolean isOrder() {
            return expect.eventType != null && expect.eventType.equals("orders/create");
        }
    }

    private record Expectation(
            List<Integer> status,
            boolean duplicate,
            String duplicateOf,
            String eventType,
            String state,
            String call,
            String of) {}

    private record Extract(Phone phone) {}

    private record Phone(String e164) {}

    private static byte[] bytes(String file) throws IOException {
        try (InputStream stream = FixturesTest.class.getResourceAsStream("/fixtures/" + file)) {
            return stream.readAllBytes();
        }
    }

    private static Manifest manifest() throws IOException {
        return JSON.readValue(bytes("MANIFEST.json"), Manifest.class);
    }

    private static List<Entry> ours(Manifest manifest) {
        List<Entry> ours = manifest.entries.stream()
                .filter(entry -> KINDS.contains(entry.kind))
                .toList();
        assertThat(ours).as("a manifest that lost its entries tests nothing").hasSize(115);
        return ours;
    }

    @BeforeEach
    void startAtTheManifestsInstant() throws IOException {
        long now = manifest().now;
        world.reset();
        world.run("UPDATE installation SET clock_offset = to_timestamp(" + now + ") - clock_timestamp()");
        assertThat(world.now().getEpochSecond()).isBetween(now, now + 30);
    }

    /** Posts all; returns the answers by entry. */
    private static Map<String, Poster.Answer> postAll(List<Entry> entries) throws IOException {
        Map<String, Poster.Answer> answers = new LinkedHashMap<>();
        for (Entry entry : entries) {
            answers.put(entry.id, entry.post());
        }
        return answers;
    }

    @Test
    void everyRequestIsAnsweredStoredAndDecidedAsTheManifestExpects() throws IOException {
        List<Entry> entries = ours(manifest());
        Map<String, Poster.Answer> answers = postAll(entries);
        world.decide();
        SoftAssertions softly = new SoftAssertions();
        int stored = 0;
        for (Entry entry : entries) {
            Poster.Answer answer = answers.get(entry.id);
            softly.assertThat(answer.status()).as(entry.id).isIn(entry.expect.status);
            if (answer.status() != 200) {
                softly.assertThat(answer.headers().get("Content-Type"))
                        .as(entry.id)
                        .isEqualTo("application/problem+json");
                continue;
            }
            softly.assertThat(answer.json().get("duplicate").asBoolean())
                    .as(entry.id)
                    .isEqualTo(entry.expect.duplicate);
            if (entry.expect.duplicate) {
                softly.assertThat(answer.json().get("event"))
                        .as(entry.id)
                        .isEqualTo(answers.get(entry.expect.duplicateOf).json().get("event"));
            }
            checkEvent(softly, entry, event(answer));
            stored += entry.expect.duplicate ? 0 : 1;
        }
        softly.assertAll();
        assertThat(stored).isGreaterThan(85);
        assertThat(world.number("SELECT count(*) FROM event")).isEqualTo(stored);
        assertThat(world.number("SELECT count(*) FROM event WHERE state IN ('RECEIVED', 'FAILED')"))
                .isZero();
    }

    private void checkEvent(SoftAssertions softly, Entry entry, JsonPath event) {
        if (entry.deliveryId != null) {
            softly.assertThat(event.getString("delivery_id")).as(entry.id).isEqualTo(entry.deliveryId);
        }
        if (entry.expect.eventType != null) {
            softly.assertThat(event.getString("type")).as(entry.id).isEqualTo(entry.expect.eventType);
        }
        if (entry.expect.state != null) {
            softly.assertThat(event.getString("state")).as(entry.id).isEqualTo(entry.expect.state);
        }
    }

    @Test
    void theCallsOfOrdersAndInvoicesGoToTheNumberACarefulReaderPicks() throws IOException {
        List<Entry> entries = ours(manifest());
        Map<String, Poster.Answer> answers = postAll(entries);
        world.decide();
        SoftAssertions softly = new SoftAssertions();
        int rung = 0;
        for (Entry entry : entries) {
            if (answers.get(entry.id).status() != 200 || !entry.isOrder() && !entry.isInvoice()) {
                continue;
            }
            JsonPath event = event(answers.get(entry.id));
            if (entry.namesWhomToRing() && entry.extract.phone.e164.startsWith(BRITISH_FICTION)) {
                softly.assertThat(event.getList("decisions.reason"))
                        .as(entry.id)
                        .contains("bad_number");
            } else if (entry.namesWhomToRing()) {
                // What may end calls is decided first: an invoice that is paid by then has no call to begin with.
                if (!event.getList("decisions.reason").contains("superseded")) {
                    softly.assertThat(event.getString("calls[0].to"))
                            .as(entry.id)
                            .isEqualTo(entry.extract.phone.e164);
                }
                rung++;
            } else if (entry.expect.call.equals("none") && !entry.expect.duplicate && entry.expect.of == null) {
                softly.assertThat(event.getList("decisions.verdict"))
                        .as(entry.id)
                        .doesNotContain("call");
            }
        }
        softly.assertAll();
        assertThat(rung).isGreaterThan(15);
        assertThat(world.number(
                        "SELECT count(*) FROM (SELECT FROM call GROUP BY source, rule, about HAVING count(*) > 1) t"))
                .as("things called twice")
                .isZero();
    }

    @Test
    void aSecondRoundOfAllOfThemAddsNothing() throws IOException {
        List<Entry> entries = ours(manifest());
        Map<String, Poster.Answer> first = postAll(entries);
        world.decide();
        long calls = world.number("SELECT count(*) FROM call");
        Map<String, Poster.Answer> second = postAll(entries);
        world.decide();
        SoftAssertions softly = new SoftAssertions();
        first.forEach((id, answer) -> {
            softly.assertThat(second.get(id).status()).as(id).isEqualTo(answer.status());
            if (answer.status() == 200) {
                softly.assertThat(second.get(id).json().get("event"))
                        .as(id)
                        .isEqualTo(answer.json().get("event"));
                softly.assertThat(second.get(id).json().get("duplicate").asBoolean())
                        .as(id)
                        .isTrue();
            }
        });
        softly.assertAll();
        assertThat(calls).isPositive();
        assertThat(world.number("SELECT count(*) FROM call")).isEqualTo(calls);
    }

    private JsonPath event(Poster.Answer answer) {
        return world.event(answer.json().get("event").asText());
    }
}
