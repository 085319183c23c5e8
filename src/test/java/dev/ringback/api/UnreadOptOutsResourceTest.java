package dev.ringback.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An opt-out whose number cannot be read is kept until a person has looked at it. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class UnreadOptOutsResourceTest {
    private static final String OPT_OUTS = "/api/v1/opt-outs";
    private static final String UNREAD = OPT_OUTS + "/unread";
    private static final String DAMAGED = "1.20256E+10";

    private final ServiceDriver world;

    UnreadOptOutsResourceTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
    }

    private String send(String number) {
        return world.operator(OPT_OUTS, "{\"number\":\"" + number + "\",\"region\":\"US\",\"note\":\"by letter\"}")
                .then()
                .statusCode(400)
                .extract()
                .path("detail");
    }

    private List<String> open() {
        return world.get(UNREAD).getList("items.typed", String.class);
    }

    private String only() {
        return world.get(UNREAD).getString("items[0].id");
    }

    @Test
    void itIsRefusedAndKept() {
        assertThat(send(DAMAGED)).contains("spreadsheet", "/api/v1/opt-outs/unread");
        JsonPath kept = new JsonPath(world.get(UNREAD).prettify()).setRootPath("items[0]");
        assertThat(kept.getString("typed")).isEqualTo(DAMAGED);
        assertThat(kept.getString("region")).isEqualTo("US");
        assertThat(kept.getString("note")).isEqualTo("by letter");
        assertThat(kept.getString("why")).contains("spreadsheet");
        assertThat(kept.getString("by_whom")).isEqualTo("olaf");
        assertThat(kept.getString("origin")).isEqualTo("api");
        assertThat(world.get("/api/v1/status").getInt("unread_opt_outs")).isOne();
    }

    @Test
    void theSameTextIsKeptOnce() {
        send(DAMAGED);
        send(DAMAGED);
        send("1.2E+10");
        assertThat(open()).containsExactly("1.2E+10", DAMAGED);
    }

    @Test
    void onlyAdminsSeeTheDigits() {
        send(DAMAGED);
        String typed = given().auth()
                .oauth2(ServiceDriver.VIEWER)
                .get(UNREAD)
                .then()
                .statusCode(200)
                .extract()
                .path("items[0].typed");
        assertThat(typed).isEqualTo("*.*****E+**");
    }

    @Test
    void rowsOfAFileAreKeptToo() {
        JsonPath result = given().auth()
                .oauth2(ServiceDriver.OPERATOR)
                .contentType("text/csv")
                .body("number,region,note\n+12025550143,,\n" + DAMAGED + ",US,angry\n,US,nothing typed\n")
                .post(OPT_OUTS + "/import")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(result.getInt("added")).isOne();
        assertThat(result.getList("rejected.line", Integer.class)).containsExactly(3, 4);
        assertThat(open()).containsExactly(DAMAGED);
        assertThat(world.get(UNREAD).getString("items[0].origin")).isEqualTo("import");
    }

    @Test
    void whatTheAgentHeardIsKeptToo() {
        given().header("Authorization", "Bearer agent-tools-secret")
                .contentType("application/json")
                .body("{\"number\":\"two zero two, five five five\"}")
                .post("/agent-tools/opt-out")
                .then()
                .statusCode(400);
        assertThat(world.get(UNREAD).getString("items[0].by_whom")).isEqualTo("agent");
    }

    @Test
    void aNumberThatNoTelephoneHasIsOptedOutAndLookedAtToo() {
        world.operator(OPT_OUTS, "{\"number\":\"4901713920033\",\"region\":\"DE\"}")
                .then()
                .statusCode(201);
        assertThat(world.get(OPT_OUTS).getList("items")).hasSize(1);
        assertThat(open()).containsExactly("4901713920033");
    }

    @Test
    void bothFormsOfAnArgentineNumberAreOptedOut() {
        world.operator(OPT_OUTS, "{\"number\":\"+541123456789\"}").then().statusCode(201);
        assertThat(world.get(OPT_OUTS).getList("items.number", String.class))
                .containsExactlyInAnyOrder("+541123456789", "+5491123456789");
        given().auth()
                .oauth2(ServiceDriver.OPERATOR)
                .urlEncodingEnabled(false)
                .delete(OPT_OUTS + "/%2B5491123456789")
                .then()
                .statusCode(204);
        assertThat(world.get(OPT_OUTS).getList("items")).isEmpty();
    }

    @Test
    void aPersonSaysWhichNumberIsMeant() {
        send(DAMAGED);
        String id = only();
        JsonPath settled = world.operator(
                        UNREAD + "/" + id + "/settle", "{\"number\":\"(202) 555-0143\",\"region\":\"US\"}")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(settled.getString("number")).isEqualTo("+1202*****43");
        assertThat(settled.getString("settled_by")).isEqualTo("olaf");
        assertThat(world.get(OPT_OUTS).getList("items.number", String.class)).containsExactly("+12025550143");
        assertThat(open()).isEmpty();
        assertThat(world.get(UNREAD + "?settled=true").getList("items.id", String.class))
                .containsExactly(id);
        world.operator(UNREAD + "/" + id + "/settle", "{\"note\":\"again\"}")
                .then()
                .statusCode(409);
        assertThat(world.number("SELECT count(*) FROM audit WHERE object = 'unread_opt_out " + id + "'"))
                .isEqualTo(2);
    }

    @Test
    void aPersonSaysThatNobodyIsMeant() {
        send("none");
        world.operator(UNREAD + "/" + only() + "/settle", "{}").then().statusCode(400);
        world.operator(UNREAD + "/" + only() + "/settle", "{\"number\":\"none\"}")
                .then()
                .statusCode(400);
        world.operator(UNREAD + "/" + only() + "/settle", "{\"note\":\"a test of the form\"}")
                .then()
                .statusCode(200);
        assertThat(open()).isEmpty();
        assertThat(world.get(OPT_OUTS).getList("items")).isEmpty();
        send("none"); // a new one, since the old one is settled
        assertThat(open()).containsExactly("none");
    }

    @Test
    void anUnknownOneIsNotFound() {
        world.operator(UNREAD + "/00000000-0000-0000-0000-000000000000/settle", "{\"note\":\"x\"}")
                .then()
                .statusCode(404);
    }
}
