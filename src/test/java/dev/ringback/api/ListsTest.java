package dev.ringback.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists page newest first and filter; what is asked wrongly is told. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class ListsTest {
    private final ServiceDriver world;

    ListsTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    @Test
    void pagesThroughAllCallsNewestFirstEachOnce() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            made.add(world.dueCall("+1202555%04d".formatted(130 + i)).toString());
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonPath page = world.get("/api/v1/calls?limit=3" + cursor);
            seen.addAll(page.getList("items.id", String.class));
            cursor = page.getString("next") == null ? null : "&cursor=" + page.getString("next");
            pages++;
        } while (cursor != null);
        Collections.reverse(made);
        assertThat(seen).containsExactlyElementsOf(made);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void findsCallsByNumberRuleStateAndThing() {
        String number = "+12025550145";
        UUID call = world.dueCall(number);
        world.dueCall("+12025550146");
        String about = world.call(call).getString("about");
        for (String filter : List.of("number=%2B12025550145", "number=12025550145", "q=" + about, "q=" + call)) {
            assertThat(world.get("/api/v1/calls?" + filter).getList("items.id", String.class))
                    .as(filter)
                    .containsExactly(call.toString());
        }
        assertThat(world.get("/api/v1/calls?state=due&rule=failed-payment").getList("items"))
                .hasSize(2);
        assertThat(world.get("/api/v1/calls?state=waiting").getList("items")).isEmpty();
        assertThat(world.get("/api/v1/calls?state=placed").getList("items")).isEmpty();
        assertThat(world.get("/api/v1/calls?rule=other").getList("items")).isEmpty();
        assertThat(world.get("/api/v1/calls?number=none").getList("items")).isEmpty();
    }

    @Test
    void findsEventsBySourceTypeStateIdAndTime() {
        String from = world.now().toString();
        String event = world.stripe("evt_find_me", "invoice.sent", "{}", world.now())
                .jsonPath()
                .getString("event");
        world.shopify("app/uninstalled", "{}");
        for (String filter : List.of(
                "source=billing",
                "type=invoice.sent",
                "q=evt_find_me",
                "q=" + event,
                "source=billing&state=received&from=" + from)) {
            assertThat(world.get("/api/v1/events?" + filter).getList("items.id", String.class))
                    .as(filter)
                    .containsExactly(event);
        }
        assertThat(world.get("/api/v1/events?to=" + from).getList("items")).isEmpty();
        world.decide();
        assertThat(world.get("/api/v1/events?state=decided").getList("items")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "calls?limit=0",
                "calls?limit=201",
                "calls?cursor=x",
                "calls?state=ringing",
                "events?state=x",
                "events?from=today",
                "calls?campaign=c_1"
            })
    void aQuestionAskedWronglyIsAProblemThatNamesTheField(String question) {
        String field = question.replaceAll(".*\\?(\\w+)=.*", "$1");
        String detail = given().auth()
                .oauth2(ServiceDriver.VIEWER)
                .get("/api/v1/" + question)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .extract()
                .path("detail");
        assertThat(detail).contains("'" + field + "'");
    }

    @Test
    void theStatusTellsDepthsQuotaAndClock() {
        world.dueCall("+12025550147");
        JsonPath status = world.get("/api/v1/status");
        assertThat(status.getInt("calls.due")).isOne();
        assertThat(status.getBoolean("paused")).isFalse();
        assertThat(status.getString("oldest_due_at")).isNotNull();
        assertThat(status.getInt("quota.minute.limit")).isEqualTo(55);
        assertThat(status.getBoolean("hub.emulated")).isTrue();
        assertThat(status.getInt("rules_version")).isPositive();
        world.send();
        status = world.get("/api/v1/status");
        assertThat(status.getInt("calls.placed")).isOne();
        assertThat(status.getInt("quota.minute.used")).isOne();
        assertThat(status.getString("oldest_due_at")).isNull();
    }
}
