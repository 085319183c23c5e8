package dev.ringback.calls.campaigns;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows of uploads while an update rolls: the version before has the end of hours in the detail, as text. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class RowsOfTwoVersionsTest {
    private static final String LIST = "/api/v1/campaigns";
    private static final String CAMPAIGN = """
            {"name":"Spring","agent":"agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z","from":"+12025550123","purpose":"informational"}""";
    private static final String CONTACTS = """
            phone_number
            +12025550100
            +13105550106
            12
            """; // New York, Los Angeles, no number
    private static final String IN_STEP = "rejected IS NULL AND cast(detail AS timestamptz) = hours_end";

    private final ServiceDriver world;

    RowsOfTwoVersionsTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private JsonPath uploaded() {
        return given().auth()
                .oauth2(ServiceDriver.OPERATOR)
                .multiPart("campaign", CAMPAIGN, "application/json")
                .multiPart("contacts", "contacts.csv", CONTACTS.getBytes(StandardCharsets.UTF_8), "text/csv")
                .post(LIST)
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private JsonPath shown(JsonPath campaign) {
        return world.get(LIST + "/" + campaign.getString("id"));
    }

    private long rows(String condition) {
        return world.number("SELECT count(*) FROM campaign_row WHERE " + condition);
    }

    // --- The version before reads

    @Test
    void aGoodRowHasItsHoursAsTextTooAndARejectedRowOnlyItsReason() {
        uploaded();
        assertThat(rows(IN_STEP + " AND detail LIKE '____-__-__T__:__:__%Z'")).isEqualTo(2);
        assertThat(rows("rejected IS NOT NULL AND detail IS NOT NULL AND hours_end IS NULL"))
                .isOne();
    }

    // --- The version before writes

    @Test
    void hoursThatTheVersionBeforeSetsAreShown() {
        JsonPath draft = uploaded();
        world.run("UPDATE campaign_row SET rejected = NULL, detail = '2030-01-01T12:00:00Z' WHERE rejected IS NULL");
        assertThat(shown(draft).<String>getList("preflight.windows.closes_at")).containsExactly("2030-01-01T12:00:00Z");
        assertThat(shown(draft).<Integer>getList("preflight.windows.contacts")).containsExactly(2);
        assertThat(rows(IN_STEP)).isEqualTo(2);
    }

    @Test
    void aRowThatTheVersionBeforeInsertsHasItsHours() {
        JsonPath draft = uploaded();
        world.run("INSERT INTO campaign_row (campaign, line, number, variables, places, zone, rejected, detail)"
                + " VALUES ('" + draft.getString("id")
                + "', 5, '+12025550101', '{}', '{}', NULL, NULL, '2030-01-01T12:00:00Z')");
        assertThat(shown(draft).<String>getList("preflight.windows.closes_at"))
                .hasSize(3)
                .contains("2030-01-01T12:00:00Z");
        assertThat(rows(IN_STEP)).isEqualTo(3);
    }

    @Test
    void aRowThatTheVersionBeforeRejectsHasNoHours() {
        JsonPath draft = uploaded();
        world.run("UPDATE campaign_row SET rejected = 'opted_out', detail = 'the number must never be rung'"
                + " WHERE line = 2");
        assertThat(rows("line = 2 AND hours_end IS NULL AND detail = 'the number must never be rung'"))
                .isOne();
        assertThat(shown(draft).<Integer>getList("preflight.windows.contacts")).containsExactly(1);
    }

    // --- Rows from before there was the column

    @Test
    void hoursOfOlderRowsAreShownAndGoIntoTheColumnWithAClone() {
        JsonPath draft = uploaded();
        world.run("ALTER TABLE campaign_row DISABLE TRIGGER USER; UPDATE campaign_row SET hours_end = NULL;"
                + " ALTER TABLE campaign_row ENABLE TRIGGER USER");
        assertThat(shown(draft).getList("preflight.windows")).isEqualTo(draft.getList("preflight.windows"));
        JsonPath clone = world.operator(LIST + "/" + draft.getString("id") + "/clone", "{}")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        assertThat(clone.getList("preflight.windows.contacts")).isEqualTo(draft.getList("preflight.windows.contacts"));
        assertThat(rows(IN_STEP + " AND campaign = '" + clone.getString("id") + "'"))
                .isEqualTo(2);
    }
}
