package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.ServiceDriver;
import dev.ringback.hub.RequestBudget;
import dev.ringback.hub.RequestBudget.Grant;
import dev.ringback.hub.RequestBudget.Later;
import dev.ringback.hub.RequestBudget.Permit;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.PostgresResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Hub's budget as replicas share it: sliding windows and places in flight in PostgreSQL. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class HubBudgetTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private final ServiceDriver world;
    private final RequestBudget budget;
    private final Quota quota;
    private final Session database;

    HubBudgetTest(ServiceDriver world, RequestBudget budget, Quota quota, Session database) {
        this.world = world;
        this.budget = budget;
        this.quota = quota;
        this.database = database;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private void spent(int requests) {
        world.run("INSERT INTO hub_request (at) SELECT ringback_now() FROM generate_series(1, " + requests + ")");
    }

    private Grant ordinary() {
        return budget.take(Urgency.ORDINARY, LONGEST);
    }

    private Grant urgent() {
        return budget.take(Urgency.URGENT, LONGEST);
    }

    @Test
    void leavesAReserveToWhatIsUrgent() {
        spent(50);
        assertThat(ordinary()).isInstanceOf(Later.class);
        for (int i = 0; i < 5; i++) {
            assertThat(urgent()).isInstanceOf(Permit.class);
        }
        assertThat(urgent()).isInstanceOf(Later.class);
    }

    @Test
    void hasRoomAgainWhenTheWindowHasSlid() {
        spent(55);
        Instant now = world.now();
        assertThat(urgent())
                .isInstanceOfSatisfying(
                        Later.class,
                        later -> assertThat(later.at()).isBetween(now.plusSeconds(50), now.plusSeconds(61)));
        world.advance(Duration.ofSeconds(61));
        assertThat(urgent()).isInstanceOf(Permit.class);
    }

    @Test
    void givesBackThePlaceInFlightButNotTheRequest() {
        for (int i = 0; i < 30; i++) {
            assertThat(urgent()).isInstanceOfSatisfying(Permit.class, Permit::close);
        }
        assertThat(world.get("/api/v1/status").getInt("quota.minute.used")).isEqualTo(30);
        assertThat(world.get("/api/v1/status").getInt("quota.in_flight.used")).isZero();
    }

    @Test
    void aPlaceThatACrashedProcessNeverGaveBackIsFreeAfterItsLongestTimeAndItsRequestStaysCounted() {
        for (int i = 0; i < 16; i++) {
            assertThat(urgent()).isInstanceOf(Permit.class);
        }
        assertThat(urgent()).as("sixteen in flight").isInstanceOf(Later.class);
        world.advance(LONGEST.plusSeconds(1));
        assertThat(urgent()).isInstanceOf(Permit.class);
        assertThat(world.get("/api/v1/status").getInt("quota.minute.used")).isEqualTo(17);
    }

    @Test
    void whatTheHubAskedToHoldIsGivenToNobody() {
        budget.holdUntil(world.now().plusSeconds(40));
        assertThat(urgent()).isInstanceOf(Later.class);
        world.dueCall("+12025550148");
        assertThat(world.send()).as("claims ask the same budget").isZero();
        world.advance(Duration.ofSeconds(41));
        assertThat(urgent()).isInstanceOf(Permit.class);
        assertThat(world.send()).isOne();
    }

    @Test
    void replicasThatAskAtOnceShareTheLastPermits() throws Exception {
        spent(52);
        List<Callable<Grant>> replicas = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            replicas.add(this::urgent);
        }
        int permits = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Grant> grant : threads.invokeAll(replicas)) {
                permits += grant.get() instanceof Permit ? 1 : 0;
            }
        }
        assertThat(permits).isEqualTo(3);
    }

    @Test
    void aReplicaCountsOnlyOnceTheOneThatCountedBeforeHasCommitted() {
        QuarkusTransaction.requiringNew().run(() -> {
            quota.lockAndCount();
            assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                        database.createNativeMutationQuery("SET LOCAL lock_timeout = '100ms'")
                                .executeUpdate();
                        quota.lockAndCount();
                    }))
                    .hasStackTraceContaining("lock timeout");
        });
    }

    @Test
    void aTransactionThatCountsTheBudgetKeepsThePlansOfItsStatementsAndTheNextDoesNot() {
        assertThat(planModeAfter(quota::lockAndCount)).isEqualTo("force_generic_plan");
        assertThat(planModeAfter(quota::lock)).isEqualTo("auto");
    }

    private String planModeAfter(Runnable first) {
        return QuarkusTransaction.requiringNew().call(() -> {
            first.run();
            return database.createNativeQuery("SHOW plan_cache_mode", String.class)
                    .getSingleResult();
        });
    }
}
