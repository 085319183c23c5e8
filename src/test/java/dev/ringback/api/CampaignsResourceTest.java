package dev.ringback.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uploads over HTTP: what a file comes to, what is changed of a draft, and what confirming it makes. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class CampaignsResourceTest {
    private static final String LIST = "/api/v1/campaigns";
    private static final String CAMPAIGN = """
            {"name":"Spring","agent":"agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z","from":"+12025550123","purpose":"informational"%s}""";

    private final ServiceDriver world;
    private final Depths depths;

    CampaignsResourceTest(ServiceDriver world, Depths depths) {
        this.world = world;
        this.depths = depths;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private static Response upload(String campaign, String contacts) {
        return upload(campaign, contacts.getBytes(StandardCharsets.UTF_8));
    }

    private static Response upload(String campaign, byte[] contacts) {
        return given().auth()
                .oauth2(ServiceDriver.OPERATOR)
                .multiPart("campaign", campaign, "application/json")
                .multiPart("contacts", "contacts.csv", contacts, "text/csv")
                .post(LIST);
    }

    private static String campaign(String more) {
        return CAMPAIGN.formatted(more);
    }

    private static JsonPath drafted(String campaign, String contacts) {
        return upload(campaign, contacts).then().statusCode(201).extract().jsonPath();
    }

    private static String path(JsonPath campaign, String more) {
        return LIST + "/" + campaign.getString("id") + more;
    }

    private static Response put(String path, String json) {
        return given().auth()
                .oauth2(ServiceDriver.OPERATOR)
                .contentType("application/json")
                .body(json)
                .put(path);
    }

    private static String csv(String token, String path) {
        return given().auth()
                .oauth2(token)
                .get(path)
                .then()
                .statusCode(200)
                .contentType("text/csv")
                .extract()
                .asString();
    }

    private static String people(int count) {
        return "phone_number,first_name\n"
                + IntStream.range(0, count)
                        .mapToObj("+1202555%04d,Ada\n"::formatted)
                        .collect(Collectors.joining());
    }

    private long audited(String what) {
        return world.number("SELECT count(*) FROM audit WHERE who = 'olaf' AND what = '" + what + "'");
    }

    // --- Preflight

    @Test
    void everyRowIsCheckedAndCountedByItsReason() {
        world.operator("/api/v1/opt-outs", "{\"number\":\"+12025550101\"}");
        JsonPath draft = drafted(campaign(""), """
                phone_number,region,place,first_name
                +12025550100,,US-NY,Ada
                (202) 555-0102,us,,Grace
                +12025550101,,,opted out
                +12025550100,,,twice
                ,,,nobody
                12,,,what
                +882345678901,,,satellite
                +12025550104,,Narnia,no such place
                +12025550105,,,too,many
                +13105550106,,,Los Angeles
                """);
        assertThat(draft.getString("state")).isEqualTo("draft");
        assertThat(draft.getInt("uploaded")).isEqualTo(10);
        assertThat(draft.getInt("preflight.rows")).isEqualTo(10);
        assertThat(draft.getInt("preflight.good")).isEqualTo(3);
        assertThat(draft.<String, Integer>getMap("preflight.rejected"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "opted_out",
                        1,
                        "duplicate",
                        1,
                        "no_number",
                        1,
                        "bad_number",
                        2,
                        "no_lawful_window",
                        1,
                        "bad_row",
                        1));
        assertThat(draft.<String>getList("preflight.columns")).containsExactly("first_name");
        assertThat(draft.<Integer>getList("preflight.windows.contacts"))
                .containsExactly(2, 1); // New York, then Los Angeles
        assertThat(draft.getInt("preflight.hub_requests")).isEqualTo(7); // two drafts of three steps, one page
        assertThat(draft.getInt("preflight.estimated_seconds")).isEqualTo(60);
        assertThat(world.number("SELECT count(*) FROM call")).isZero();
        assertThat(audited("upload_campaign")).isPositive();
    }

    @Test
    void rejectedRowsAreACsvByLineWhoseNumbersOnlyAnAdminSees() {
        JsonPath draft = drafted(campaign(""), """
                phone_number,first_name
                +1202555010,Ada
                =cmd(),Eve
                +12025550101,"a
                b"
                +12025550101,Bob
                """);
        assertThat(csv(ServiceDriver.ADMIN, path(draft, "/rejected"))).isEqualToNormalizingNewlines("""
                line,phone_number,reason,detail
                2,"+1202555010",bad_number,"fewer digits than a telephone number of its country has"
                3,"'=cmd()",bad_number,"not a telephone number"
                6,"+12025550101",duplicate,"line 4 has this number too"
                """);
        assertThat(csv(ServiceDriver.VIEWER, path(draft, "/rejected")))
                .contains("+120********")
                .doesNotContain("2025550101");
    }

    /** Germany's numbers may be so long that two in one field pass for one, which E.164 has no room for. */
    @Test
    void aFieldWithTwoNumbersIsOneBadRow() {
        JsonPath draft = drafted(campaign(""), """
                phone_number,region,name
                +12025550111,,Ann
                030 123456 / 654321,DE,Two numbers in one field
                +12025550112,,Bob
                """);
        assertThat(draft.getInt("preflight.good")).isEqualTo(2);
        assertThat(csv(ServiceDriver.ADMIN, path(draft, "/rejected")))
                .contains("3,\"030 123456 / 654321\",bad_number,");
    }

    @Test
    void marketingRingsOnlyThoseWhoAgreed() {
        String marketing = CAMPAIGN.replace("informational", "marketing");
        String rows = """
                phone_number,consent
                +12025550100,yes
                +12025550101,TRUE
                +12025550102,no
                +12025550103,
                """;
        assertThat(drafted(marketing.formatted(""), rows).<String, Integer>getMap("preflight.rejected"))
                .containsEntry("no_consent", 2);
        JsonPath stated = drafted(marketing.formatted(",\"consent\":\"sign-up form of May\""), rows);
        assertThat(stated.<String, Integer>getMap("preflight.rejected")).containsEntry("no_consent", 1);
        assertThat(world.number("SELECT count(*) FROM audit WHERE detail LIKE '%sign-up form of May%'"))
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"agent\":\"agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z\",\"from\":\"+12025550123\",\"purpose\":\"informational\"}|'name'",
                "{\"name\":\"x\",\"from\":\"+12025550123\",\"purpose\":\"informational\"}|'agent'",
                "{\"name\":\"x\",\"agent\":\"agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z\",\"from\":\"2025550123\",\"purpose\":\"informational\"}|'from'",
                "{\"name\":\"x\",\"agent\":\"agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z\",\"from\":\"+12025550123\"}|'purpose'",
                "{\"nmae\":\"x\"}|nmae",
                "nonsense|'campaign'",
                "` `|'campaign'"
            })
    void aFieldThatIsMissingOrWrongIsNamed(String campaign, String named) {
        String detail = upload(campaign, "phone_number\n")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .extract()
                .path("detail");
        assertThat(detail).contains(named);
        assertThat(world.number("SELECT count(*) FROM campaign")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"schedule\":\"0 0 17 * * ?\"|'zone'",
                "\"schedule\":\"every day\",\"zone\":\"America/New_York\"|'schedule'",
                "\"schedule\":\"0 0 9 1 11-2 ?\",\"zone\":\"America/New_York\"|'11-2' of the months runs backwards",
                "\"schedule\":\"0 0 9 30W * ?\",\"zone\":\"America/New_York\"|cannot be computed",
                "\"schedule\":\"0 0 9 1 4 ? 2020\",\"zone\":\"America/New_York\"|no date",
                "\"schedule\":\"0 0 17 * * ?\",\"zone\":\"New York\"|'zone'",
                "\"start_at\":\"tomorrow\"|'start_at'",
                "\"start_at\":\"2020-01-01T00:00:00Z\"|'start_at'",
                "\"expires_at\":\"2020-01-01T00:00:00Z\"|'expires_at'",
                "\"max_concurrent\":101|'max_concurrent'",
                "\"grace\":\"soon\"|'grace'"
            })
    void aTimeThatCannotBeIsNamed(String more, String named) {
        String detail = upload(campaign("," + more), "phone_number\n")
                .then()
                .statusCode(400)
                .extract()
                .path("detail");
        assertThat(detail).contains(named);
    }

    @Test
    void aFileThatIsNoCsvLeavesNothingBehind() {
        upload(campaign(""), "name\nAda\n").then().statusCode(400);
        upload(campaign(""), "phone_number\n\"never ends".getBytes(StandardCharsets.UTF_8))
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
        given().auth()
                .oauth2(ServiceDriver.OPERATOR)
                .multiPart("campaign", campaign(""), "application/json")
                .post(LIST)
                .then()
                .statusCode(400);
        assertThat(world.number("SELECT count(*) FROM campaign")).isZero();
        assertThat(world.number("SELECT count(*) FROM campaign_row")).isZero();
    }

    @Test
    void aFileBeyondTheLimitIsToldWhichSettingThatIs() {
        byte[] large = new byte[33 << 20];
        java.util.Arrays.fill(large, (byte) '\n');
        String detail =
                upload(campaign(""), large).then().statusCode(413).extract().path("detail");
        assertThat(detail).contains("ringback.campaigns.max-upload-size");
    }

    @Test
    void aScheduleShowsItsNextFiveDatesByItsOwnClock() {
        JsonPath draft =
                drafted(campaign(",\"schedule\":\"0 0 17 ? * MON-FRI\",\"zone\":\"America/New_York\""), people(1));
        assertThat(draft.getList("next_dispatches")).hasSize(5);
        assertThat(draft.<String>getList("next_dispatches.local"))
                .allSatisfy(local -> assertThat(local).contains("T17:00"));
        assertThat(draft.<String>getList("next_dispatches.zone")).containsOnly("America/New_York");
    }

    /** Earlier releases took offsets as zones; a schedule that they stored goes on. */
    @Test
    void aStoredScheduleWithAnOffsetGoesOn() {
        JsonPath draft =
                drafted(campaign(",\"schedule\":\"0 0 17 ? * MON-FRI\",\"zone\":\"America/New_York\""), people(1));
        world.run("UPDATE campaign SET zone = '+05:30'");
        JsonPath later = world.get(path(draft, ""));
        assertThat(later.getList("next_dispatches")).hasSize(5);
        assertThat(later.<String>getList("next_dispatches.local"))
                .allSatisfy(local -> assertThat(local).contains("T17:00").endsWith("+05:30"));
    }

    // --- Draft

    @Test
    void aDraftIsChangedAndItsRowsAreCheckedAgain() {
        JsonPath draft = drafted(campaign(""), people(3));
        String tonight = world.now().plus(Duration.ofDays(1)).toString();
        JsonPath edited = put(
                        path(draft, ""),
                        CAMPAIGN.replace("Spring", "Summer")
                                .formatted(",\"max_concurrent\":7,\"start_at\":\"" + tonight + "\""))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(edited.getString("name")).isEqualTo("Summer");
        assertThat(edited.getInt("max_concurrent")).isEqualTo(7);
        assertThat(edited.getString("preflight.windows[0].closes_at"))
                .isGreaterThan(draft.getString("preflight.windows[0].closes_at"));
        put(path(draft, ""), CAMPAIGN.replace("informational", "marketing").formatted(""))
                .then()
                .statusCode(409);
        put(LIST + "/" + UUID.randomUUID(), campaign("")).then().statusCode(404);
    }

    // --- Confirm

    private JsonPath confirm(JsonPath draft) {
        return world.operator(path(draft, "/confirm"), "{}")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void confirmingMakesEachGoodRowACallOnceHoweverOftenItIsSaid() {
        JsonPath draft = drafted(campaign(""), people(2_500));
        int good = draft.getInt("preflight.good");
        assertThat(good).isGreaterThan(1_000);
        assertThat(confirm(draft).getString("state")).isNotEqualTo("draft");
        confirm(draft);
        String id = draft.getString("id");
        for (String count : List.of(
                "count(*) FROM call WHERE campaign = '" + id + "'",
                "count(DISTINCT person) FROM call WHERE campaign = '" + id + "'",
                "count(*) FROM outbox_entry WHERE kind = 'CONTACT' AND bulk AND lot IS NOT NULL",
                "count(*) FROM call_timeline WHERE what = 'created'")) {
            assertThat(world.number("SELECT " + count)).as(count).isEqualTo(good);
        }
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
        assertThat(audited("confirm_campaign")).isPositive();
        JsonPath detail = world.get(path(draft, ""));
        assertThat(detail.getInt("progress.contacts")).isEqualTo(good);
        assertThat(detail.getBoolean("progress.differs")).isFalse();
        JsonPath page = world.get(path(draft, "/contacts?limit=2"));
        assertThat(page.<String>getList("items.number")).hasSize(2).allMatch(number -> number.startsWith("+1202555"));
        assertThat(page.getString("next")).isNotNull();
        assertThat(world.call(page.getUUID("items[0].call")).getMap("variables"))
                .containsEntry("first_name", "Ada");
    }

    /** The labels of metrics must not grow with the number of uploads; the API names the campaign of each call. */
    @Test
    void uploadsShareOneLabelOfTheMetrics() {
        JsonPath first = drafted(campaign(""), people(2));
        JsonPath second = drafted(campaign(""), people(1));
        confirm(first);
        confirm(second);
        world.advance(Duration.ofMinutes(1));
        depths.measure();
        assertThat(series("ringback_calls"))
                .singleElement()
                .asString()
                .contains("rule=\"campaign\"", "source=\"upload\"")
                .endsWith(" 3.0");
        assertThat(series("ringback_oldest_due_seconds"))
                .singleElement()
                .asString()
                .contains("rule=\"campaign\"", "source=\"upload\"");
        String shown = "campaign:" + second.getString("id");
        assertThat(world.get("/api/v1/calls?rule=" + shown).<String>getList("items.rule"))
                .containsExactly(shown);
        world.workUntilQuiet();
        depths.measure();
        assertThat(metrics())
                .contains("ringback_attempts_total{")
                .doesNotContain(first.getString("id"), second.getString("id"));
    }

    private static String metrics() {
        return given().get("/q/metrics").asString();
    }

    private static List<String> series(String metric) {
        return metrics().lines().filter(line -> line.startsWith(metric + "{")).toList();
    }

    @Test
    void oneThatIsConfirmedIsChangedUntilItIsDispatchedAndItsCallsFollow() {
        String tomorrow = world.now().plus(Duration.ofDays(1)).toString();
        String later = world.now().plus(Duration.ofDays(2)).toString();
        JsonPath draft = drafted(campaign(",\"start_at\":\"" + tomorrow + "\""), people(600));
        int good = draft.getInt("preflight.good");
        confirm(draft);
        String changed = CAMPAIGN.replace("agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z", "agent_01HZ2N7G3K8M0Q5R7T9V2X4Y70");
        JsonPath edited = put(
                        path(draft, ""), changed.formatted(",\"max_concurrent\":7,\"start_at\":\"" + later + "\""))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(edited.getString("state")).isEqualTo("scheduled");
        assertThat(world.number("SELECT count(*) FROM pause"))
                .as("a batch has followed, and none may go until all have")
                .isOne();
        for (int round = 0; round < 4; round++) {
            world.send();
        }
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
        assertThat(world.number("SELECT count(*) FROM outbox_entry WHERE payload ->> 'max_concurrent' = '7'"
                        + " AND payload ->> 'agent' = 'agent_01HZ2N7G3K8M0Q5R7T9V2X4Y70' AND due_at >= '" + later
                        + "'"))
                .isEqualTo(good);
        assertThat(world.number("SELECT count(*) FROM call WHERE agent = 'agent_01HZ2N7G3K8M0Q5R7T9V2X4Y70'"))
                .isEqualTo(good);
        world.run("UPDATE campaign SET state = 'RUNNING', started_at = now()");
        put(path(draft, ""), campaign("")).then().statusCode(409);
    }

    @Test
    void whoOptedOutSinceTheUploadIsNotRung() {
        JsonPath draft = drafted(campaign(""), "phone_number\n+12025550100\n+12025550101\n");
        world.operator("/api/v1/opt-outs", "{\"number\":\"+12025550101\"}");
        JsonPath confirmed = confirm(draft);
        assertThat(confirmed.getInt("preflight.rejected.opted_out")).isOne();
        assertThat(confirmed.getInt("progress.contacts")).isOne();
    }

    @Test
    void aConfirmationThatWasCutShortGoesOnWhereItEnded() {
        JsonPath draft = drafted(campaign(""), people(10));
        int good = draft.getInt("preflight.good");
        confirm(draft);
        String id = draft.getString("id");
        // as it was before the last batch and the last transaction
        world.run("DELETE FROM call_timeline WHERE call IN (SELECT id FROM call ORDER BY id DESC LIMIT 3)");
        world.run("DELETE FROM outbox_entry WHERE call IN (SELECT id FROM call ORDER BY id DESC LIMIT 3)");
        world.run("DELETE FROM call WHERE id IN (SELECT id FROM call ORDER BY id DESC LIMIT 3)");
        world.run("UPDATE campaign SET state = 'DRAFT', started_at = NULL WHERE id = '" + id + "'");
        world.run("INSERT INTO pause (scope, reason, who) VALUES ('campaign:" + id + "', 'x', 'ringback')");
        put(path(draft, ""), campaign("")).then().statusCode(409);
        confirm(draft);
        assertThat(world.number("SELECT count(DISTINCT person) FROM call")).isEqualTo(good);
        assertThat(world.number("SELECT count(*) FROM call")).isEqualTo(good);
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
    }

    @Test
    void aConfirmationUnderWayLetsNothingGo() {
        JsonPath draft = drafted(campaign(""), people(10));
        // one that is cut short behind its last batch
        world.run("CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''cut''; END'");
        world.run("CREATE TRIGGER cut BEFORE UPDATE OF state ON campaign FOR EACH ROW EXECUTE FUNCTION cut()");
        try {
            world.operator(path(draft, "/confirm"), "{}").then().statusCode(500);
            assertThat(world.number("SELECT count(*) FROM call")).isEqualTo(10);
            assertThat(world.send()).isZero();
            assertThat(world.number("SELECT count(*) FROM draft")).isZero();
        } finally {
            world.run("DROP TRIGGER cut ON campaign");
            world.run("DROP FUNCTION cut()");
        }
        assertThat(confirm(draft).getString("state")).isNotEqualTo("draft");
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
    }

    @Test
    void aDraftWithoutAGoodRowCannotBeConfirmed() {
        JsonPath draft = drafted(campaign(""), "phone_number\n12\n");
        world.operator(path(draft, "/confirm"), "{}").then().statusCode(409);
        world.operator(LIST + "/" + UUID.randomUUID() + "/confirm", "{}").then().statusCode(404);
    }

    @Test
    void aCloneIsADraftOfTheSameContactsCheckedAsOfNow() {
        JsonPath draft = drafted(campaign(""), "phone_number\n+12025550100\n+12025550101\nx\n");
        confirm(draft);
        world.operator("/api/v1/opt-outs", "{\"number\":\"+12025550101\"}");
        JsonPath clone = world.operator(path(draft, "/clone"), "{}")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        assertThat(clone.getString("id")).isNotEqualTo(draft.getString("id"));
        assertThat(clone.getString("state")).isEqualTo("draft");
        assertThat(clone.getInt("preflight.good")).isOne();
        assertThat(clone.<String, Integer>getMap("preflight.rejected"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("opted_out", 1, "bad_number", 1));
        assertThat(confirm(clone).getInt("progress.contacts")).isOne();
    }

    @Test
    void campaignsAreListedNewestFirstByStateAndCallsByCampaign() {
        JsonPath first = drafted(campaign(""), people(2));
        JsonPath second = drafted(campaign(""), people(1));
        assertThat(world.get(LIST).<String>getList("items.id"))
                .containsExactly(second.getString("id"), first.getString("id"));
        assertThat(world.get(LIST + "?state=completed").getList("items")).isEmpty();
        confirm(first);
        assertThat(world.get("/api/v1/calls?campaign=" + first.getString("id")).getList("items"))
                .hasSize(first.getInt("preflight.good"));
        assertThat(world.get("/api/v1/calls?campaign=" + second.getString("id")).getList("items"))
                .isEmpty();
    }
}
