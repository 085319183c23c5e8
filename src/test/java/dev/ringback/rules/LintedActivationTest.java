package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.intake.NewestEvents;
import dev.ringback.intake.NewestEvents.Stored;
import dev.ringback.intake.NewestEvents.Type;
import dev.ringback.platform.PostgresResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A flawed file is not activated, and what a file is warned of stands in the audit. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class LintedActivationTest {
    private static final String ACTIVE = "SELECT version FROM rules_active";
    private static final String LAST_DETAIL =
            "SELECT detail FROM audit WHERE what = 'activate_rules' ORDER BY id DESC LIMIT 1";

    private final ServiceDriver world;
    private final RulesActivation activation;
    private final NewestEvents events;
    private final Session database;
    private final String usual;

    LintedActivationTest(ServiceDriver world, RulesActivation activation, NewestEvents events, Session database)
            throws IOException {
        this.world = world;
        this.activation = activation;
        this.events = events;
        this.database = database;
        this.usual = Files.readString(Path.of("src/test/resources/rules.yaml"));
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    @AfterEach
    void restoreTheRules() {
        assertThat(activation.activate(usual)).isEmpty();
        world.reset();
    }

    /** @return null if the last activation had no warnings */
    private String lastDetail() {
        return QuarkusTransaction.requiringNew()
                .call(() ->
                        database.createNativeQuery(LAST_DETAIL, String.class).getSingleResult());
    }

    private static String rules(String type, String field) {
        return """
                version: 1
                rules:
                  - name: parcel
                    events: ["billing:%s"]
                    about: event.data.object.id
                    to: event.data.object.%s
                    purpose: informational
                    agent: agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z
                    from: "+12025550123"
                """.formatted(type, field);
    }

    @Test
    void aFlawedFileLeavesTheActiveVersion() {
        long before = world.number(ACTIVE);
        assertThat(activation.activate(rules("invoice.payment_fail", "customer_phone")))
                .hasValueSatisfying(refused -> assertThat(refused.inWords())
                        .isEqualTo(
                                "line 4, column 23: 'invoice.payment_fail' is no type of Stripe's events; did you mean"
                                        + " 'invoice.payment_failed'?"));
        assertThat(world.number(ACTIVE)).isEqualTo(before);
    }

    @Test
    void warningsStandInTheAudit() {
        assertThat(activation.activate(rules("invoice.payment_failed", "customer_phne")))
                .isEmpty();
        assertThat(lastDetail())
                .isEqualTo("with warnings: line 6, column 9: no known event of billing:invoice.payment_failed has"
                        + " 'event.data.object.customer_phne'; did you mean 'event.data.object.customer_phone'?");
        assertThat(activation.activate(rules("invoice.payment_failed", "customer_phone")))
                .isEmpty();
        assertThat(lastDetail()).isNull();
    }

    @Test
    void theNewestEventsOfEachTypeAreRead() {
        for (int i = 0; i < 3; i++) {
            world.stripe("quote.finalized", "{\"id\":\"q_" + i + "\"}");
            world.stripe("quote.accepted", "{\"id\":\"q_" + i + "\"}");
        }
        world.stripe("quote.canceled", "{\"id\":\"" + "x".repeat(300 * 1024) + "\"}");
        assertThat(events.types())
                .containsExactly(
                        new Type("billing", "quote.accepted"),
                        new Type("billing", "quote.canceled"),
                        new Type("billing", "quote.finalized"));
        List<Stored> newest = events.of(new Type("billing", "quote.finalized"), 2);
        assertThat(newest)
                .extracting(stored -> new String(stored.body(), StandardCharsets.UTF_8))
                .satisfiesExactly(
                        last -> assertThat(last).contains("q_2"),
                        one -> assertThat(one).contains("q_1"));
        assertThat(events.of(new Type("billing", "quote.canceled"), 2)).isEmpty(); // too large
        assertThat(events.of(new Type("shop", "quote.finalized"), 2)).isEmpty();
    }
}
