package dev.ringback.outbox;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All gates of a call at once, beside the first one that its claim meets. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class CallGatesTest {
    private static final String ANN = "+12025550141";
    private static final List<String> ORDER = List.of(
            "held",
            "window",
            "country",
            "pause",
            "opt_out",
            "consent",
            "undecided_event",
            "person_gap",
            "limit",
            "hub_breaker",
            "quota",
            "cap");

    private final ServiceDriver world;

    CallGatesTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private List<Map<String, String>> gates(UUID call) {
        return world.call(call).getList("gates");
    }

    private static List<String> of(List<Map<String, String>> gates, String state) {
        return gates.stream()
                .filter(gate -> gate.get("state").equals(state))
                .map(gate -> gate.get("gate"))
                .toList();
    }

    private Map<String, String> gate(UUID call, String name) {
        return gates(call).stream()
                .filter(gate -> gate.get("gate").equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The one that the claim meets first is the first that waits. */
    private void assertWaits(UUID call, List<String> expected) {
        List<Map<String, String>> gates = gates(call);
        assertThat(gates).extracting(gate -> gate.get("gate")).containsExactlyElementsOf(ORDER);
        assertThat(of(gates, "waits")).containsExactlyElementsOf(expected);
        Map<String, String> first = world.call(call).getMap("waiting_for");
        if (expected.isEmpty()) {
            assertThat(first).isNull();
            return;
        }
        Map<String, String> shown = gates.stream()
                .filter(gate -> gate.get("state").equals("waits"))
                .findFirst()
                .orElseThrow();
        assertThat(first).containsEntry("gate", expected.getFirst()).containsEntry("detail", shown.get("detail"));
        assertThat(first.get("until")).isEqualTo(shown.get("until"));
    }

    @Test
    void eachGateIsEvaluatedByItselfAndTheFirstIsTheOneOfTheClaim() {
        UUID earlier = world.dueCall(ANN);
        world.send();
        String invoice = ServiceDriver.freshId("in_");
        UUID call = world.callOf(world.stripe("invoice.payment_failed", ServiceDriver.invoice(invoice, ANN)));
        world.run(
                "UPDATE outbox_entry SET sent_at = ringback_now() - interval '1 hour' WHERE call = '" + earlier + "'");
        List<String> waits = new ArrayList<>();
        assertWaits(call, waits);
        for (Map.Entry<String, Runnable> step : steps(earlier, call, invoice)) {
            step.getValue().run();
            waits.addFirst(step.getKey());
            assertWaits(call, waits);
        }
        assertThat(world.send()).isZero();
    }

    /** What closes each gate, from the last of the claim to the first, so that each step changes the first. */
    private List<Map.Entry<String, Runnable>> steps(UUID earlier, UUID call, String invoice) {
        return List.of(
                Map.entry("cap", () -> world.run("UPDATE quota SET calls_per_minute = 0")),
                Map.entry(
                        "quota",
                        () -> world.run(
                                "INSERT INTO hub_request (at) SELECT ringback_now() FROM generate_series(1, 55)")),
                Map.entry(
                        "hub_breaker",
                        () -> world.run("UPDATE quota SET breaker = 'OPEN', breaker_reason = 'no answer',"
                                + " breaker_since = ringback_now(), breaker_wait = interval '1 minute',"
                                + " breaker_probe_at = ringback_now() + interval '1 minute'")),
                Map.entry(
                        "limit",
                        () -> world.run(
                                "UPDATE outbox_entry SET most_calls = '{1}', most_seconds = '{86400}' WHERE call = '"
                                        + call + "'")),
                Map.entry(
                        "person_gap",
                        () -> world.run(
                                "UPDATE outbox_entry SET sent_at = ringback_now() - interval '1 minute' WHERE call = '"
                                        + earlier + "'")),
                Map.entry(
                        "undecided_event",
                        () -> world.stripe("invoice.paid", ServiceDriver.invoice(invoice, ANN))
                                .then()
                                .statusCode(200)),
                Map.entry("consent", () -> {
                    world.run("UPDATE outbox_entry SET consent_of = 'billing' WHERE call = '" + call + "'");
                    world.run("INSERT INTO consent (person, seller, given, at, told_by, rule, event) VALUES ('" + ANN
                            + "', 'billing', false, ringback_now(), 'evt', 'a-rule', gen_random_uuid())");
                }),
                Map.entry(
                        "opt_out",
                        () -> world.run("INSERT INTO opt_out (number, id, by_whom, origin) VALUES ('" + ANN
                                + "', gen_random_uuid(), 'a test', 'API')")),
                Map.entry(
                        "pause",
                        () -> world.run(
                                "INSERT INTO pause (scope, reason, who) VALUES ('rule:failed-payment', 'a drill', 'ada')")),
                Map.entry(
                        "window",
                        () -> world.run(
                                "UPDATE outbox_entry SET planned = planned + 1, not_after = ringback_now() WHERE call = '"
                                        + call + "'")),
                Map.entry(
                        "held",
                        () -> world.run("UPDATE outbox_entry SET held = 'failed_cancel' WHERE call = '" + call + "'")));
    }

    @Test
    void anOpenGateSaysUntilWhenAndOneThatDoesNotConcernTheCallIsNotAsked() {
        UUID call = world.dueCall(ANN);
        Map<String, String> window = gate(call, "window");
        assertThat(window).containsEntry("state", "passed");
        assertThat(Instant.parse(window.get("until"))).isAfter(world.now());
        assertThat(window.get("detail"))
                .isEqualTo("its lawful hours last until "
                        + window.get("until").substring(0, 16).replace('T', ' ') + " UTC");
        assertThat(gate(call, "country")).containsEntry("state", "not_asked").containsEntry("at", null);
        world.run("UPDATE outbox_entry SET most_calls = '{}', most_seconds = '{}'");
        assertThat(gate(call, "limit")).containsEntry("state", "not_asked");
    }

    @Test
    void aCallThatWaitsForItsTurnSaysUntilWhen() {
        UUID call = world.callOf(world.shopify("orders/create", world.order(4711, ANN))); // waits ten minutes
        assertWaits(call, List.of("window"));
        assertThat(gate(call, "window").get("until")).isEqualTo(world.call(call).getString("not_before"));
    }

    @Test
    void aCallThatIsNotPlannedByTheLawInForceSaysSo() {
        UUID call = world.dueCall(ANN);
        world.run("UPDATE outbox_entry SET law = 'another law'");
        assertWaits(call, List.of("window"));
        assertThat(gate(call, "window").get("detail")).startsWith("its hours are worked out anew");
    }

    @Test
    void aCallThatWasClaimedShowsTheGatesThatItPassedAndWhen() {
        UUID call = world.dueCall(ANN);
        Instant before = world.now();
        world.send();
        world.advance(Duration.ofHours(2));
        world.run("INSERT INTO pause (scope, reason, who) VALUES ('all', 'a drill', 'ada')");
        assertThat(of(gates(call), "passed")).containsExactlyElementsOf(ORDER);
        assertThat(Instant.parse(gate(call, "pause").get("at")))
                .isBetween(before.minusSeconds(1), before.plusSeconds(60));
    }

    @Test
    void aCallThatWasPlacedThroughADraftShowsThemToo() {
        UUID call = world.dueReminder(ANN);
        assertWaits(call, List.of());
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(of(gates(call), "passed")).containsExactlyElementsOf(ORDER);
    }

    @Test
    void aCallThatEndedBeforeItsClaimWasAskedNone() {
        UUID call = world.dueCall(ANN);
        world.operator("/api/v1/calls/" + call + "/cancel", "").then().statusCode(200);
        assertThat(of(gates(call), "not_asked")).containsExactlyElementsOf(ORDER);
    }

    @Test
    void onlyAnAdminSeesANumberInTheReasonOfAPause() {
        UUID call = world.dueCall(ANN);
        world.run("INSERT INTO pause (scope, reason, who) VALUES ('all', 'asked at +12025550177', 'ada')");
        assertThat(gate(call, "pause").get("detail")).contains("+12025550177");
        assertThat(given().auth()
                        .oauth2(ServiceDriver.VIEWER)
                        .get("/api/v1/calls/" + call)
                        .asString())
                .contains("asked at +1202*****77")
                .doesNotContain("2025550177");
    }
}
