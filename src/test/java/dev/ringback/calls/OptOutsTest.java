package dev.ringback.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.outbox.Claim;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.Outcome;
import dev.ringback.platform.PostgresResource;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A number that has opted out is never rung: whatever waits, is being sent, is decided at the same time or comes later. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class OptOutsTest {
    private static final String NUMBER = "+12025550143";
    private static final String OTHER = "+12025550151";
    private static final String FAILED = "invoice.payment_failed";

    private final ServiceDriver world;
    private final Outbox outbox;
    private final OptOuts optOuts;
    private final OptOutRenewal renewal;
    private final Session database;
    private String invoice;

    OptOutsTest(ServiceDriver world, Outbox outbox, OptOuts optOuts, OptOutRenewal renewal, Session database) {
        this.world = world;
        this.outbox = outbox;
        this.optOuts = optOuts;
        this.renewal = renewal;
        this.database = database;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        invoice = ServiceDriver.freshId("in_");
    }

    private OptOuts.Added optOut(String number) {
        return optOuts.add(new OptOuts.Wanted(new PhoneNumber(number), null), OptOut.Origin.API, "olaf");
    }

    private boolean optIn(String number) {
        return optOuts.remove(new PhoneNumber(number), "olaf");
    }

    /** A fact about the test's invoice; each is newer than those before. */
    private Response fact(String number) {
        world.advance(Duration.ofSeconds(5));
        return world.stripe(FAILED, ServiceDriver.invoice(invoice, number));
    }

    private JsonPath decided(Response receipt) {
        receipt.then().statusCode(200);
        world.decide();
        return world.event(receipt.path("event"));
    }

    private void assertSkipped(JsonPath event) {
        assertThat(event.getList("decisions.verdict")).containsExactly("skip");
        assertThat(event.getList("decisions.reason")).containsExactly("opted_out");
    }

    private void assertCancelled(UUID call) {
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(world.call(call).getString("reason")).startsWith("opted_out");
        assertThat(world.send()).isZero();
    }

    private void settleAsNotPlaced(UUID call) {
        world.operator(
                        "/api/v1/calls/" + call + "/settle",
                        "{\"outcome\":\"not_placed\",\"note\":\"carrier log\",\"force\":true}")
                .then()
                .statusCode(200);
    }

    private UUID unknown() {
        UUID call = world.callOf(fact(NUMBER));
        world.hub().faults().next(Route.ORIGINATE, Fault.closeBeforeEffect());
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        return call;
    }

    // --- What is there when it comes

    @Test
    void cancelsWhatWaitsUnderEveryRuleAndNothingOfAnybodyElse() {
        UUID payment = world.dueCall(NUMBER);
        UUID order = world.callOf(world.shopify("orders/create", world.order(7001, NUMBER)));
        UUID somebody = world.dueCall(OTHER);
        assertThat(optOut(NUMBER).isNew()).isTrue();
        assertThat(world.stateOf(order)).isEqualTo("cancelled");
        assertThat(world.stateOf(payment)).isEqualTo("cancelled");
        assertThat(world.call(payment).getString("reason")).isEqualTo("opted_out");
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(somebody)).isEqualTo("placed");
        world.advance(Duration.ofMinutes(20));
        assertThat(world.send()).isZero();
        assertThat(world.hub().rings(NUMBER)).isEmpty();
    }

    @Test
    void standsOnceHoweverOftenItIsAdded() {
        OptOut first = optOut(NUMBER).optOut();
        OptOuts.Added again = optOut(NUMBER);
        assertThat(again.isNew()).isFalse();
        assertThat(again.optOut().id()).isEqualTo(first.id());
        assertThat(world.number("SELECT count(*) FROM audit WHERE object = 'opt_out " + first.id() + "'"))
                .isOne();
    }

    @Test
    void aCallThatIsBeingSentEndsCancelledIfItWasNotPlaced() {
        UUID call = world.dueCall(NUMBER);
        Claim claim = outbox.claim(1).getFirst();
        optOut(NUMBER);
        assertThat(world.stateOf(call)).isEqualTo("sending");
        assertThat(world.call(call).getList("timeline.what", String.class)).contains("withdrawn");
        outbox.record(claim, new Outcome.NotSent("no connection"));
        assertCancelled(call);
    }

    @Test
    void aCallThatIsBeingSentIsPlacedIfItRang() {
        UUID call = world.dueCall(NUMBER);
        Claim claim = outbox.claim(1).getFirst();
        optOut(NUMBER);
        outbox.record(claim, new Outcome.Done("sess_1"));
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void anUnknownCallEndsCancelledOnceItIsSettledAsNotPlaced() {
        UUID call = unknown();
        optOut(NUMBER);
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        settleAsNotPlaced(call);
        assertCancelled(call);
    }

    @Test
    void anUnknownCallWhoseNewestFactNamesThePersonEndsCancelled() {
        UUID call = unknown();
        decided(fact(OTHER));
        optOut(OTHER);
        assertThat(world.call(call).getList("timeline.what", String.class)).contains("withdrawn");
        settleAsNotPlaced(call);
        assertCancelled(call);
    }

    @Test
    void anUnknownCallGoesToTheOneWhomANewerFactNamesInstead() {
        UUID call = unknown();
        optOut(NUMBER);
        assertThat(decided(fact(OTHER)).getList("decisions.verdict")).containsExactly("refresh");
        settleAsNotPlaced(call);
        world.send();
        assertThat(world.hub().rings(OTHER)).hasSize(1);
        assertThat(world.hub().rings(NUMBER)).isEmpty();
    }

    @Test
    void anOperatorsCancelIsNotForgottenOverAnOptOut() {
        UUID call = unknown();
        world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
        optOut(NUMBER);
        decided(fact(OTHER));
        settleAsNotPlaced(call);
        assertThat(world.call(call).getString("reason")).startsWith("cancelled_by_operator");
        assertThat(world.send()).isZero();
    }

    @Test
    void anOperatorsCancelIsNotForgottenOverACancelOfThePerson() {
        UUID call = unknown();
        world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
        decided(world.stripe("customer.deleted", "{\"id\":\"cus_1\",\"phone\":\"" + NUMBER + "\"}"));
        decided(fact(OTHER));
        settleAsNotPlaced(call);
        assertThat(world.call(call).getString("reason")).startsWith("cancelled_by_operator");
        assertThat(world.send()).isZero();
    }

    @Test
    void aNumberThatStandsInTheListIsNotClaimedWhateverPutItThere() {
        UUID call = world.dueCall(NUMBER);
        world.run("INSERT INTO opt_out (number, id, by_whom, origin) VALUES ('" + NUMBER
                + "', gen_random_uuid(), 'a restore', 'API')");
        assertThat(world.send()).isZero();
        assertThat(world.stateOf(call)).isEqualTo("due");
        world.advance(Duration.ofHours(9)); // its window closes: it is planned anew
        world.sweep();
        assertCancelled(call);
    }

    // --- What comes later

    @Test
    void aLaterFactIsSkipped() {
        optOut(NUMBER);
        assertSkipped(decided(fact(NUMBER)));
        assertThat(world.number("SELECT count(*) FROM call")).isZero();
    }

    @Test
    void aNewerFactAboutTheSameThingIsSkippedUntilTheOptOutIsRemovedAndNothingRingsByItself() {
        UUID call = world.callOf(fact(NUMBER));
        optOut(NUMBER);
        assertSkipped(decided(fact(NUMBER)));
        assertThat(optIn(NUMBER)).isTrue();
        assertThat(optIn(NUMBER)).isFalse();
        assertCancelled(call);
        UUID newer = world.callOf(fact(NUMBER));
        assertThat(newer).isNotEqualTo(call);
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(newer)).isEqualTo("placed");
    }

    @Test
    void aCallToSomebodyElseIsCancelledWhenItsNewestFactNamesOneWhoHasOptedOut() {
        UUID call = world.callOf(fact(OTHER));
        optOut(NUMBER);
        assertSkipped(decided(fact(NUMBER)));
        assertCancelled(call);
    }

    @Test
    void anOlderFactThatNamesOneWhoHasOptedOutChangesNothing() {
        Instant before = world.now();
        UUID call = world.callOf(fact(OTHER));
        optOut(NUMBER);
        decided(world.stripe(ServiceDriver.freshId("evt_"), FAILED, ServiceDriver.invoice(invoice, NUMBER), before));
        assertThat(world.stateOf(call)).isEqualTo("due");
    }

    @Test
    void oneNumberOfAListThatHasOptedOutSpeaksForAll() {
        String second = "+12025550199"; // of the order's list
        optOut(second);
        assertSkipped(decided(world.shopify("orders/create", world.order(7002, NUMBER))));
        optIn(second);
        world.advance(Duration.ofSeconds(5));
        assertThat(decided(world.shopify("orders/create", world.order(7002, NUMBER)))
                        .getList("decisions.verdict"))
                .containsExactly("call");
    }

    @Test
    void aNumberWithAnExtensionSpeaksForAllOnceItsPersonHasOptedOut() {
        speaksForAllOnceItHasOptedOut("+1 202-555-0143 ext. 4", "+12025550143");
    }

    @Test
    void aPremiumNumberSpeaksForAllOnceItHasOptedOut() {
        speaksForAllOnceItHasOptedOut("+1 900 555 0123", "+19005550123");
    }

    /** The person is meant, whether we would ring that number or not. */
    private void speaksForAllOnceItHasOptedOut(String phone, String person) {
        optOut(person);
        assertSkipped(decided(world.shopify("orders/create", world.order(7004, phone))));
        assertThat(world.send()).isZero();
        optIn(person);
        world.advance(Duration.ofSeconds(5));
        assertThat(decided(world.shopify("orders/create", world.order(7004, phone)))
                        .getList("decisions.verdict"))
                .containsExactly("call");
    }

    // --- What comes at the same time

    @Test
    void aDecisionThatMeetsAnOptOutUnderWayWaitsForItAndMakesNoCall() throws Exception {
        fact(NUMBER).then().statusCode(200);
        decideWhileAnOptOutIsUnderWay();
    }

    @Test
    void aDecisionWaitsForTheOptOutOfAnotherNumberOfItsListToo() throws Exception {
        world.shopify("orders/create", world.order(7003, OTHER).replace("(202) 555-0199", NUMBER))
                .then()
                .statusCode(200);
        decideWhileAnOptOutIsUnderWay();
    }

    @Test
    void aDecisionWaitsForTheOptOutOfANumberThatIsNotRungToo() throws Exception {
        world.shopify("orders/create", world.order(7005, NUMBER + " ext. 4"))
                .then()
                .statusCode(200);
        decideWhileAnOptOutIsUnderWay();
    }

    /** Adds the opt-out as {@link OptOuts} does, and commits only once the decision is seen to wait for it. */
    private void decideWhileAnOptOutIsUnderWay() throws Exception {
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            QuarkusTransaction.requiringNew()
                    .call(() -> {
                        lock(NUMBER);
                        database.createNativeMutationQuery("INSERT INTO opt_out (number, id, by_whom, origin)"
                                        + " VALUES (:number, gen_random_uuid(), 'olaf', 'API')")
                                .setParameter("number", NUMBER)
                                .executeUpdate();
                        Future<?> deciding = threads.submit(world::decide);
                        awaitOneWaiting();
                        return deciding;
                    })
                    .get();
        }
        assertThat(world.number("SELECT count(*) FROM call")).isZero();
        assertThat(world.number("SELECT count(*) FROM decision WHERE reason = 'opted_out'"))
                .isOne();
    }

    private void lock(String number) {
        database.createNativeMutationQuery("INSERT INTO person (number) VALUES (:n) ON CONFLICT DO NOTHING")
                .setParameter("n", number)
                .executeUpdate();
        database.createNativeQuery("SELECT 1 FROM person WHERE number = :n FOR UPDATE", Object.class)
                .setParameter("n", number)
                .getResultList();
    }

    private void awaitOneWaiting() {
        await().until(() -> world.number(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND state = 'active'")
                == 1);
    }

    @Test
    void aClaimPassesOverAPersonWhomAnOptOutHasLocked() throws Exception {
        UUID call = world.dueCall(NUMBER);
        world.run("INSERT INTO person (number) VALUES ('" + OTHER + "')");
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            QuarkusTransaction.requiringNew()
                    .call(() -> {
                        lock(OTHER); // what the batch waits for, having locked the lesser number
                        Future<?> adding = threads.submit(() -> optOuts.addAll(
                                List.of(
                                        new OptOuts.Wanted(new PhoneNumber(OTHER), null),
                                        new OptOuts.Wanted(new PhoneNumber(NUMBER), null)),
                                "olaf"));
                        awaitOneWaiting();
                        assertThat(outbox.claim(10)).isEmpty();
                        return adding;
                    })
                    .get();
        }
        assertCancelled(call);
    }

    @Test
    void anOptOutWaitsForTheCallThatMovesToItsPerson() throws Exception {
        UUID call = unknown();
        decided(fact(OTHER));
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            QuarkusTransaction.requiringNew()
                    .call(() -> {
                        lock(NUMBER);
                        Future<?> adding = threads.submit(() -> optOut(OTHER));
                        awaitOneWaiting();
                        assertThat(outbox.settle(call, false, "carrier log", true))
                                .isEqualTo(Outbox.Settled.YES);
                        return adding;
                    })
                    .get();
        }
        assertThat(world.call(call).getString("to")).isEqualTo(OTHER);
        assertCancelled(call);
    }

    @Test
    void amongClaimsAndDecisionsNothingIsClaimedOnceItsOptOutHasReturned() throws Exception {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            numbers.add("+1202555%04d".formatted(110 + i));
            world.stripe(FAILED, ServiceDriver.invoice(ServiceDriver.freshId("in_"), numbers.getLast()))
                    .then()
                    .statusCode(200);
        }
        List<Claim> early = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> deciding = threads.submit(world::decide);
            Future<?> adding = threads.submit(() -> numbers.forEach(this::optOut));
            while (!adding.isDone() || !deciding.isDone()) {
                early.addAll(outbox.claim(2));
            }
            deciding.get();
            adding.get();
        }
        assertThat(outbox.claim(10)).isEmpty();
        assertThat(world.number("SELECT count(*) FROM decision")).isEqualTo(30);
        early.forEach(claim -> outbox.record(claim, new Outcome.NotSent("void")));
        assertThat(world.number("SELECT count(*) FROM call WHERE state <> 'CANCELLED'"))
                .isZero();
    }

    // --- Opt-outs of earlier releases

    private void store(String number) {
        world.run("INSERT INTO person (number) VALUES ('" + number + "') ON CONFLICT DO NOTHING");
        world.run("INSERT INTO opt_out (number, id, note, by_whom, origin, created_at) VALUES ('" + number
                + "', gen_random_uuid(), 'as stored', 'olaf', 'API', '2025-01-01')");
    }

    private List<String> stored() {
        return QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery("SELECT number FROM opt_out ORDER BY number", String.class)
                        .getResultList());
    }

    @Test
    void anOptOutOfAnOldFormHoldsForTodaysNumber() {
        store("+551187654321"); // Sao Paulo's mobiles had eight digits
        store(NUMBER);
        assertThat(renewal.renew()).isOne();
        assertThat(stored()).containsExactly(NUMBER, "+5511987654321");
        assertThat(world.number("SELECT count(*) FROM opt_out WHERE by_whom = 'olaf' AND origin = 'API'"
                        + " AND note = 'as stored' AND created_at = '2025-01-01'"))
                .as("who asked for it and when")
                .isEqualTo(2);
        assertThat(renewal.renew()).isZero();
    }

    @Test
    void anOptOutInOneFormHoldsForTheOther() {
        store("+5491123456789");
        store("+541187654321");
        assertThat(renewal.renew()).isEqualTo(2);
        assertThat(stored()).containsExactly("+541123456789", "+541187654321", "+5491123456789", "+5491187654321");
        assertThat(renewal.renew()).isZero();
    }

    @Test
    void aRenewedOptOutEndsTheCallsOfItsNumber() {
        UUID call = world.dueCall("+5511987654321");
        store("+551187654321");
        renewal.renew();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
    }

    @Test
    void renewingGoesThroughManyInBatches() {
        String numbers = " SELECT '+55118' || 7650000 + n AS number FROM generate_series(1, 450) AS n";
        world.run("INSERT INTO person (number)" + numbers + " ON CONFLICT DO NOTHING");
        world.run("INSERT INTO opt_out (number, id, by_whom, origin)"
                + " SELECT number, gen_random_uuid(), 'olaf', 'API' FROM (" + numbers + ") AS numbers");
        assertThat(renewal.renew()).isEqualTo(450);
        assertThat(stored()).hasSize(450).allMatch(number -> number.startsWith("+5511987"));
    }
}
