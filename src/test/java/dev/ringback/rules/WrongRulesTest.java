package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ringback.calls.lawful.Countries;
import dev.ringback.intake.sources.Kind;
import dev.ringback.outbox.AllowedCountries;
import dev.ringback.rules.Finding.Severity;
import dev.ringback.rules.KnownSources.Origin;
import dev.ringback.rules.KnownSources.Source;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes that people make. A « marks the place at which each must be told; nothing else may be told of the file. */
class WrongRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Severity ERROR = Severity.ERROR;
    private static final Severity WARNING = Severity.WARNING;
    private static final KnownSources SOURCES = KnownSources.of(
            List.of(
                    new Source("shop", Kind.SHOPIFY, "shop"),
                    new Source("shop-eu", Kind.SHOPIFY, "shop-eu"),
                    new Source("billing", Kind.STRIPE, "acme"),
                    new Source("connect", Kind.STRIPE, "acme")),
            Origin.SERVICE);

    private static final String ORDER = """
            version: 1
            rules:
              - name: confirm
                events: ["shop:orders/create"]
                about: event.id
                to: event.phone
                purpose: informational
                agent: agent_1
                from: "+12025550123"
            """;

    private static final String INVOICE = """
            version: 1
            rules:
              - name: dunning
                events: ["billing:invoice.payment_failed"]
                about: event.data.object.id
                to: event.data.object.customer_phone
                purpose: informational
                agent: agent_1
                from: "+12025550123"
            """;

    private static String with(String line) {
        return ORDER + "    " + line + "\n";
    }

    private static String order(String line, String instead) {
        assertThat(ORDER).contains(line);
        return ORDER.replace(line, instead);
    }

    private static String invoice(String line, String instead) {
        assertThat(INVOICE).contains(line);
        return INVOICE.replace(line, instead);
    }

    /** With another rule behind it, whose name and lines differ. */
    private static String two(String first, String second) {
        return ORDER + "    " + first + "\n"
                + ORDER.substring(ORDER.indexOf("  - name")).replace("name: confirm", "name: «again") + "    " + second
                + "\n";
    }

    private static String top(String lines) {
        return ORDER.replace("version: 1\n", "version: 1\n" + lines + "\n");
    }

    private static Arguments of(Severity severity, String message, String text) {
        return arguments(severity, message, text);
    }

    private static List<Finding> findings(String text) {
        RulesLint lint = new RulesLint(SOURCES, StoredBodies.NONE, new AllowedCountries(Optional.empty()), () -> NOW);
        return switch (RulesFile.parse(text, Countries::zone, NOW)) {
            case RulesFile.Parsed.Valid(var file) -> lint.findings(text, file);
            case RulesFile.Parsed.Invalid(var problems) ->
                Stream.concat(
                                problems.stream()
                                        .map(problem -> new Finding(
                                                problem.line(), problem.column(), ERROR, problem.message())),
                                lint.findings(text).stream())
                        .toList();
        };
    }

    @ParameterizedTest
    @MethodSource({"events", "fields", "comparisons", "pairs", "terms", "forms", "yaml", "tests"})
    void isToldAtItsPlace(Severity severity, String message, String marked) {
        int at = marked.indexOf('«');
        assertThat(at).isNotNegative();
        String before = marked.substring(0, at);
        int line = 1 + (int) before.chars().filter(letter -> letter == '\n').count();
        int column = at - before.lastIndexOf('\n');
        assertThat(findings(marked.replace("«", ""))).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(severity);
            assertThat(finding.message()).contains(message.split("…"));
            assertThat(List.of(finding.line(), finding.column())).isEqualTo(List.of(line, column));
        });
    }

    @Test
    void areMany() {
        long count = Stream.of(events(), fields(), comparisons(), pairs(), terms(), forms(), yaml(), tests())
                .mapToLong(Stream::count)
                .sum();
        assertThat(count).isGreaterThanOrEqualTo(60);
    }

    @Test
    void aRightFileHasNone() {
        assertThat(findings(ORDER)).isEmpty();
        assertThat(findings(INVOICE)).isEmpty();
    }

    static Stream<Arguments> events() {
        String events = "[\"shop:orders/create\"]";
        return Stream.of(
                of(
                        ERROR,
                        "'order/create' is no type of Shopify's events; did you mean 'orders/create'?",
                        order("shop:orders/create", "shop:«order/create")),
                of(ERROR, "did you mean 'orders/cancelled'?", order("shop:orders/create", "shop:«orders/canceled")),
                of(ERROR, "did you mean 'orders/create'?", order("shop:orders/create", "shop:«ORDERS_CREATE")),
                of(ERROR, "did you mean 'orders/create'?", order("shop:orders/create", "shop:«orders.create")),
                of(
                        WARNING,
                        "'orders/vanished' is no type of Shopify's events that this release knows",
                        order("shop:orders/create", "shop:«orders/vanished")),
                of(
                        ERROR,
                        "no type of Shopify's events begins with 'order/'; did you mean 'orders/'?",
                        order("shop:orders/create", "shop:«order/*")),
                of(
                        WARNING,
                        "no type of Shopify's events begins with 'parcels/'",
                        order("shop:orders/create", "shop:«parcels/*")),
                of(
                        ERROR,
                        "'invoice.payment_fail' is no type of Stripe's events; did you mean 'invoice.payment_failed'?",
                        invoice("billing:invoice.payment_failed", "billing:«invoice.payment_fail")),
                of(
                        ERROR,
                        "did you mean 'customer.subscription.deleted'?",
                        INVOICE + "    cancel: [{ events: [\"billing:«subscription.deleted\"], about: event.id }]\n"),
                of(
                        ERROR,
                        "did you mean 'customer.subscription.'?",
                        INVOICE
                                + "    cancel: [{ events: [\"billing:«customer.subscriptions.*\"], about: event.id }]\n"),
                of(
                        WARNING,
                        "'meteor.fell' is no type of Stripe's events that this release knows",
                        INVOICE + "    cancel: [{ events: [billing:«meteor.fell], about: event.data.object.id }]\n"),
                of(
                        ERROR,
                        "'shopp' is not a source of ringback.sources; did you mean 'shop'?",
                        order(events, "[\"«shopp:orders/create\"]")),
                of(
                        ERROR,
                        "'crm' is not a source of ringback.sources; expected one of billing, connect, shop, shop-eu",
                        order(events, "[\"«crm:people/new\"]")),
                of(
                        ERROR,
                        "no source of ringback.sources begins with 'web'",
                        order(events, "[\"shop:orders/create\", '«web*']")),
                of(
                        WARNING,
                        "the rule hears several Shopify senders (shop, shop-eu)",
                        order(events, "«[\"shop:orders/create\", \"shop-eu:orders/create\"]")),
                of(
                        WARNING,
                        "the rule hears several sources (billing, connect) of one sender (acme)",
                        invoice(
                                "[\"billing:invoice.payment_failed\"]",
                                "«[\"billing:invoice.payment_failed\", \"connect:invoice.payment_failed\"]")));
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                of(
                        WARNING,
                        "no known event of shop:orders/create has 'event.totl_price'; did you mean 'event.total_price'?",
                        with("when: «event.totl_price == \"20.00\"")),
                of(
                        WARNING,
                        "has 'event.customer.phne'; did you mean 'event.customer.phone'?",
                        order("to: event.phone", "to: «event.customer.phne")),
                of(
                        WARNING,
                        "no known event of billing:invoice.payment_failed has 'event.customer_phone'; did you mean"
                                + " 'event.data.object.customer_phone'?",
                        invoice("to: event.data.object.customer_phone", "to: «event.customer_phone")),
                of(
                        WARNING,
                        "'event.name' is no object there",
                        order("about: event.id", "about: string(«event.name.first)")),
                of(
                        WARNING,
                        "has 'event.shipping_adress.phone'; did you mean 'event.shipping_address'?",
                        order("to: event.phone", "to: [event.phone, { number: «event.shipping_adress.phone }]")),
                of(WARNING, "has 'event.nme'; did you mean 'event.name'?", with("variables: { name: «event.nme }")),
                of(
                        WARNING,
                        "no known event of shop:orders/cancelled has 'event.order_idd'",
                        with("cancel: [{ events: [\"shop:orders/cancelled\"], about: «event.order_idd }]")),
                of(
                        WARNING,
                        "no known event of shop:* has 'event.no_such_field'",
                        order("[\"shop:orders/create\"]", "[\"shop:*\"]").replace("event.id", "«event.no_such_field")),
                of(
                        WARNING,
                        "no known event of shop:checkouts/update has 'event.financial_status'",
                        order("[\"shop:orders/create\"]", "[\"shop:orders/create\", \"shop:checkouts/update\"]")
                                        .replace("event.id", "event.token")
                                + "    when: «event.financial_status == \"pending\"\n"));
    }

    static Stream<Arguments> comparisons() {
        return Stream.of(
                of(
                        ERROR,
                        "'event.total_price' is a text in every known event of shop:orders/create…with a number always"
                                + " fails; expected double(event.total_price) > 20",
                        with("when: «event.total_price > 20")),
                of(ERROR, "expected double(event.total_price) >= 20", with("when: 20 <= «event.total_price")),
                of(ERROR, "expected double(event.total_price) == 0.5", with("when: «event.total_price == 0.5")),
                of(ERROR, "expected string(event.id) == \"5001\"", with("when: «event.id == \"5001\"")),
                of(
                        ERROR,
                        "expected double(event.total_price) in [0, 1]",
                        with("when: \"«event.total_price in [0, 1]\"")),
                of(ERROR, "expected event.test, or !event.test", with("when: «event.test == \"true\"")),
                of(
                        ERROR,
                        "expected \"cod\" in event.payment_gateway_names",
                        with("when: «event.payment_gateway_names == \"cod\"")),
                of(ERROR, "expected one of its fields", with("when: «event.shipping_address == \"US\"")),
                of(
                        ERROR,
                        "'event.data.object.amount_due' is a number",
                        INVOICE + "    when: «event.data.object.amount_due > \"20\"\n"),
                of(ERROR, "double(event.total_price) < 5", with("when: «event.?total_price.orValue(\"9\") < 5")),
                of(ERROR, "not a CEL expression", with("when: «type == 5").replace("«type ==", "type «==")));
    }

    static Stream<Arguments> pairs() {
        return Stream.of(
                of(
                        WARNING,
                        "the rule 'again' is shadowed by 'confirm', which takes the same events, things and matter",
                        two("matter: event.id", "matter: event.id")),
                of(
                        WARNING,
                        "is shadowed by 'confirm'",
                        two("matter: event.id", "matter: event.id\n    when: event.test == false")),
                of(
                        WARNING,
                        "the rules 'confirm' and 'again' both ring about 'event.id' of shop:orders/create",
                        two("wait: 1h", "wait: 2h")),
                of(WARNING, "both ring about 'event.id'", two("wait: 1h", "when: event.test == false")),
                of(
                        WARNING,
                        "both ring about 'event.id' of shop:orders/create",
                        two("wait: 1h", "wait: 1h").replaceFirst("shop:orders/create", "shop:orders/*")));
    }

    static Stream<Arguments> terms() {
        return Stream.of(
                of(
                        WARNING,
                        "no rule has the window 'office'; expected 'window: office' in a rule",
                        top("windows: { «office: { from: \"09:30\", to: \"18:00\" } }")),
                of(
                        WARNING,
                        "the limit of 5 in 1d never binds, since another allows 3 in 7d",
                        top("limits: [{ calls: 3, per: 7d }, «{ calls: 5, per: 1d }]")),
                of(
                        WARNING,
                        "the limit of 3 in 7d never binds",
                        top("limits: [{ calls: 3, per: 7d }, «{ calls: 3, per: 168h }]")),
                of(
                        WARNING,
                        "the limit of 4 in 90m never binds, since another allows 1 in 2h",
                        top("limits: [{ calls: 1, per: 2h }]") + "    limit: «{ calls: 4, per: 90m }\n"),
                of(
                        WARNING,
                        "needs consent in writing (47 CFR 64.1200",
                        order("informational", "marketing") + "    consent: «event.buyer_accepts_marketing\n"),
                of(
                        WARNING,
                        "needs consent in writing",
                        order("informational", "marketing")
                                + "    consent: «{ given: event.buyer_accepts_marketing, basis: express }\n"),
                of(ERROR, "'marketing' needs consent", order("purpose: informational", "purpose: «marketing")),
                of(
                        ERROR,
                        "'spoken' is not a basis of consent; expected express, written or relationship",
                        with("consent: { given: event.buyer_accepts_marketing, basis: «spoken }")),
                of(ERROR, "'ofice' is not a window of this file", with("window: «ofice")),
                of(
                        ERROR,
                        "'office' is not a window of this file; expected a name under 'windows'",
                        with("window: «office")),
                of(
                        ERROR,
                        "'to' is not later than 'from'",
                        top("windows: { w: { from: \"18:00\", to: «\"09:00\" } }") + "    window: w\n"),
                of(
                        ERROR,
                        "'25:00' is not a time of day",
                        top("windows: { w: { from: «25:00, to: \"09:00\" } }") + "    window: w\n"),
                of(
                        ERROR,
                        "'monday' is not a day; expected mon, tue",
                        top("windows: { w: { days: [«monday], from: \"08:00\", to: \"09:00\" } }") + "    window: w\n"),
                of(ERROR, "'0' is not a number of calls; expected 1 to 999", top("limits: [{ calls: «0, per: 7d }]")),
                of(ERROR, "expected a period of 1s to 366d", top("limits: [{ calls: 1, per: «400d }]")),
                of(ERROR, "'week' is not a duration", top("limits: [{ calls: 1, per: «week }]")),
                of(ERROR, "'per' is missing", top("limits: [«{ calls: 1 }]")));
    }

    static Stream<Arguments> forms() {
        return Stream.of(
                of(ERROR, "'off' is not a mode; expected live or observe", with("mode: «off")),
                of(ERROR, "unknown field 'wiat' in a rule; did you mean 'wait'?", with("«wiat: 30m")),
                of(ERROR, "gives a bool, expected int or string or uint", with("matter: «source == type")),
                of(ERROR, "'30min' is not a duration", with("wait: «30min")),
                of(ERROR, "'wait' is not shorter than 'expire'", with("wait: «2d")),
                of(ERROR, "is not a number in E.164", order("\"+12025550123\"", "«\"2025550123\"")),
                of(
                        ERROR,
                        "variables cannot go with 'via: originate'",
                        with("variables: «{ n: event.name }\n    deliver: { call: { via: originate } }")),
                of(
                        ERROR,
                        "'orders/create' is not an event; expected source:type",
                        order("\"shop:orders/create\"", "«orders/create")),
                of(ERROR, "undeclared reference to 'evnt'", with("when: «evnt.test")),
                of(ERROR, "gives a string, expected bool", with("when: \"«'yes'\"")),
                of(
                        ERROR,
                        "America/New_Yrk",
                        with("variables: { n: event.name }\n    deliver:\n      campaign: { schedule: \"0 0 17 * * ?\","
                                + " zone: «America/New_Yrk }")),
                of(
                        ERROR,
                        "a cancel says what it ends: either 'about' or 'to'",
                        with("cancel: [«{ events: [\"shop:orders/paid\"] }]")));
    }

    static Stream<Arguments> yaml() {
        return Stream.of(
                of(ERROR, "'no' is not a purpose; expected informational or marketing", order("informational", "«no")),
                of(ERROR, "undeclared reference to 'yes'", with("consent: «yes")),
                of(
                        ERROR,
                        "'yes' is not a truth value; expected true or false",
                        with("deliver: { call: { exact: «yes } }")),
                of(ERROR, "'about' is given twice", with("«about: event.name")),
                of(
                        ERROR,
                        "another rule is named 'confirm' already",
                        two("wait: 1h", "wait: 2h").replace("«again", "«confirm")),
                of(ERROR, "version 1.0 is not known; expected 1", ORDER.replace("version: 1", "version: «1.0")),
                of(ERROR, "'30' is not a duration", with("expire: «30")),
                of(
                        ERROR,
                        "'12:30:00' is not a time of day",
                        top("windows: { w: { from: «12:30:00, to: \"18:00\" } }") + "    window: w\n"),
                of(
                        ERROR,
                        "expected a list of days",
                        top("windows: { w: { days: «mon, from: 08:00, to: 09:00 } }") + "    window: w\n"),
                of(ERROR, "not YAML", ORDER.replace("    about", "«\tabout")),
                of(ERROR, "expected a list of rules", "version: 1\nrules: «{ name: confirm }\n"),
                of(ERROR, "the file is empty; expected 'version' and 'rules'", "«"),
                of(ERROR, "expected a text", with("when:«")),
                of(ERROR, "expected a text", with("name2: x").replace("name2: x", "zone: «[UTC]")));
    }

    static Stream<Arguments> tests() {
        String inline = "{ source: shop, type: orders/create, body: { id: 1 } }";
        String at = "at: \"2026-11-28T18:00:00Z\"";
        String skip = "expect: [{ rule: confirm, verdict: skip }]";
        return Stream.of(
                of(
                        ERROR,
                        "'confrm' is not a rule of this file; did you mean 'confirm'?",
                        ORDER + "tests: [{ name: t, events: [" + inline + "], " + at
                                + ", expect: [{ rule: «confrm, verdict: skip }] }]\n"),
                of(
                        ERROR,
                        "'skp' is not a verdict; did you mean 'skip'?",
                        ORDER + "tests: [{ name: t, events: [" + inline + "], " + at
                                + ", expect: [{ rule: confirm, verdict: «skp }] }]\n"),
                of(
                        ERROR,
                        "'stael' is not a reason; did you mean 'stale'?",
                        ORDER + "tests: [{ name: t, events: [" + inline + "], " + at
                                + ", expect: [{ rule: confirm, verdict: skip, reason: «stael }] }]\n"),
                of(
                        ERROR,
                        "only the verdict 'skip' has a reason",
                        ORDER + "tests: [{ name: t, events: [" + inline + "], " + at
                                + ", expect: [{ rule: confirm, verdict: call, reason: «stale }] }]\n"),
                of(
                        ERROR,
                        "'2026-11-28' is not a time",
                        ORDER + "tests: [{ name: t, events: [" + inline + "], at: «2026-11-28, " + skip + " }]\n"),
                of(
                        ERROR,
                        "'..' leads out of there",
                        ORDER + "tests: [{ name: t, events: [«../paid.json], " + at + ", " + skip + " }]\n"),
                of(
                        ERROR,
                        "an event has either a 'body' or a 'file'",
                        ORDER + "tests: [{ name: t, events: [«{ source: shop, type: orders/create }], " + at + ", "
                                + skip + " }]\n"),
                of(
                        ERROR,
                        "'expect' is missing",
                        ORDER + "tests: [«{ name: t, events: [" + inline + "], " + at + " }]\n"));
    }

    @Test
    void severalFindingsAreToldAtOnce() {
        String text = order("shop:orders/create", "shop:order/create") + "    wait: 30min\n";
        assertThat(findings(text)).extracting(Finding::message).hasSize(2);
        assertThat(Arrays.asList(Severity.values())).containsExactly(ERROR, WARNING);
    }
}
