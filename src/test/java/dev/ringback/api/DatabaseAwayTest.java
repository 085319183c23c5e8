package dev.ringback.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.ringback.ServiceDriver;
import dev.ringback.alerts.AlertGauges;
import dev.ringback.platform.PostgresResource;
import dev.ringback.platform.ReplaceablePostgres;
import dev.ringback.rules.DecisionWorker;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The service answers, shows and logs the truth while its database is away, read-only, or has no connection to spare. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = ReplaceablePostgres.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
@Timeout(120)
class DatabaseAwayTest {
    private static final String REFUSED = "ringback_deliveries_total{outcome=\"unavailable\",source=\"shop\"}";
    private static final int POOL = 16;

    private final ServiceDriver world;
    private final Depths depths;
    private final AlertGauges gauges;
    private final DecisionWorker decider;
    private final AgroalDataSource database;
    private final Logger root = Logger.getLogger("");
    private final Records log = new Records();
    private ReplaceablePostgres postgres; // given by the resource itself

    DatabaseAwayTest(
            ServiceDriver world, Depths depths, AlertGauges gauges, DecisionWorker decider, AgroalDataSource database) {
        this.world = world;
        this.depths = depths;
        this.gauges = gauges;
        this.decider = decider;
        this.database = database;
    }

    /** What is logged meanwhile. */
    private static final class Records extends Handler {
        private final List<LogRecord> all = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void publish(LogRecord entry) {
            all.add(entry);
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing to close
        }
    }

    @BeforeEach
    void start() {
        world.reset();
        root.addHandler(log);
    }

    @AfterEach
    void stop() {
        root.removeHandler(log);
    }

    private ValidatableResponse status() {
        return given().auth().oauth2(ServiceDriver.VIEWER).get("/api/v1/status").then();
    }

    private void assertUnavailable(ValidatableResponse answer) {
        answer.statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", "5")
                .body("type", equalTo("urn:ringback:problem:database-unavailable"));
    }

    private ValidatableResponse deliver() {
        return world.shopify("checkouts/update", "{}").then();
    }

    private static int ready() {
        return given().get("/q/health/ready").statusCode();
    }

    private static void awaitReady(int status) {
        await().atMost(Duration.ofSeconds(30)).until(() -> ready() == status);
    }

    private static String metrics() {
        return given().get("/q/metrics").asString();
    }

    private static double value(String series) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series));
    }

    @Test
    void whileItIsAwayRequestsAreAnswered503NothingOldIsShownAndAllIsWellAgainAfterwards() {
        world.toMondayNoon();
        world.dueCall("+12025550143");
        depths.measure();
        gauges.measure();
        assertThat(metrics()).contains("ringback_unknown ", "ringback_calls{", "ringback_dial_blocked_seconds ");
        awaitReady(200);
        assertThat(value("ringback_ready")).isEqualTo(1);
        double refused = value(REFUSED);

        postgres.goAway();
        try {
            assertUnavailable(status());
            deliver()
                    .statusCode(503)
                    .header("Retry-After", "5")
                    .body("type", equalTo("urn:ringback:problem:not-stored"));
            assertThat(value(REFUSED)).isEqualTo(refused + 1);
            awaitReady(503);
            assertThat(value("ringback_ready")).isZero();
            given().get("/q/health/live").then().statusCode(200);

            assertThatThrownBy(depths::measure).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(gauges::measure).isInstanceOf(RuntimeException.class);
            assertThat(metrics())
                    .doesNotContain(
                            "ringback_unknown",
                            "ringback_calls",
                            "ringback_oldest_due",
                            "ringback_events_undecided",
                            "ringback_dialling_stopped",
                            "ringback_paused",
                            "ringback_dial_blocked",
                            "ringback_brakes_failing",
                            "ringback_source_silent");
        } finally {
            postgres.comeBack();
        }
        awaitReady(200);
        assertThat(value("ringback_ready")).isEqualTo(1);
        status().statusCode(200);
        deliver().statusCode(200);
        depths.measure();
        gauges.measure();
        assertThat(metrics()).contains("ringback_unknown ", "ringback_paused{");
    }

    @Test
    void aReadOnlyServerIsNotReadyAndRefusalsAreALineAtMostAndAllIsWellAgainByItself() throws SQLException {
        world.shopify("orders/create", world.order(4711, "+12025550144")).then().statusCode(200);
        awaitReady(200);
        log.all.clear();
        setReadOnly("SET default_transaction_read_only = on");
        try {
            awaitReady(503);
            for (int i = 0; i < 20; i++) {
                deliver().statusCode(503).header("Retry-After", "5");
            }
            assertUnavailable(given().auth()
                    .oauth2(ServiceDriver.OPERATOR)
                    .contentType("application/json")
                    .body("{}")
                    .post("/api/v1/pause")
                    .then());
            assertThatThrownBy(decider::decideDue)
                    .as("it tells nothing of the event")
                    .isInstanceOf(RuntimeException.class);
            assertThat(log.all)
                    .as("lines, all told")
                    .hasSizeLessThan(20)
                    .allSatisfy(line -> assertThat(line.getThrown()).isNull())
                    .isNotEmpty();
        } finally {
            setReadOnly("RESET default_transaction_read_only");
        }
        awaitReady(200);
        deliver().statusCode(200);
        world.decide();
        assertThat(world.number("SELECT count(*) FROM event WHERE state <> 'DECIDED'"))
                .isZero();
    }

    private void setReadOnly(String setting) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        postgres.directUrl() + "?options=-c%20default_transaction_read_only=off",
                        "postgres",
                        postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM " + setting);
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    @Test
    void aPoolThatIsUsedUpIs503() throws SQLException {
        List<Connection> taken = new ArrayList<>();
        try {
            for (int i = 0; i < POOL; i++) {
                taken.add(database.getConnection());
            }
            assertUnavailable(status());
            deliver().statusCode(503);
            awaitReady(503);
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        awaitReady(200);
        status().statusCode(200);
    }
}
