package dev.ringback.api;

import static io.restassured.RestAssured.given;
import static io.restassured.config.EncoderConfig.encoderConfig;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** May a person be rung, when next, and by which rule: over HTTP. Black-outs over HTTP too. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class WhenResourceTest {
    private static final String WHEN = "/api/v1/when?number=";
    private static final String BLACKOUTS = "/api/v1/blackouts";

    private final ServiceDriver world;

    WhenResourceTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
    }

    /** 2026-11-30 is a Monday; Washington has UTC-5. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-30T12:59:59Z, false, 2026-11-30T13:00:00Z, 2026-12-01T02:00:00Z",
        "2026-11-30T13:00:00Z, true, 2026-11-30T13:00:00Z, 2026-12-01T02:00:00Z",
        "2026-12-01T02:00:00Z, false, 2026-12-01T13:00:00Z, 2026-12-02T02:00:00Z"
    })
    void tellsWhetherNowAndWhenNext(String at, boolean allowed, String next, String until) {
        JsonPath when = world.get(WHEN + "%2B12025550123&at=" + at);
        assertThat(when.getBoolean("allowed")).isEqualTo(allowed);
        assertThat(when.getString("next")).isEqualTo(next);
        assertThat(when.getString("until")).isEqualTo(until);
        assertThat(when.getString("number")).isEqualTo("+12025550123");
        assertThat(when.getString("country")).isEqualTo("US");
        assertThat(when.getList("zones.zone", String.class)).containsExactly("America/New_York");
        assertThat(when.getList("zones.place", String.class)).containsExactly("US-DC");
        assertThat(when.getList("zones.from", String.class)).containsExactly("number");
        assertThat(when.getList("packs.code", String.class)).containsExactly("US");
        assertThat(when.getList("packs.status", String.class)).containsExactly("law");
        assertThat(when.getString("packs[0].source")).contains("64.1200");
        assertThat(when.getString("reason")).contains("America/New_York");
    }

    @Test
    void everythingThatIsSaidCounts() {
        JsonPath when = world.get(WHEN
                + "%2B12025550123&place=US-CA&place=US-HI&postal=90210&zone=Europe/London&at=2026-11-30T17:59:00Z");
        assertThat(when.getList("zones.from", String.class)).containsOnly("number", "place", "postal", "zone");
        assertThat(when.getList("zones.zone", String.class))
                .containsExactlyInAnyOrder(
                        "America/New_York", "Pacific/Honolulu", "America/Los_Angeles", "Europe/London");
        assertThat(when.getBoolean("allowed")).isFalse();
    }

    @Test
    void withoutAnInstantItIsNow() {
        assertThat(world.get(WHEN + "%2B12025550123").getString("next")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%2B1%20(202)%20555-0123",
                " 12025550123",
                "(202)+555-0123&region=US",
                "2025550123&region=United+States",
                " 2025550123&region=US"
            })
    void theNumberIsReadInAnyForm(String number) {
        assertThat(world.get(WHEN + number.replace(" ", "%20")).getString("number"))
                .isEqualTo("+12025550123");
    }

    @Test
    void theConsentAndTheDisclosureOfAPackAreTold() {
        JsonPath when = world.get(WHEN + "%2B12025550123");
        assertThat(when.getString("packs.find { it.code == 'US' }.consent")).isEqualTo("written");
        assertThat(when.getString("packs.find { it.code == 'US' }.disclosure")).contains("opt out");
        assertThat(world.get(WHEN + "%2B5511987654321").getList("packs.consent"))
                .as("of the default, which says nothing")
                .containsOnlyNulls();
    }

    @Test
    void aNumberThatIsNeverRungIsToldWhy() {
        JsonPath when = world.get(WHEN + "%2B19005550123");
        assertThat(when.getBoolean("allowed")).isFalse();
        assertThat(when.getString("next")).isNull();
        assertThat(when.getString("reason")).isNotBlank().doesNotContain("900");
        JsonPath tollFree = world.get(WHEN + "%2B18005550123");
        assertThat(tollFree.getBoolean("allowed")).isFalse();
        assertThat(tollFree.getString("reason")).isEqualTo("nobody knows where its number is");
    }

    @Test
    void onlyAdminsSeeTheNumber() {
        String number = given().auth()
                .oauth2(ServiceDriver.VIEWER)
                .urlEncodingEnabled(false)
                .get(WHEN + "%2B12025550123")
                .then()
                .statusCode(200)
                .extract()
                .path("number");
        assertThat(number).isEqualTo("+1202*****23");
    }

    @ParameterizedTest
    @CsvSource({
        "number=, 'number'",
        "number=none, 'number'",
        "number=2025550123, 'number'",
        "number=%2B12025550123&at=noon, 'at'",
        "number=%2B12025550123&nubmer=1, nubmer"
    })
    void whatCannotBeReadIsNamed(String query, String named) {
        String detail = given().auth()
                .oauth2(ServiceDriver.VIEWER)
                .urlEncodingEnabled(false)
                .get("/api/v1/when?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .extract()
                .path("detail");
        assertThat(detail).contains(named);
    }

    @Test
    void aPlaceThatNobodyKnowsIsNoHourAndSaysSo() {
        JsonPath when = world.get(WHEN + "%2B12025550123&place=Narnia");
        assertThat(when.getBoolean("allowed")).isFalse();
        assertThat(when.getString("next")).isNull();
        assertThat(when.getString("reason")).contains("Narnia");
    }

    // --- Black-outs

    private String add(String body, int status) {
        return world.operator(BLACKOUTS, body)
                .then()
                .statusCode(status)
                .extract()
                .asString();
    }

    @Test
    void aBlackoutIsListedAndHoldsUntilItIsLifted() {
        String body = """
                {"place":"US-DC","from":"2026-11-30","until":"2026-12-01","reason":"emergency"}""";
        String id = new JsonPath(add(body, 201)).getString("id");
        add(body, 409);
        JsonPath when = world.get(WHEN + "%2B12025550123&at=2026-11-30T17:00:00Z");
        assertThat(when.getBoolean("allowed")).isFalse();
        assertThat(when.getString("next")).isEqualTo("2026-12-02T13:00:00Z");
        assertThat(when.getString("reason")).contains("emergency");
        JsonPath listed = world.get(BLACKOUTS + "?place=US-DC");
        assertThat(listed.getList("items.id", String.class)).containsExactly(id);
        assertThat(listed.getString("items[0].from")).isEqualTo("2026-11-30");
        assertThat(listed.getString("items[0].by_whom")).isEqualTo("olaf");
        given().auth()
                .oauth2(ServiceDriver.OPERATOR)
                .delete(BLACKOUTS + "/" + id)
                .then()
                .statusCode(204);
        given().auth()
                .oauth2(ServiceDriver.OPERATOR)
                .delete(BLACKOUTS + "/" + id)
                .then()
                .statusCode(404);
        assertThat(world.get(WHEN + "%2B12025550123&at=2026-11-30T17:00:00Z").getBoolean("allowed"))
                .isTrue();
        assertThat(world.number("SELECT count(*) FROM audit WHERE what IN ('add_blackout', 'remove_blackout')"
                        + " AND object = 'blackout " + id + "'"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 'from'",
                "{\"place\":\"Narnia\",\"from\":\"2026-11-30\",\"reason\":\"x\"} | place",
                "{\"place\":\"US-FL\",\"from\":\"tomorrow\",\"reason\":\"x\"} | 'from'",
                "{\"place\":\"US-FL\",\"from\":\"2026-11-30\",\"until\":\"2026-11-29\",\"reason\":\"x\"} | until",
                "{\"place\":\"US-FL\",\"from\":\"2026-11-30\"} | reason",
                "{\"place\":\"US-ZZ\",\"from\":\"2026-11-30\",\"reason\":\"x\"} | a part that is not known; give US for",
                "{\"place\":\"Georgia\",\"from\":\"2026-11-30\",\"reason\":\"x\"} | US-GA",
                "{\"palce\":\"US-FL\"} | palce"
            })
    void aBlackoutThatIsNoneIsNamed(String body, String named) {
        assertThat(add(body, 400)).contains(named);
    }

    private io.restassured.response.Response file(String yaml) {
        return given().config(RestAssured.config()
                        .encoderConfig(encoderConfig().encodeContentTypeAs("application/yaml", ContentType.TEXT)))
                .auth()
                .oauth2(ServiceDriver.OPERATOR)
                .contentType("application/yaml")
                .body(yaml)
                .post(BLACKOUTS + "/import");
    }

    @Test
    void aFileOfTooManyBlackoutsIsRefused() {
        String all = IntStream.rangeClosed(1, 10_001)
                .mapToObj(n -> "- { place: GB, from: 2026-12-25, until: 2026-12-26, reason: Christmas " + n + " }\n")
                .collect(Collectors.joining());
        String detail = file(all).then().statusCode(400).extract().path("detail");
        assertThat(detail).contains("more than 10000 black-outs");
    }

    @ParameterizedTest
    @CsvSource({"eu, EU", "UK, GB", "florida, US-FL", "us-fl, US-FL", "*, *", "EU, EU", "United States, US"})
    void aPlaceIsReadAsInARule(String typed, String stored) {
        String body = """
                {"place":"%s","from":"2026-11-30","reason":"emergency"}""".formatted(typed);
        assertThat(new JsonPath(add(body, 201)).getString("place")).isEqualTo(stored);
        assertThat(new JsonPath(world.get(BLACKOUTS).prettify()).getString("items[0].until"))
                .isEqualTo("2026-11-30");
    }

    @Test
    void aFileOfThemIsTakenWholeOrNotAtAll() {
        JsonPath taken = file("""
                - { place: US-FL, from: 2026-09-27, until: 2026-09-29, reason: hurricane }
                - { place: GB, from: 2026-12-25, until: 2026-12-26, reason: Christmas }
                """).then().statusCode(200).extract().jsonPath();
        assertThat(taken.getInt("added")).isEqualTo(2);
        assertThat(file("- { place: GB, from: 2026-12-25, until: 2026-12-26, reason: Christmas }")
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getInt("already"))
                .isOne();
        String refused = file("""
                - { place: US-TX, from: 2026-09-27, until: 2026-09-29, reason: storm }
                - { place: US-TX, from: 2026-09-31, until: 2026-09-31, reason: no such day }
                """).then().statusCode(400).extract().path("detail");
        assertThat(refused).contains("2");
        assertThat(world.get(BLACKOUTS).getList("items.place", String.class)).isEqualTo(List.of("US-FL", "GB"));
    }

    // --- What the status says

    @Test
    void theStatusNamesZoneDataAndLaw() {
        JsonPath status = world.get("/api/v1/status");
        assertThat(status.getString("zones.version")).matches("20\\d\\d[a-z]+");
        assertThat(status.getString("zones.date")).matches("20\\d\\d-\\d\\d-\\d\\d");
        assertThat(status.getString("law.preset")).isEqualTo("lawful");
        assertThat(status.getBoolean("law.in_force")).isTrue();
        assertThat(status.getInt("unread_opt_outs")).isZero();
    }
}
