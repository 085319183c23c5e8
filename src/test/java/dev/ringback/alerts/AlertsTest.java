package dev.ringback.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.platform.Alarm;
import dev.ringback.platform.Alarms;
import dev.ringback.platform.PostgresResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people are told: once when it begins, once when it ends, whatever fails in between. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class AlertsTest {
    private static final String KEY_REFUSED =
            "INSERT INTO pause (scope, reason, who) VALUES ('account', 'the Hub refuses the key', 'ringback')";
    private static final String CAPPED =
            "UPDATE quota SET dial_blocked_by = 'daily call cap', dial_blocked_until = ringback_now() + interval '%s'";

    private final ServiceDriver world;
    private final AlertWorker worker;
    private final AlertRepository alerts;
    private final Alarms alarms;
    private final MeterRegistry metrics;
    private final URI url;
    private final String secret;
    private Receiver receiver;

    AlertsTest(
            ServiceDriver world,
            AlertWorker worker,
            AlertRepository alerts,
            Alarms alarms,
            MeterRegistry metrics,
            @ConfigProperty(name = "ringback.alerts.webhook.url") URI url,
            @ConfigProperty(name = "ringback.alerts.webhook.secret") String secret) {
        this.world = world;
        this.worker = worker;
        this.alerts = alerts;
        this.alarms = alarms;
        this.metrics = metrics;
        this.url = url;
        this.secret = secret;
    }

    @BeforeEach
    void start() throws IOException {
        world.reset();
        world.toMondayNoon();
        receiver = Receiver.at(url);
    }

    @AfterEach
    void stop() {
        receiver.close();
        world.reset();
    }

    private List<String> firing() {
        return world.get("/api/v1/status").getList("alerts.kind");
    }

    // --- The message

    @Test
    void aMessageIsSignedAsStandardWebhooksSays() throws Exception {
        world.run(KEY_REFUSED);
        assertThat(worker.lookAndTell()).isOne();
        var message = receiver.received().getFirst();
        assertThat(message.isSignedUnder(secret)).isTrue();
        assertThat(message.isSignedUnder("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"))
                .isFalse();
        assertThat(message.contentType()).isEqualTo("application/json");
        assertThat(Long.parseLong(message.timestamp()))
                .isBetween(world.now().getEpochSecond() - 60, world.now().getEpochSecond());
        assertThat(message.id()).doesNotContain(".").isNotBlank();
        assertThat(message.json().getString("type")).isEqualTo("alert.firing");
        assertThat(message.json().getString("timestamp")).endsWith("Z");
        assertThat(message.json().getMap("data")).containsOnlyKeys("kind", "object", "since", "detail", "count");
        assertThat(message.json().getString("data.kind")).isEqualTo("key_refused");
        assertThat(message.json().getString("data.object")).isEqualTo("account");
        assertThat(message.json().getInt("data.count")).isOne();
    }

    @Test
    void noNumberAndNoKeyIsTold() throws Exception {
        world.run("INSERT INTO pause (scope, reason, who) VALUES"
                + " ('number:+12025550123', '+12025550177 complained, key sk_live_shop_abc', 'olaf')");
        worker.lookAndTell();
        assertThat(receiver.received())
                .hasSize(1)
                .allSatisfy(message -> assertThat(message.body())
                        .contains("number:+1202*****23")
                        .doesNotContain("2025550123", "2025550177", "sk_live", secret));
        assertThat(world.get("/api/v1/status").getString("alerts[0]"))
                .contains("+1202*****23")
                .doesNotContain("2025550123", "2025550177", "sk_live");
    }

    @Test
    void replicasWithAnotherRulesFileAreTold() throws Exception {
        world.run("INSERT INTO rules_file (worker, digest, replaced, since, seen_at) SELECT id, 'another text', false,"
                + " ringback_now() - interval '3 minutes', ringback_now() FROM worker ORDER BY number DESC LIMIT 1");
        worker.lookAndTell();
        assertThat(firing()).containsExactly("rules_differ");
        assertThat(world.get("/api/v1/status").getString("alerts[0].detail"))
                .contains("a text that never was active", "Give all replicas the same file.");
        world.run("DELETE FROM rules_file");
        worker.lookAndTell();
        assertThat(firing()).isEmpty();
    }

    @Test
    void aRefusedRulesFileIsToldUntilItIsGood() throws Exception {
        world.run(
                "INSERT INTO rules_file (worker, digest, replaced, errors, since, seen_at) SELECT id, 'a bad text', false,"
                        + " '[{\"line\": 8, \"column\": 5, \"message\": \"unknown field ''wiat'' by +12025550177\"}]',"
                        + " ringback_now(), ringback_now() FROM worker ORDER BY number DESC LIMIT 1");
        worker.lookAndTell();
        assertThat(firing()).containsExactly("rules_refused");
        assertThat(world.get("/api/v1/status").getString("alerts[0].detail"))
                .contains("line 8, column 5: unknown field 'wiat'")
                .doesNotContain("2025550177");
        world.run("UPDATE rules_file SET errors = NULL, digest = (SELECT digest FROM rules_version JOIN rules_active"
                + " USING (version))");
        worker.lookAndTell();
        assertThat(firing()).isEmpty();
        assertThat(receiver.received().getLast().json().getString("type")).isEqualTo("alert.resolved");
    }

    // --- Beginning and end

    @Test
    void itIsToldOnceHoweverOftenAndByHoweverManyItIsSeen() throws Exception {
        world.run(KEY_REFUSED);
        List<Future<Integer>> rounds = new ArrayList<>();
        try (var replicas = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                rounds.add(replicas.submit((Callable<Integer>) worker::lookAndTell));
            }
        }
        for (Future<Integer> round : rounds) {
            round.get();
        }
        worker.lookAndTell();
        assertThat(receiver.types()).containsExactly("alert.firing");
        assertThat(firing()).containsExactly("key_refused");
    }

    @Test
    void onlyOneReplicaLooksAtATime() {
        world.run(KEY_REFUSED);
        try (var other = Executors.newVirtualThreadPerTaskExecutor()) {
            QuarkusTransaction.requiringNew().run(() -> {
                assertThat(alerts.takeTurn()).isTrue();
                assertThat(other.submit((Callable<Integer>) worker::lookAndTell))
                        .succeedsWithin(Duration.ofSeconds(20))
                        .isEqualTo(0);
            });
        }
        assertThat(world.number("SELECT count(*) FROM alert")).isZero();
    }

    @Test
    void itsEndIsToldAndANewBeginningIsNews() throws Exception {
        world.run(KEY_REFUSED);
        worker.lookAndTell();
        world.run("DELETE FROM pause");
        worker.lookAndTell();
        worker.lookAndTell();
        assertThat(receiver.types()).containsExactly("alert.firing", "alert.resolved");
        assertThat(firing()).isEmpty();
        world.run(KEY_REFUSED);
        worker.lookAndTell();
        assertThat(receiver.types()).containsExactly("alert.firing", "alert.resolved", "alert.firing");
        assertThat(receiver.received().stream().map(Receiver.Received::id)).doesNotHaveDuplicates();
    }

    // --- Delivery

    @Test
    void whatAReceiverMissedComesLaterUnderTheSameIdAndInOrder() throws Exception {
        receiver.answer(503);
        world.run(KEY_REFUSED);
        assertThat(worker.lookAndTell()).isZero();
        world.run("DELETE FROM pause");
        assertThat(worker.lookAndTell())
                .as("not due yet, and the end waits for its beginning")
                .isZero();
        assertThat(receiver.received()).hasSize(1);
        receiver.answer(200);
        world.advance(Duration.ofSeconds(11));
        assertThat(worker.lookAndTell()).isEqualTo(2);
        assertThat(receiver.types()).containsExactly("alert.firing", "alert.firing", "alert.resolved");
        var missed = receiver.received().get(0);
        var repeated = receiver.received().get(1);
        assertThat(repeated.id()).isEqualTo(missed.id());
        assertThat(repeated.body()).isEqualTo(missed.body());
        assertThat(Long.parseLong(repeated.timestamp())).isGreaterThan(Long.parseLong(missed.timestamp()));
        assertThat(repeated.isSignedUnder(secret)).isTrue();
    }

    @Test
    void aReceiverThatIsDownGetsItWhenItIsBack() throws Exception {
        receiver.close();
        world.run(KEY_REFUSED);
        assertThat(worker.lookAndTell()).isZero();
        assertThat(firing()).containsExactly("key_refused");
        receiver = Receiver.at(url);
        world.advance(Duration.ofSeconds(11));
        assertThat(worker.lookAndTell()).isOne();
        assertThat(receiver.types()).containsExactly("alert.firing");
    }

    @Test
    void aRedirectIsNotFollowedAndNotTaken() throws Exception {
        receiver.answer(307);
        world.run(KEY_REFUSED);
        assertThat(worker.lookAndTell()).isZero();
        assertThat(receiver.received()).hasSize(1);
        assertThat(world.number(
                        "SELECT count(*) FROM alert_message WHERE sent_at IS NULL AND trouble = 'answered 307'"))
                .isOne();
    }

    @Test
    void aSenderThatDiedLeavesItsMessageToTheOthers() throws Exception {
        world.run(KEY_REFUSED);
        receiver.answer(500);
        worker.lookAndTell();
        world.run("UPDATE alert_message SET next_try_at = ringback_now() + interval '60 seconds', trouble = NULL");
        receiver.answer(200);
        assertThat(worker.lookAndTell()).isZero();
        world.advance(Duration.ofSeconds(61));
        assertThat(worker.lookAndTell()).isOne();
    }

    @Test
    void afterThreeDaysItIsGivenUpVisibly() throws Exception {
        receiver.answer(500);
        world.run(KEY_REFUSED);
        worker.lookAndTell();
        world.advance(Duration.ofDays(3));
        worker.lookAndTell();
        assertThat(world.number("SELECT count(*) FROM alert_message WHERE given_up_at IS NOT NULL"))
                .isOne();
        world.advance(Duration.ofDays(1));
        receiver.answer(200);
        assertThat(worker.lookAndTell()).isZero();
        world.run("DELETE FROM pause");
        assertThat(worker.lookAndTell()).as("its end is still told").isOne();
        assertThat(receiver.types().getLast()).isEqualTo("alert.resolved");
    }

    // --- The conditions

    @Test
    void anUnknownCallFiresUntilItIsSettled() throws Exception {
        var call = world.dueCall("+12025550143");
        world.hub().faults().next(Route.ORIGINATE, Fault.closeAfterEffect());
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        worker.lookAndTell();
        assertThat(firing()).containsExactly("unknown_calls");
        world.operator("/api/v1/calls/" + call + "/settle", "{\"outcome\":\"placed\",\"note\":\"seen in the log\"}")
                .then()
                .statusCode(200);
        worker.lookAndTell();
        assertThat(receiver.types()).containsExactly("alert.firing", "alert.resolved");
    }

    @Test
    void aCallThatIsDueForLongFires() throws Exception {
        world.dueCall("+12025550143");
        world.advance(Duration.ofMinutes(9));
        worker.lookAndTell();
        assertThat(firing()).isEmpty();
        world.advance(Duration.ofMinutes(2));
        worker.lookAndTell();
        assertThat(firing()).containsExactly("oldest_due");
        assertThat(receiver.received().getFirst().json().getInt("data.count")).isOne();
    }

    @Test
    void aCapThatHoldsForLongerThanThePaceFires() throws Exception {
        world.run(CAPPED.formatted("119 seconds"));
        worker.lookAndTell();
        assertThat(firing()).isEmpty();
        world.run(CAPPED.formatted("6 hours"));
        worker.lookAndTell();
        assertThat(firing()).containsExactly("cap_reached");
        assertThat(receiver.received().getFirst().json().getString("data.detail"))
                .contains("daily call cap");
        world.advance(Duration.ofHours(7));
        worker.lookAndTell();
        assertThat(firing()).isEmpty();
    }

    @Test
    void aDayWhoseCallsAreUsedUpFires() throws Exception {
        world.run("UPDATE quota SET daily_calls_max = 1, concurrent_max = 9");
        worker.lookAndTell();
        assertThat(firing()).isEmpty();
        world.dueCall("+12025550143");
        world.send();
        worker.lookAndTell();
        assertThat(firing()).containsExactly("cap_reached");
        world.advance(Duration.ofHours(24));
        worker.lookAndTell();
        assertThat(firing()).isEmpty();
    }

    @Test
    void anOutageFiresAndSoDoesTheCallThatItKeeps() throws Exception {
        for (int i = 0; i < 4; i++) {
            world.dueCall("+1202555%04d".formatted(110 + i));
        }
        world.hub().faults().next(Route.ORIGINATE, 3, Fault.status(503, "down"));
        world.send();
        worker.lookAndTell();
        assertThat(firing()).containsExactlyInAnyOrder("hub_breaker", "unknown_calls");
        var message = receiver.received().stream()
                .filter(each -> each.body().contains("hub_breaker"))
                .toList();
        assertThat(message.getFirst().json().getString("data.detail")).contains("3 dials in a row", "503");
        world.advance(Duration.ofMinutes(11));
        worker.lookAndTell();
        assertThat(firing()).containsExactlyInAnyOrder("hub_breaker", "unknown_calls", "oldest_due");
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
        assertThat(world.send()).isOne();
        worker.lookAndTell();
        assertThat(firing()).containsExactly("unknown_calls");
    }

    @Test
    void everyPauseIsAnAlertOfItsOwn() throws Exception {
        world.operator("/api/v1/pause", "{\"reason\":\"a drill\"}").then().statusCode(200);
        world.run(KEY_REFUSED);
        worker.lookAndTell();
        assertThat(firing()).containsExactly("paused", "key_refused");
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
        worker.lookAndTell();
        assertThat(firing()).isEmpty();
    }

    @Test
    void anOlderReplicaLeavesKindsItDoesNotKnowAlone() throws Exception {
        world.run("INSERT INTO alert (kind, object, since, detail, count) VALUES"
                + " ('from_tomorrow', 'all', ringback_now(), 'a newer replica found it', 1)");
        worker.lookAndTell();
        assertThat(firing()).containsExactly("from_tomorrow");
    }

    // --- Alarms

    private double count(Alarm alarm) {
        return metrics.counter("ringback.alarms", "what", alarm.word()).count();
    }

    @Test
    void anAlarmOfATransactionThatIsRolledBackIsNeitherToldNorCounted() throws Exception {
        double before = count(Alarm.SECOND_RING);
        QuarkusTransaction.begin();
        alarms.raise(Alarm.SECOND_RING, "call-1", "it may ring twice");
        QuarkusTransaction.rollback();
        assertThat(worker.lookAndTell()).isZero();
        assertThat(firing()).isEmpty();
        assertThat(count(Alarm.SECOND_RING)).isEqualTo(before);
    }

    @Test
    void alarmsAboutOneObjectAreOneAlertForAnHour() throws Exception {
        double before = count(Alarm.FAILED_CANCEL);
        raise("failed-payment", "event 1");
        raise("failed-payment", "event 2");
        raise("confirm-order", "event 3");
        assertThat(worker.lookAndTell()).isEqualTo(2);
        raise("failed-payment", "event 4");
        assertThat(worker.lookAndTell()).isZero();
        assertThat(count(Alarm.FAILED_CANCEL)).isEqualTo(before + 4);
        assertThat(world.get("/api/v1/status").getList("alerts.count")).containsExactlyInAnyOrder(3, 1);
        world.advance(Duration.ofMinutes(61));
        raise("failed-payment", "event 5");
        assertThat(worker.lookAndTell()).as("two ends and one news").isEqualTo(3);
        assertThat(receiver.types().stream().filter("alert.firing"::equals)).hasSize(3);
        assertThat(firing()).containsExactly("failed_cancel");
    }

    private void raise(String rule, String detail) {
        QuarkusTransaction.requiringNew().run(() -> alarms.raise(Alarm.FAILED_CANCEL, rule, detail));
    }

    @Test
    void aCancelThatCannotBeReadIsTold() throws Exception {
        world.dueCall("+12025550143");
        world.stripe("invoice.paid", "{}").then().statusCode(200);
        world.decide();
        worker.lookAndTell();
        var message = receiver.received().getFirst().json();
        assertThat(message.getString("data.kind")).isEqualTo("failed_cancel");
        assertThat(message.getString("data.object")).isEqualTo("failed-payment");
        assertThat(message.getString("data.detail")).contains("1 are held");
    }
}
