package dev.ringback.rules;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The versions of the rules file by the API, and the pause of one rule. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class RulesVersionsTest {
    private static final String ANN = "+12025550141";
    private static final String RULE = "/api/v1/rules/failed-payment";

    private final ServiceDriver world;
    private final RulesActivation activation;
    private final String usual;
    private String first;
    private String second;

    RulesVersionsTest(ServiceDriver world, RulesActivation activation) throws IOException {
        this.world = world;
        this.activation = activation;
        usual = Files.readString(Path.of("src/test/resources/rules.yaml"));
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        first = usual + "# " + ServiceDriver.freshId("first-") + "\n";
        second = usual.replace("expire: 48h", "expire: 47h") + "# " + ServiceDriver.freshId("second-") + "\n";
    }

    @AfterEach
    void restoreTheRules() {
        activate(usual);
        world.reset();
    }

    private int activate(String text) {
        assertThat(activation.activate(text)).isEmpty();
        return (int) world.number("SELECT version FROM rules_active");
    }

    private static Response asViewer(String path) {
        return given().auth().oauth2(ServiceDriver.VIEWER).get(path);
    }

    private JsonPath version(int number, String query) {
        return world.get("/api/v1/rules/versions/" + number + query);
    }

    // --- Versions

    @Test
    void theActiveVersionShowsItsTextAndEachRuleWithItsCounts() {
        int version = activate(first);
        world.dueCall(ANN);
        world.callOf(world.shopify("orders/create", world.order(4711, ANN))); // waits ten minutes
        world.stripe("invoice.payment_failed", "{\"id\":\"in_x\",\"attempt_count\":0,\"amount_due\":1}");
        world.decide();
        JsonPath shown = world.get("/api/v1/rules");
        assertThat(shown.getInt("version")).isEqualTo(version);
        assertThat(shown.getString("activated_at")).endsWith("Z");
        assertThat(shown.getString("by")).isNotBlank();
        assertThat(shown.getString("text")).isEqualTo(first);
        assertThat(shown.getList("rules.name"))
                .containsExactly("failed-payment", "confirm-order", "trial-ends", "remind", "win-back");
        JsonPath rule = shown.setRootPath("rules[0]");
        assertThat(rule.getString("mode")).isEqualTo("live");
        assertThat(rule.getBoolean("paused")).isFalse();
        assertThat(rule.getList("events")).containsExactly("billing:invoice.payment_failed");
        assertThat(rule.getString("decisions")).isEqualTo("[call:1, skip:1, cancel:0, refresh:0]");
        assertThat(rule.getString("calls")).isEqualTo("[waiting:0, due:1, sending:0, started:0, unknown:0]");
        assertThat(world.get("/api/v1/rules").getInt("rules[1].calls.waiting")).isOne();
        world.run("UPDATE decision SET decided_at = decided_at - interval '25 hours'");
        assertThat(world.get("/api/v1/rules").getInt("rules[0].decisions.call")).isZero();
    }

    @Test
    void onlyAnAdminSeesTheNumbersOfATextInTheClear() {
        int version = activate(first);
        for (String path : List.of("/api/v1/rules", "/api/v1/rules/versions/" + version)) {
            assertThat(asViewer(path).<String>path("text"))
                    .contains("+1202*****23")
                    .doesNotContain("2025550123");
        }
    }

    @Test
    void versionsAreListedNewestFirstWithAllTheirActivations() {
        int one = activate(first);
        int two = activate(second);
        activate(first);
        JsonPath page = world.get("/api/v1/rules/versions?limit=1");
        assertThat(page.getList("items.version")).containsExactly(two);
        assertThat(page.getBoolean("items[0].active")).isFalse();
        assertThat(page.getInt("items[0].rules")).isEqualTo(5);
        assertThat(page.getString("items[0].digest")).hasSize(64);
        JsonPath next = world.get("/api/v1/rules/versions?limit=1&cursor=" + page.getString("next"));
        assertThat(next.getList("items.version")).containsExactly(one);
        assertThat(next.getBoolean("items[0].active")).isTrue();
        assertThat(next.getList("items[0].activations")).hasSize(2);
        assertThat(next.getString("items[0].activations[1].deployment")).isNotBlank();
    }

    @Test
    void aVersionShowsItsDifferenceToTheOneThatItReplacedLastOrToAnother() {
        int one = activate(first);
        int two = activate(second);
        JsonPath shown = version(two, "");
        assertThat(shown.getString("text")).isEqualTo(second);
        assertThat(shown.getInt("against")).isEqualTo(one);
        assertThat(shown.getString("difference"))
                .startsWith("--- version " + one + "\n+++ version " + two + "\n@@ ")
                .contains("\n-    expire: 48h\n+    expire: 47h\n");
        activate(first);
        assertThat(version(one, "").getInt("against")).isEqualTo(two);
        assertThat(version(one, "").getString("difference")).contains("\n+    expire: 48h\n");
        assertThat(version(two, "?against=" + two).getString("difference")).isEmpty();
    }

    @Test
    void aVersionThatIsNotThereIsNotFound() {
        asViewer("/api/v1/rules/versions/99999999").then().statusCode(404);
        int one = activate(first);
        Response answer = asViewer("/api/v1/rules/versions/" + one + "?against=99999999");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.<String>path("detail")).contains("99999999");
        assertThat(asViewer("/api/v1/rules/versions/" + one + "?against=x").statusCode())
                .isEqualTo(400);
        assertThat(asViewer("/api/v1/rules/versions?cursor=x").statusCode()).isEqualTo(400);
    }

    // --- The pause of a rule

    @Test
    void aPausedRuleDecidesAndItsCallsWaitUntilItIsResumed() {
        Response paused = world.operator(RULE + "/pause", "{\"reason\":\"wrong text, says +12025550177\"}");
        assertThat(paused.statusCode()).isEqualTo(200);
        assertThat(paused.<Boolean>path("paused")).isTrue();
        assertThat(paused.<String>path("pause.reason")).isEqualTo("wrong text, says +1202*****77");
        assertThat(paused.<String>path("pause.who")).isEqualTo("olaf");
        UUID call = world.dueCall(ANN);
        assertThat(world.call(call).getString("waiting_for.gate")).isEqualTo("pause");
        assertThat(world.send()).isZero();
        UUID other = world.dueReminder(ServiceDriver.freshNumber());
        assertThat(world.call(other).getMap("waiting_for"))
                .as("another rule goes on")
                .isNull();
        world.operator(RULE + "/pause", "{\"reason\":\"again\"}").then().statusCode(200);
        assertThat(world.get("/api/v1/rules").getString("rules[0].pause.reason"))
                .as("the first reason stays")
                .contains("+12025550177");
        Response resumed = world.operator(RULE + "/resume", "");
        assertThat(resumed.<Boolean>path("paused")).isFalse();
        world.operator(RULE + "/resume", "").then().statusCode(200);
        assertThat(world.call(call).getMap("waiting_for")).isNull();
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
    }

    @Test
    void aPauseAndAResumeAreAuditedOnceEach() {
        long before = audited();
        world.operator(RULE + "/pause", "{\"reason\":\"wrong text\"}");
        world.operator(RULE + "/pause", "{\"reason\":\"again\"}");
        assertThat(audited()).isEqualTo(before + 1);
        world.operator(RULE + "/resume", "{}");
        world.operator(RULE + "/resume", "{}");
        assertThat(audited()).isEqualTo(before + 2);
    }

    private long audited() {
        return world.number("SELECT count(*) FROM audit WHERE who = 'olaf' AND what IN ('pause', 'resume')"
                + " AND object = 'rule:failed-payment' AND detail = 'wrong text'");
    }

    @Test
    void aRuleThatNoActiveFileHasIsNotFoundAndTheNearestIsNamed() {
        for (String act : List.of("pause", "resume")) {
            Response answer = world.operator("/api/v1/rules/failed-paymnet/" + act, "{}");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.<String>path("detail")).contains("did you mean 'failed-payment'?");
        }
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
    }
}
