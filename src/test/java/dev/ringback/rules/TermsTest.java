package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rule's terms beside the law: its own hours, limits, consent, matter, and the mode in which it rings nobody. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class TermsTest {
    private static final String FAILED = "invoice.payment_failed";
    private static final String DUE = "invoice.upcoming";

    private static final String RULE = """
              - name: %s
                events: ["billing:%s"]
                about: event.data.object.id
                to: event.data.object.customer_phone
                purpose: informational
                expire: 72h
                cancel:
                  - events: ["billing:invoice.paid"]
                    about: event.data.object.id
                agent: agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z
                from: "+12025550123"
            """;

    private final ServiceDriver world;
    private final RulesActivation activation;
    private final String usual;
    private String number;
    private Instant start;

    TermsTest(ServiceDriver world, RulesActivation activation) throws IOException {
        this.world = world;
        this.activation = activation;
        usual = Files.readString(Path.of("src/test/resources/rules.yaml"));
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        number = ServiceDriver.freshNumber();
        start = world.now().minus(Duration.ofHours(1));
    }

    @AfterEach
    void restoreTheRules() {
        world.reset();
        assertThat(activation.activate(usual)).isEmpty();
    }

    private void activate(String top, String... rules) {
        assertThat(activation.activate("version: 1\n" + top + "rules:\n" + String.join("", rules)))
                .isEmpty();
    }

    private static String rule(String name, String type, String... more) {
        return RULE.formatted(name, type)
                + String.join(
                        "",
                        List.of(more).stream().map(line -> "    " + line + "\n").toList());
    }

    private Response fact(String type, String about, String more, int minute) {
        String object = "{\"id\":\"%s\",\"customer_phone\":\"%s\"%s}".formatted(about, number, more);
        return world.stripe(ServiceDriver.freshId("evt_"), type, object, start.plus(Duration.ofMinutes(minute)));
    }

    private UUID call(String type, String about, String more, int minute) {
        return world.callOf(fact(type, about, more, minute));
    }

    private String verdict(Response receipt) {
        world.decide();
        var decision = world.event(receipt.path("event"));
        String reason = decision.getString("decisions[0].reason");
        return decision.getString("decisions[0].verdict") + (reason == null ? "" : " " + reason);
    }

    private String gate(UUID call) {
        return world.call(call).getString("waiting_for.gate");
    }

    // --- Own hours

    @Test
    void aRulesWindowNarrowsTheLawfulHours() {
        activate(
                "windows:\n  late: { days: [mon, tue], from: \"15:00\", to: \"16:00\" }\n",
                rule("late", FAILED, "window: late"));
        UUID call = call(FAILED, "in_1", "", 1);
        Instant notBefore = Instant.parse(world.call(call).getString("not_before"));
        assertThat(notBefore.atZone(ZoneId.of("America/New_York")).toLocalDateTime())
                .isEqualTo(world.now()
                        .atZone(ZoneId.of("America/New_York"))
                        .toLocalDate()
                        .atTime(15, 0));
        assertThat(world.send()).isZero();
        world.advance(Duration.between(world.now(), notBefore).plusMinutes(1));
        assertThat(world.send()).isOne();
    }

    @Test
    void aWindowWithoutALawfulHourRefusesTheCall() {
        activate("windows:\n  night: { from: \"02:00\", to: \"05:00\" }\n", rule("night", FAILED, "window: night"));
        UUID call = call(FAILED, "in_1", "", 1);
        assertThat(world.call(call).getString("state")).isEqualTo("refused");
        assertThat(world.call(call).getString("timeline[0].detail")).contains("02:00-05:00");
    }

    // --- Limits

    @Test
    void aLimitOverAllRulesCountsTheCallsOfEveryRule() {
        activate("limits:\n  - { calls: 1, per: 1d }\n", rule("one", FAILED), rule("two", DUE));
        call(FAILED, "in_1", "", 1);
        assertThat(world.send()).isOne();
        world.advance(Duration.ofHours(1));
        UUID second = call(DUE, "in_2", "", 2);
        assertThat(world.send()).isZero();
        assertThat(gate(second)).isEqualTo("limit");
        assertThat(world.call(second).getString("waiting_for.until")).isNotNull();
        assertThat(world.call(second).getString("waiting_for.detail")).contains("the rules allow no more");
        world.advance(Duration.ofHours(24));
        world.sweep(); // its hours of the first day are over
        assertThat(world.send()).isOne();
    }

    @Test
    void anUnknownCallCountsToo() {
        activate("limits:\n  - { calls: 1, per: 1d }\n", rule("one", FAILED), rule("two", DUE));
        UUID first = call(FAILED, "in_1", "", 1);
        assertThat(world.send()).isOne();
        world.run("UPDATE outbox_entry SET state = 'UNKNOWN' WHERE call = '" + first + "'");
        world.advance(Duration.ofHours(1));
        UUID second = call(DUE, "in_2", "", 2);
        assertThat(gate(second)).isEqualTo("limit");
    }

    @Test
    void aRulesOwnLimitCountsItsCallsAlone() {
        activate("", rule("one", FAILED, "limit: { calls: 1, per: 2d }"), rule("two", DUE));
        call(FAILED, "in_1", "", 1);
        assertThat(world.send()).isOne();
        world.advance(Duration.ofHours(1));
        call(DUE, "in_2", "", 2);
        assertThat(world.send()).isOne();
        world.advance(Duration.ofHours(1));
        UUID third = call(FAILED, "in_3", "", 3);
        assertThat(world.send()).isZero();
        assertThat(gate(third)).isEqualTo("limit");
    }

    @Test
    void aLimitCountsTheCallsOfAFormerName() {
        activate("", rule("one", FAILED));
        call(FAILED, "in_1", "", 1);
        assertThat(world.send()).isOne();
        activate("", rule("new-one", FAILED, "was: one", "limit: { calls: 1, per: 2d }"));
        world.advance(Duration.ofHours(1));
        UUID second = call(FAILED, "in_2", "", 2);
        assertThat(gate(second)).isEqualTo("limit");
    }

    // --- Consent

    private static final String AGREES = "consent: event.data.object.agrees";

    @Test
    void consentThatIsWithdrawnAfterTheDecisionKeepsTheCallFromBeingMade() {
        activate("", rule("one", FAILED, AGREES), rule("two", DUE, AGREES));
        UUID call = call(FAILED, "in_1", ",\"agrees\":true", 1);
        assertThat(verdict(fact(DUE, "in_2", ",\"agrees\":false", 2))).isEqualTo("skip no_consent");
        assertThat(world.send()).isZero();
        assertThat(gate(call)).isEqualTo("consent");
        // An older statement changes nothing, a newer one does.
        fact(DUE, "in_3", ",\"agrees\":true", 1);
        world.decide();
        assertThat(gate(call)).isEqualTo("consent");
        fact(DUE, "in_4", ",\"agrees\":true", 3);
        world.decide();
        assertThat(gate(call)).isNull();
        assertThat(world.send()).isOne();
    }

    @Test
    void whatAnEventSaysOfConsentCountsWhateverItsRuleDecides() {
        activate("", rule("one", FAILED, AGREES), rule("two", DUE, AGREES, "when: event.data.object.open"));
        UUID call = call(FAILED, "in_1", ",\"agrees\":true", 1);
        assertThat(verdict(fact(DUE, "in_2", ",\"agrees\":false,\"open\":false", 2)))
                .isEqualTo("skip condition_false");
        assertThat(gate(call)).isEqualTo("consent");
        assertThat(world.send()).isZero();
    }

    @Test
    void aRuleThatTakesConsentAsGivenIsHeldByAWithdrawal() {
        activate("", rule("one", FAILED, "consent: \"true\""), rule("two", DUE, AGREES));
        verdict(fact(DUE, "in_2", ",\"agrees\":false", 1));
        UUID call = call(FAILED, "in_1", "", 2);
        assertThat(gate(call)).isEqualTo("consent");
    }

    @Test
    void consentIsGivenToASeller() {
        activate(
                "",
                rule(
                        "one",
                        FAILED,
                        "consent: { given: event.data.object.agrees, seller: Other Shop, basis: written, text: I agree, source: checkout }"),
                rule("two", DUE, AGREES));
        UUID call = call(FAILED, "in_1", ",\"agrees\":true", 1);
        verdict(fact(DUE, "in_2", ",\"agrees\":false", 2));
        assertThat(gate(call)).isNull();
        assertThat(world.number(
                        "SELECT count(*) FROM consent WHERE seller = 'Other Shop' AND basis = 'WRITTEN' AND given"
                                + " AND text = 'I agree' AND source = 'checkout'"))
                .isOne();
    }

    // --- Matter

    private static final String MATTER = "matter: event.data.object.?subscription.orValue(\"\")";
    private static final String SUB = ",\"subscription\":\"sub_1\"";

    private List<String> open() {
        return world.get("/api/v1/calls?limit=200").<java.util.Map<String, String>>getList("items").stream()
                .filter(call -> call.get("state").equals("due"))
                .map(call -> call.get("about"))
                .sorted()
                .toList();
    }

    @Test
    void callsOfAnyRulesAboutOneMatterAreOne() {
        activate("", rule("one", FAILED, MATTER), rule("two", DUE, MATTER));
        call(FAILED, "in_1", SUB, 1);
        assertThat(verdict(fact(DUE, "in_2", SUB, 2))).isEqualTo("skip already_called");
        assertThat(verdict(fact(DUE, "in_3", "", 3))).isEqualTo("call");
        assertThat(open()).containsExactly("in_1", "in_3");
    }

    @Test
    void aMatterIsClosedForTheRulesExpiryAfterItRang() {
        activate("", rule("one", FAILED, MATTER), rule("two", DUE, MATTER));
        call(FAILED, "in_1", SUB, 1);
        assertThat(world.send()).isOne();
        world.advance(Duration.ofHours(70));
        start = world.now().minusSeconds(7200);
        assertThat(verdict(fact(DUE, "in_2", SUB, 2))).isEqualTo("skip already_called");
        world.advance(Duration.ofHours(3));
        start = world.now().minusSeconds(7200);
        assertThat(verdict(fact(DUE, "in_3", SUB, 2))).isEqualTo("call");
    }

    @Test
    void theEarliestThingGoesFirstWhateverComesFirst() {
        activate("", rule("one", FAILED, MATTER), rule("two", DUE, MATTER));
        call(DUE, "in_2", SUB, 2);
        assertThat(verdict(fact(FAILED, "in_1", SUB, 1))).isEqualTo("call");
        assertThat(open()).containsExactly("in_1");
    }

    @Test
    void whenTheMattersCallIsEndedTheOtherThingHasItsCall() {
        activate("", rule("one", FAILED, MATTER), rule("two", DUE, MATTER));
        call(FAILED, "in_1", SUB, 1);
        fact(DUE, "in_2", SUB, 2);
        world.decide();
        fact("invoice.paid", "in_1", "", 3);
        world.decide();
        assertThat(open()).containsExactly("in_2");
        assertThat(world.send()).isOne();
    }

    @Test
    void aCallThatAnOperatorCancelsIsTheEndOfTheMatter() {
        activate("", rule("one", FAILED, MATTER), rule("two", DUE, MATTER));
        UUID call = call(FAILED, "in_1", SUB, 1);
        fact(DUE, "in_2", SUB, 2);
        world.decide();
        world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
        world.decide();
        assertThat(open()).isEmpty();
    }

    @Test
    void anExpiredCallIsNotReopenedWhileItsMatterHasAnotherCall() {
        activate("", rule("one", FAILED, MATTER), rule("two", DUE, MATTER));
        UUID first = call(FAILED, "in_1", SUB, 1);
        world.advance(Duration.ofHours(73));
        world.sweep();
        assertThat(world.stateOf(first)).isEqualTo("expired");
        start = world.now().minusSeconds(7200);
        assertThat(verdict(fact(DUE, "in_2", SUB, 2))).isEqualTo("call");
        assertThat(world.operator("/api/v1/calls/" + first + "/reopen", "{}")
                        .then()
                        .statusCode(409)
                        .extract()
                        .<String>path("type"))
                .endsWith("thing-has-call");
    }

    @Test
    void anExpiredCallIsNotReopenedAfterItsMatterRang() {
        activate("", rule("one", FAILED, MATTER), rule("two", DUE, MATTER));
        UUID first = call(FAILED, "in_1", SUB, 1);
        world.advance(Duration.ofHours(73));
        world.sweep();
        start = world.now().minusSeconds(7200);
        assertThat(verdict(fact(DUE, "in_2", SUB, 2))).isEqualTo("call");
        assertThat(world.send()).isOne();
        world.operator("/api/v1/calls/" + first + "/reopen", "{}").then().statusCode(409);
    }

    // --- Observe

    @Test
    void aRuleThatObservesDecidesAndRingsNobody() {
        activate("", rule("one", FAILED, "mode: observe"));
        Response first = fact(FAILED, "in_1", "", 1);
        assertThat(verdict(first)).isEqualTo("skip observed");
        assertThat(world.event(first.path("event")).getString("decisions[0].detail"))
                .startsWith("would be a call, not before");
        Response again = fact(FAILED, "in_1", "", 2);
        assertThat(verdict(again)).isEqualTo("skip observed");
        assertThat(world.event(again.path("event")).getString("decisions[0].detail"))
                .startsWith("would renew");
        fact("invoice.paid", "in_1", "", 3);
        Response paid = fact(FAILED, "in_1", "", 4);
        assertThat(verdict(paid)).isEqualTo("skip observed");
        assertThat(world.event(paid.path("event")).getString("decisions[0].detail"))
                .contains("superseded");
        assertThat(world.number("SELECT count(*) FROM call")).isZero();
    }

    @Test
    void theWaitingCallsOfARuleThatObservesAreHeldUntilItIsLive() {
        activate("", rule("one", FAILED));
        UUID call = call(FAILED, "in_1", "", 1);
        activate("", rule("one", FAILED, "mode: observe"));
        assertThat(world.call(call).getString("reason")).isEqualTo("held: observed");
        assertThat(world.send()).isZero();
        activate("", rule("one", FAILED));
        assertThat(world.call(call).getString("reason")).isNull();
        assertThat(world.send()).isOne();
    }

    private void observe(String rule, boolean isOn) {
        world.operator("/api/v1/rules/" + rule + "/observe", "{\"on\":" + isOn + "}")
                .then()
                .statusCode(200);
    }

    @Test
    void aCallOfARuleThatObservesIsFreedByItsRuleAlone() {
        activate("", rule("one", FAILED));
        UUID call = call(FAILED, "in_1", "", 1);
        observe("one", true);
        world.operator("/api/v1/calls/" + call + "/release", "{}").then().statusCode(409);
        assertThat(world.operator("/api/v1/calls/release", "{\"filter\":{},\"dry_run\":true}")
                        .then()
                        .statusCode(200)
                        .extract()
                        .<Integer>path("count"))
                .isZero();
        assertThat(world.send()).isZero();
        observe("one", false);
        assertThat(world.send()).isOne();
    }

    @Test
    void aCallThatIsReopenedWhileItsRuleObservesIsHeld() {
        activate("", rule("one", FAILED));
        UUID call = call(FAILED, "in_1", "", 1);
        world.advance(Duration.ofHours(73));
        world.sweep();
        observe("one", true);
        world.operator("/api/v1/calls/" + call + "/reopen", "{}").then().statusCode(200);
        assertThat(world.call(call).getString("reason")).isEqualTo("held: observed");
        assertThat(world.send()).isZero();
        observe("one", false);
        assertThat(world.send()).isOne();
    }

    @Test
    void aRenamedRuleKeepsItsSwitch() {
        activate("", rule("one", FAILED));
        observe("one", true);
        activate("", rule("uno", FAILED, "was: [one]"));
        assertThat(verdict(fact(FAILED, "in_1", "", 1))).isEqualTo("skip observed");
        observe("uno", false);
        assertThat(verdict(fact(FAILED, "in_2", "", 2))).isEqualTo("call");
    }

    @Test
    void anOperatorsSwitchComesBeforeTheFile() {
        activate("", rule("one", FAILED));
        UUID call = call(FAILED, "in_1", "", 1);
        assertThat(world.operator("/api/v1/rules/one/observe", "{\"on\":true}")
                        .then()
                        .statusCode(200)
                        .extract()
                        .<String>path("mode"))
                .isEqualTo("observe");
        assertThat(world.call(call).getString("reason")).isEqualTo("held: observed");
        assertThat(verdict(fact(FAILED, "in_2", "", 2))).isEqualTo("skip observed");
        activate("# another text\n", rule("one", FAILED));
        assertThat(verdict(fact(FAILED, "in_3", "", 3))).isEqualTo("skip observed");
        world.operator("/api/v1/rules/one/observe", "{\"on\":false}").then().statusCode(200);
        world.operator("/api/v1/rules/on/observe", "{}").then().statusCode(404);
        assertThat(world.call(call).getString("reason")).isNull();
        assertThat(verdict(fact(FAILED, "in_4", "", 4))).isEqualTo("call");
    }

    @Test
    void anActivationWritesReleasedOnlyIntoCallsThatWereHeld() {
        activate("", rule("one", FAILED));
        UUID call = call(FAILED, "in_1", "", 1);
        activate("# the same\n", rule("one", FAILED));
        assertThat(world.call(call).getList("timeline.what")).doesNotContain("released", "held");
    }

    // --- Names of the Hub

    private static String named(String agent, String from) {
        return "version: 1\nrules:\n"
                + rule("one", FAILED)
                        .replace("agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z", agent)
                        .replace("\"+12025550123\"", from);
    }

    private String refused(String text) {
        return activation.activate(text).orElseThrow().inWords();
    }

    @Test
    void anAgentIsFoundByItsNameAndANumberByItsId() {
        String text = named("Order desk", "num_01HZ2N7G3K8M0Q5R7T9V2X4Y71");
        assertThat(activation.activate(text)).isEmpty();
        call(FAILED, "in_1", "", 1);
        assertThat(world.number("SELECT count(*) FROM call WHERE agent = 'agent_01HZ2N7G3K8M0Q5R7T9V2X4Y70'"
                        + " AND from_number = '+12025550123'"))
                .isOne();
        // A stored version keeps what its names stood for, also when the Hub is away.
        activate("", rule("two", DUE));
        world.hub().close();
        try {
            assertThat(activation.activate(text)).isEmpty();
        } finally {
            world.restartHub();
        }
    }

    @Test
    void anAgentOrANumberThatTheHubDoesNotHaveIsRefusedAtItsPlace() {
        assertThat(refused(named("agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6X", "\"+12025550123\"")))
                .startsWith("line 12, column 12: the Hub's account has no agent")
                .contains("did you mean 'agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z'?");
        assertThat(refused(named("Order desk", "\"+12025550124\"")))
                .startsWith("line 13, column 11: the Hub's account has no number '+12025550124'");
        assertThat(refused(named("Order desk", "\"12025550123\""))).contains("is not a number in E.164");
    }
}
