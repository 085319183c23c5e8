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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opt-outs over HTTP: one by one, by file, and from the Hub's agent during a call. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class OptOutsResourceTest {
    private static final String LIST = "/api/v1/opt-outs";
    private static final String NUMBER = "+12025550143";

    private final ServiceDriver world;

    OptOutsResourceTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private Response add(String number) {
        return world.operator(LIST, "{\"number\":\"" + number + "\",\"note\":\"by letter\"}");
    }

    private Response remove(String encoded) {
        return given().auth()
                .oauth2(ServiceDriver.OPERATOR)
                .urlEncodingEnabled(false)
                .delete(LIST + "/" + encoded);
    }

    private Response send(String file) {
        return send(file.getBytes(StandardCharsets.UTF_8));
    }

    private Response send(byte[] file) {
        return given().auth()
                .oauth2(ServiceDriver.OPERATOR)
                .contentType("text/csv")
                .body(file)
                .post(LIST + "/import");
    }

    private List<String> numbers() {
        return world.get(LIST).getList("items.number", String.class);
    }

    /** How often it stands in the audit, without a number in the clear. */
    private long audited(String what) {
        return world.number("SELECT count(*) FROM audit WHERE who = 'olaf' AND what = '" + what
                + "' AND concat(object, detail) NOT LIKE '%2025550%'");
    }

    // --- One by one

    @Test
    void theFirstAddsAndTheSecondShowsWhatIsThere() {
        long before = audited("opt_out");
        JsonPath first = add(NUMBER).then().statusCode(201).extract().jsonPath();
        assertThat(first.getString("number")).isEqualTo("+1202*****43");
        assertThat(first.getString("note")).isEqualTo("by letter");
        assertThat(first.getString("by_whom")).isEqualTo("olaf");
        assertThat(first.getString("origin")).isEqualTo("api");
        JsonPath second = world.operator(LIST, "{\"number\":\"(202) 555-0143\",\"region\":\"us\"}")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(second.getString("id")).isEqualTo(first.getString("id"));
        assertThat(second.getString("note")).isEqualTo("by letter");
        assertThat(numbers()).containsExactly(NUMBER);
        assertThat(audited("opt_out")).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"number\":\"\"}", "{\"number\":\"2025550143\"}", "{\"number\":\"+12\"}", "null"})
    void aNumberThatNobodyCanReadIsAProblemThatNamesTheField(String body) {
        String detail = world.operator(LIST, body)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .extract()
                .path("detail");
        assertThat(detail).contains("'number'");
    }

    @Test
    void aNoteHasALimit() {
        world.operator(LIST, "{\"number\":\"" + NUMBER + "\",\"note\":\"" + "x".repeat(1001) + "\"}")
                .then()
                .statusCode(400);
    }

    @Test
    void isRemovedByItsNumberOnceAndAudited() {
        add(NUMBER);
        long before = audited("remove_opt_out");
        remove("%2B12025550143").then().statusCode(204);
        assertThat(numbers()).isEmpty();
        remove("%2B12025550143").then().statusCode(404).contentType("application/problem+json");
        remove("nobody").then().statusCode(404);
        assertThat(audited("remove_opt_out")).isEqualTo(before + 1);
    }

    @Test
    void pagesThroughAllNewestFirstEachOnceAndFindsOne() {
        List<String> added = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            added.add("+1202555%04d".formatted(130 + i));
            add(added.getLast()).then().statusCode(201);
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonPath page = world.get(LIST + "?limit=3" + cursor);
            seen.addAll(page.getList("items.number", String.class));
            cursor = page.getString("next") == null ? null : "&cursor=" + page.getString("next");
        } while (cursor != null);
        Collections.reverse(added);
        assertThat(seen).containsExactlyElementsOf(added);
        for (String number : List.of("%2B12025550133", "12025550133")) {
            assertThat(world.get(LIST + "?number=" + number).getList("items.number", String.class))
                    .containsExactly("+12025550133");
        }
        for (String number : List.of("%2B12025550199", "none")) {
            assertThat(world.get(LIST + "?number=" + number).getList("items")).isEmpty();
        }
    }

    // --- By file

    @Test
    void aFilesGoodRowsAreInAndItsBadOnesAreTold() {
        UUID waits = world.dueCall(NUMBER);
        add("+12025550150").then().statusCode(201);
        JsonPath result = send("\uFEFF" + """
                        note,Number,region

                        "said ""never"", twice",(202) 555-0143,US
                        ,call me,US
                        ,+12025550150,
                        ,202-555-0151,
                        ,+44 20 7946 0958
                        ,+12025550143,
                        %s,+12025550152,
                        """.formatted("x".repeat(1001)).replace("\n", "\r\n"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(result.getInt("added")).isEqualTo(2);
        assertThat(result.getInt("already")).isEqualTo(2);
        assertThat(result.getInt("rejected_count")).isEqualTo(3);
        assertThat(result.getList("rejected.line", Integer.class)).containsExactly(4, 6, 9);
        assertThat(result.getString("rejected[0].message")).contains("'number'").doesNotContain("call me");
        assertThat(numbers()).containsExactlyInAnyOrder(NUMBER, "+12025550150", "+442079460958");
        JsonPath one = world.get(LIST + "?number=%2B12025550143");
        assertThat(one.getString("items[0].note")).isEqualTo("said \"never\", twice");
        assertThat(one.getString("items[0].origin")).isEqualTo("import");
        assertThat(world.stateOf(waits)).isEqualTo("cancelled");
    }

    @Test
    void aRowWhosePersonHasTwoFormsIsOneOptOut() {
        JsonPath result = send("number\n+5491123456789\n+12025550150\n")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(result.getInt("added")).isEqualTo(2);
        assertThat(result.getInt("already")).isZero();
        assertThat(numbers()).containsExactlyInAnyOrder("+5491123456789", "+541123456789", "+12025550150");
    }

    @Test
    void unreadableRowsAreKeptInBatches() {
        long before = audited("keep_unread_opt_outs");
        StringBuilder file = new StringBuilder("number\n");
        for (int i = 0; i < 1_001; i++) {
            file.append("call me ").append(i).append('\n');
        }
        assertThat(send(file.toString())
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getInt("rejected_count"))
                .isEqualTo(1_001);
        assertThat(world.number(
                        "SELECT count(*) FROM unread_opt_out WHERE settled_at IS NULL AND typed LIKE 'call me %'"))
                .isEqualTo(1_001);
        assertThat(audited("keep_unread_opt_outs")).isEqualTo(before + 3);
    }

    @Test
    void tenThousandRowsAreIn() {
        UUID waits = world.dueCall(NUMBER);
        StringBuilder file = new StringBuilder("number\n");
        for (int i = 9_998; i >= 0; i--) {
            file.append("+1202900").append("%04d".formatted(i)).append('\n');
        }
        file.append(NUMBER).append('\n').append("nobody\n".repeat(150));
        long before = audited("import_opt_outs");
        JsonPath result = send(file.toString()).then().statusCode(200).extract().jsonPath();
        assertThat(result.getInt("added")).isEqualTo(10_000);
        assertThat(result.getInt("already")).isZero();
        assertThat(result.getInt("rejected_count")).isEqualTo(150);
        assertThat(result.getList("rejected")).hasSize(100);
        assertThat(world.number("SELECT count(*) FROM opt_out")).isEqualTo(10_000);
        assertThat(audited("import_opt_outs")).isEqualTo(before + 20);
        assertThat(world.stateOf(waits)).isEqualTo("cancelled");
        JsonPath again = send(file.toString()).then().statusCode(200).extract().jsonPath();
        assertThat(again.getInt("added")).isZero();
        assertThat(again.getInt("already")).isEqualTo(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+12025550143\n", "phone;note\n+12025550143;x\n"})
    void aFileWithoutAColumnOfNumbersIsAProblem(String file) {
        String detail = send(file).then().statusCode(400).extract().path("detail");
        assertThat(detail).contains("'number'");
        assertThat(numbers()).isEmpty();
    }

    @Test
    void aFileThatBreaksOffIsAProblemAndWhatCameBeforeIsIn() {
        String detail = send("number,note\n+12025550143,\n+12025550144,\"no end\n")
                .then()
                .statusCode(400)
                .extract()
                .path("detail");
        assertThat(detail).contains("after 1 rows");
        assertThat(numbers()).containsExactly(NUMBER);
    }

    @Test
    void aFileOfOneEndlessCellIsAProblem() {
        send("number\n" + "x".repeat(200_000)).then().statusCode(400).contentType("application/problem+json");
    }

    @Test
    void aFileThatIsNoUtf8IsAProblem() {
        send("number,note\n+12025550143,caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1))
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @Test
    void aFileThatIsTooLargeIsAProblem() {
        String detail = send("number\n" + ("x".repeat(1023) + "\n").repeat(21 << 10))
                .then()
                .statusCode(413)
                .extract()
                .path("detail");
        assertThat(detail).contains("ringback.opt-outs.max-import-size");
    }

    // --- From the agent

    private Response agent(String token, String body) {
        return given().header("Authorization", token)
                .contentType("application/json")
                .body(body)
                .post("/agent-tools/opt-out");
    }

    @Test
    void theAgentMayAddTheNumberItTalksToAnyNumberOfTimes() {
        UUID waits = world.dueCall(NUMBER);
        for (int i = 0; i < 2; i++) {
            agent("Bearer agent-tools-secret", "{\"number\":\"+1 202-555-0143\"}")
                    .then()
                    .statusCode(200);
        }
        assertThat(world.get(LIST).getList("items.origin", String.class)).containsExactly("agent");
        assertThat(world.stateOf(waits)).isEqualTo("cancelled");
        agent("Bearer agent-tools-secret", "{\"number\":\"me\"}").then().statusCode(400);
        agent("Bearer agent-tools-secret", "{}").then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer wrong", "Bearer ", "agent-tools-secret", "Basic agent-tools-secret", "Bearer admin-token"
            })
    void nobodyElseMayActAsTheAgent(String token) {
        agent(token, "{\"number\":\"" + NUMBER + "\"}")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer");
        assertThat(numbers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "Bearer null", "Bearer agent-tools-secret"})
    void withoutASecretTheAgentsAddressIsClosed(String token) {
        for (Optional<String> secret : List.of(Optional.<String>empty(), Optional.of(" "))) {
            assertThat(new AgentFilter(secret).isAgent(token)).isFalse();
        }
    }
}
