package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tests that stand in a rules file, run without a service. */
class RuleTestsTest {
    private static final String RULES = """
            version: 1
            rules:
              - name: failed-payment
                events: ["billing:invoice.payment_failed"]
                when: event.data.object.amount_due >= 2000
                about: event.data.object.id
                to: event.data.object.customer_phone
                purpose: informational
                wait: 30m
                expire: 48h
                cancel:
                  - { events: ["billing:invoice.paid"], about: event.data.object.id }
                agent: agent_1
                from: "+12025550123"
              - name: confirm-order
                mode: observe
                events: ["shop:orders/create"]
                about: event.id
                to: event.phone
                purpose: informational
                agent: agent_1
                from: "+12025550123"
            tests:
            """;

    private static final Map<String, String> FILES = Map.of(
            "failed.json",
            """
            {"id":"evt_1","object":"event","type":"invoice.payment_failed","created":1795888000,
             "data":{"object":{"id":"in_1","amount_due":4900,"customer_phone":"+12025550111"}}}
            """,
            "paid.json",
            """
            {"source":"billing","type":"invoice.paid","at":"2026-11-28T18:10:00Z",
             "body":{"id":"evt_2","object":"event","type":"invoice.paid","data":{"object":{"id":"in_1"}}}}
            """,
            "bare.json",
            "{\"id\":1,\"phone\":\"+12025550111\"}",
            "order.http",
            "POST /webhooks/shop\nX-Shopify-Topic: orders/create\n\n{\"id\":{{number}},\"updated_at\":\"{{now}}\",\"phone\":\"+12025550111\"}");

    private static RuleTests tests;

    @BeforeAll
    static void create() {
        tests = RuleTests.standalone();
    }

    private static FileTests.Result run(String test) {
        return switch (RulesFile.stored(RULES + "  - " + test)) {
            case RulesFile.Parsed.Valid(var file) ->
                tests.run(
                                file,
                                name -> Optional.ofNullable(FILES.get(name))
                                        .map(text -> text.getBytes(StandardCharsets.UTF_8)))
                        .getFirst();
            case RulesFile.Parsed.Invalid invalid -> throw new AssertionError(invalid.inWords());
        };
    }

    private static FileTests.Result run(String events, String expect) {
        return run("{ name: a test, events: " + events + ", at: \"2026-11-28T18:00:00Z\", expect: " + expect + " }");
    }

    @Test
    void decidesEventsInTheOrderOfTheFile() {
        assertThat(run("[failed.json]", "[{ rule: failed-payment, verdict: call }]"))
                .returns(true, FileTests.Result::passed)
                .returns("", FileTests.Result::detail);
        assertThat(run(
                                "[failed.json, paid.json]",
                                "[{ rule: failed-payment, verdict: call }, { rule: failed-payment, verdict: cancel }]")
                        .passed())
                .isTrue();
        assertThat(run("[paid.json, failed.json]", "[{ rule: failed-payment, verdict: skip, reason: superseded }]")
                        .passed())
                .isTrue();
    }

    @Test
    void eachDecisionSatisfiesOneExpectation() {
        assertThat(run(
                                "[failed.json]",
                                "[{ rule: failed-payment, verdict: call }, { rule: failed-payment, verdict: call }]")
                        .detail())
                .contains("expected failed-payment: call, but the rule made no other decision");
        assertThat(run(
                                "[paid.json, failed.json, { source: billing, type: invoice.payment_failed, body: {} }]",
                                "[{ rule: failed-payment, verdict: skip },"
                                        + " { rule: failed-payment, verdict: skip, reason: superseded }]")
                        .passed())
                .isTrue();
    }

    @Test
    void tellsWhatWasDecidedInstead() {
        FileTests.Result result = run("[failed.json]", "[{ rule: failed-payment, verdict: skip, reason: no_number }]");
        assertThat(result.passed()).isFalse();
        assertThat(result.detail())
                .contains("expected failed-payment: skip no_number")
                .contains("nearest is call (not before ")
                .contains("event 1 (billing:invoice.payment_failed) failed-payment: call");
        assertThat(result.line()).isEqualTo(RULES.lines().count() + 1);
    }

    @Test
    void passesTimeBetweenEventsThatSayWhenTheyAreReceived() {
        String event = "{ source: billing, type: invoice.payment_failed, at: \"2026-11-28T%s:00Z\","
                + " body: { data: { object: { id: in_1, amount_due: %d, customer_phone: \"+12025550111\" } } } }";
        String later = event.formatted("18:20", 5000);
        String afterTheRing = event.formatted("18:51", 5100);
        assertThat(run(
                                List.of(event.formatted("18:00", 4900), later, afterTheRing)
                                        .toString(),
                                "[{ rule: failed-payment, verdict: call }, { rule: failed-payment, verdict: refresh },"
                                        + " { rule: failed-payment, verdict: skip, reason: already_called }]")
                        .detail())
                .isEmpty();
    }

    @Test
    void holdsWhatAnUnreadableEndMayMean() {
        String failed = "{ source: billing, type: invoice.payment_failed, at: \"2026-11-%sZ\","
                + " body: { n: %d, data: { object: { id: in_1, amount_due: 4900, customer_phone: \"+12025550111\" } } } }";
        String unreadable = "{ source: billing, type: invoice.paid, at: \"2026-11-28T18:10:00Z\", body: { data: {} } }";
        // The call was due at 18:30 and is held, so that a newer fact renews it.
        assertThat(run(
                                List.of(
                                                failed.formatted("28T18:00:00", 1),
                                                unreadable,
                                                failed.formatted("28T18:40:00", 2))
                                        .toString(),
                                "[{ rule: failed-payment, verdict: call }, { rule: failed-payment, verdict: refresh }]")
                        .detail())
                .isEmpty();
        // Once it has expired, the thing is free.
        assertThat(run(
                                List.of(
                                                failed.formatted("28T18:00:00", 1),
                                                unreadable,
                                                failed.formatted("30T18:40:00", 2))
                                        .toString(),
                                "[{ rule: failed-payment, verdict: call }, { rule: failed-payment, verdict: call }]")
                        .detail())
                .isEmpty();
    }

    @Test
    void readsRequestsAndAcceptsWhatAnObservingRuleWouldDo() {
        assertThat(run("[order.http]", "[{ rule: confirm-order, verdict: call }]")
                        .passed())
                .isTrue();
        assertThat(run("[order.http]", "[{ rule: confirm-order, verdict: skip, reason: observed }]")
                        .passed())
                .isTrue();
    }

    @Test
    void namesWhatAnEventLacks() {
        String expect = "[{ rule: failed-payment, verdict: call }]";
        assertThat(run("[nowhere.json]", expect).detail()).isEqualTo("nowhere.json is not beside the rules file");
        assertThat(run("[bare.json]", expect).detail())
                .isEqualTo("bare.json does not say its type; write { source: …, type: …, file: bare.json }");
        assertThat(run("[{ type: orders/create, file: bare.json }]", "[{ rule: confirm-order, verdict: call }]")
                        .passed())
                .isTrue();
    }
}
