package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ringback.calls.Call;
import dev.ringback.calls.CallRequest;
import dev.ringback.calls.lawful.Countries;
import dev.ringback.rules.RulesFile.Parsed;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A « in a wrong file marks the place at which it must be refused. */
class RulesFileTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final String PLAIN = """
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

    private static String with(String line) {
        return PLAIN + "    " + line + "\n";
    }

    private static String with(String line, String instead) {
        assertThat(PLAIN).contains(line);
        return PLAIN.replace(line, instead);
    }

    /** Without a field; the rule's mapping, where it is missed, starts with the field that is first then. */
    private static String without(String name) {
        List<String> lines =
                PLAIN.lines().filter(line -> !line.contains(name + ": ")).toList();
        String text = String.join("\n", lines);
        return text.contains("- name")
                ? text.replace("- name", "- «name")
                : text.replaceFirst("    events", "  - «events");
    }

    private static RulesFile valid(String text) {
        return switch (RulesFile.parse(text, Countries::zone, NOW)) {
            case Parsed.Valid(var file) -> file;
            case Parsed.Invalid invalid -> throw new AssertionError(invalid.inWords());
        };
    }

    private static List<RulesFile.Problem> problems(String text) {
        return switch (RulesFile.parse(text, Countries::zone, NOW)) {
            case Parsed.Valid valid -> List.of();
            case Parsed.Invalid(var problems) -> problems;
        };
    }

    // --- What is accepted

    @Test
    void theLeastRuleHasTheDocumentedDefaults() {
        Rule rule = valid(PLAIN).named("confirm").orElseThrow();
        assertThat(rule.waitFor()).isZero();
        assertThat(rule.expire()).isEqualTo(Duration.ofHours(24));
        assertThat(rule.when()).isNull();
        assertThat(rule.asOf()).isNull();
        assertThat(rule.cancels()).isEmpty();
        assertThat(rule.via()).isEqualTo(Call.Via.ORIGINATE);
        assertThat(rule.variables()).isEmpty();
        assertThat(rule.places()).isEmpty();
        assertThat(rule.zone()).isNull();
        assertThat(rule.to()).hasSize(1);
        assertThat(rule.agent()).isEqualTo("agent_1");
        assertThat(rule.from().e164()).isEqualTo("+12025550123");
    }

    @Test
    void everySupportedFieldIsRead() {
        Rule rule = valid("""
                # as an editor leaves it
                version: 1
                rules:
                  - name: failed-payment_2
                    events: ["billing:invoice.payment_failed", "billing:charge.*", "shop*", '*']
                    when: >-
                      event.data.object.attempt_count >= 2 &&
                      event.data.object.amount_due >= 2000
                    about: event.data.object.id
                    as_of: timestamp(event.created)
                    to:
                      - number: event.data.object.customer_phone
                      - { number: event.phone, region: "'GB'" }
                      - event.mobile
                    region: event.data.object.customer_address.country
                    purpose: informational
                    wait: 30m
                    expire: 2d
                    cancel:
                      - events: ["billing:invoice.paid", "billing:invoice.voided"]
                        about: event.data.object.id
                        when: "true"
                      - { events: ["crm:*"], to: event.phone, region: "'US'" }
                    agent: agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z
                    from: "+12025550123"
                    deliver: { call: { via: originate } }
                """).rules().getFirst();
        assertThat(rule.name()).isEqualTo("failed-payment_2");
        assertThat(rule.events()).hasSize(4);
        assertThat(rule.when()).isNotNull();
        assertThat(rule.asOf()).isNotNull();
        assertThat(rule.waitFor()).isEqualTo(Duration.ofMinutes(30));
        assertThat(rule.expire()).isEqualTo(Duration.ofDays(2));
        assertThat(rule.to()).hasSize(3).allMatch(target -> target.region() != null);
        assertThat(rule.cancels()).hasSize(2);
        assertThat(rule.cancels().getFirst().when()).isNotNull();
        assertThat(rule.cancels().getFirst().to()).isNull();
        assertThat(rule.cancels().getLast().to()).isNotNull();
        assertThat(rule.cancelPatterns()).containsExactly("billing:invoice.paid", "billing:invoice.voided", "crm:*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " | ORIGINATE",
                "deliver: {} | ORIGINATE",
                "deliver: { call: {} } | ORIGINATE",
                "deliver: { call: { via: auto } } | ORIGINATE",
                "deliver: { call: { via: auto, exact: false } } | ORIGINATE",
                "deliver: { call: { via: originate, exact: false } } | ORIGINATE",
                "deliver: { call: { via: campaign } } | CAMPAIGN",
                "deliver: { call: { via: campaign, exact: false } } | CAMPAIGN",
                "deliver: { call: { via: campaign, exact: true } } | CAMPAIGN",
                "deliver: { call: { via: auto, exact: true } } | CAMPAIGN",
                "deliver: { call: { exact: true } } | CAMPAIGN",
                "variables: { n: event.n } | CAMPAIGN",
                "'deliver: { call: { via: auto } }\n    variables: { n: event.n }' | CAMPAIGN"
            })
    void aCampaignDeliversWhatIsSaidToOrOnlyACampaignCan(String lines, Call.Via via) {
        Rule rule = valid(with(lines == null ? "" : lines)).named("confirm").orElseThrow();
        assertThat(rule.via()).isEqualTo(via);
    }

    @Test
    void aRuleThatGathersForACampaignWaitsLongerForItsTick() {
        String campaign = "deliver: { campaign: { schedule: \"0 0 17 * * ?\", zone: America/New_York } }";
        Rule rule = valid(with("consent: event.agrees\n    " + campaign)
                        .replace("purpose: informational", "purpose: marketing"))
                .named("confirm")
                .orElseThrow();
        assertThat(rule.via()).isEqualTo(Call.Via.CAMPAIGN);
        assertThat(rule.gather()).isEqualTo(new CallRequest.Gather("0 0 17 * * ?", "America/New_York", 5, true));
        assertThat(rule.consent()).isNotNull();
        assertThat(rule.expire()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void variablesPlaceAndZoneAreRead() {
        Rule rule = valid(with("""
                variables:
                      zeta: event.name
                      amount_2: "event.amount > 1.0 ? 2.5 : 1.0"
                      at: received_at
                    place: event.country + "-" + event.state
                    zone: "''"
                """)).named("confirm").orElseThrow();
        assertThat(rule.variables().keySet()).containsExactly("zeta", "amount_2", "at");
        assertThat(rule.places()).hasSize(1);
        assertThat(rule.zone()).isNotNull();
        assertThat(valid(with("place: [event.a, event.b]"))
                        .named("confirm")
                        .orElseThrow()
                        .places())
                .hasSize(2);
        assertThat(valid(with("variables: { " + variables(40) + " }"))
                        .named("confirm")
                        .orElseThrow()
                        .variables())
                .hasSize(40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n\n", " # a word\n"})
    void lineEndsAndCommentsDoNotMatter(String lineEnd) {
        assertThat(valid(PLAIN.replace("\n", lineEnd)).names()).containsExactly("confirm");
    }

    @Test
    void aPatternMatchesItsTypeAloneAndAStarAtItsEndTheRest() {
        assertThat(new Rule.EventPattern("shop:orders/paid").matches("shop", "orders/paid"))
                .isTrue();
        assertThat(new Rule.EventPattern("shop:orders/paid").matches("shop", "orders/paid2"))
                .isFalse();
        assertThat(new Rule.EventPattern("shop:orders/paid").matches("shop2", "orders/paid"))
                .isFalse();
        assertThat(new Rule.EventPattern("shop:orders/*").matches("shop", "orders/paid"))
                .isTrue();
        assertThat(new Rule.EventPattern("shop:orders/*").matches("shop", "refunds/create"))
                .isFalse();
        assertThat(new Rule.EventPattern("shop:*").matches("shop2", "orders/paid"))
                .isFalse();
        assertThat(new Rule.EventPattern("shop*").matches("shop2", "orders/paid"))
                .isTrue();
        assertThat(new Rule.EventPattern("*").matches("billing", "x")).isTrue();
    }

    // --- What is refused, where, and with which words

    @ParameterizedTest(name = "{1}")
    @MethodSource({
        "structure",
        "missing",
        "values",
        "events",
        "cel",
        "cancels",
        "variables",
        "delivery",
        "whereabouts",
        "notYaml",
        "otherLanguages",
        "nearMisses",
        "constants",
        "unquoted"
    })
    void aWrongFileIsRefusedAtTheRightPlaceWithAWordOnWhatWasExpected(String marked, String words) {
        int at = marked.indexOf('«');
        String before = marked.substring(0, at);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int column = at - before.lastIndexOf('\n');
        List<RulesFile.Problem> problems = problems(marked.replace("«", ""));
        assertThat(problems)
                .as("all in one place: %s", problems)
                .anySatisfy(problem -> {
                    assertThat(List.of(problem.line(), problem.column())).containsExactly(line, column);
                    Arrays.stream(words.split("…"))
                            .forEach(word -> assertThat(problem.message()).contains(word));
                })
                .hasSize(1);
    }

    static Stream<Arguments> structure() {
        return Stream.of(
                arguments(
                        with("«wiat: 10m"),
                        "unknown field 'wiat' in a rule; did you mean 'wait'?…expected one of about"),
                arguments(
                        with("«colour: red"), "unknown field 'colour' in a rule; expected one of about, agent, as_of"),
                arguments(with("«Wait: 10m"), "did you mean 'wait'?"),
                arguments("«vresion: 1\n" + PLAIN, "unknown field 'vresion'…did you mean 'version'?"),
                arguments(PLAIN + "«rulez: []\n", "did you mean 'rules'?"),
                arguments(
                        with("to: event.phone", "to: [{ number: event.phone, «regoin: event.c }]"),
                        "did you mean 'region'?"),
                arguments(
                        with("deliver: { call: { «vai: originate } }"),
                        "unknown field 'vai' in deliver.call; did you mean 'via'?"),
                arguments(with("deliver: { «cal: { via: originate } }"), "did you mean 'call'?"),
                arguments(with("«<<: { wait: 10m }"), "unknown field '<<'"),
                arguments(with("«[wait]: 10m"), "expected a field's name"),
                arguments(with("«about: event.other"), "'about' is given twice"),
                arguments("version: 1\n«" + PLAIN, "'version' is given twice"),
                arguments(with("deliver: { call: { via: originate, «via: originate } }"), "'via' is given twice"),
                arguments("version: 1\nrules: «{}\n", "expected a list of rules"),
                arguments("version: 1\nrules: «[]\n", "expected at least one of rules"),
                arguments("version: 1\nrules:\n  - «confirm\n", "expected a rule (a mapping)"),
                arguments("«- version\n", "expected the rules file (a mapping)"),
                arguments("«", "the file is empty; expected 'version' and 'rules'"),
                arguments("«# nothing yet\n", "the file is empty"),
                arguments(with("version: 1", "version: «2"), "version 2 is not known; expected 1"),
                arguments(with("version: 1", "version: «1.0"), "version 1.0 is not known; expected 1"),
                arguments(with("version: 1", "version: «[1]"), "expected a text"));
    }

    static Stream<Arguments> missing() {
        Stream<Arguments> ofARule = Stream.of("name", "events", "about", "to", "purpose", "agent", "from")
                .map(name -> arguments(without(name), "'" + name + "' is missing"));
        return Stream.concat(
                ofARule,
                Stream.of(
                        arguments("«" + with("version: 1\n", ""), "'version' is missing"),
                        arguments("«version: 1\n", "'rules' is missing"),
                        arguments(with("to: event.phone", "to: [«{ region: event.c }]"), "'number' is missing")));
    }

    static Stream<Arguments> values() {
        String duration = "is not a duration; expected a whole number and s, m, h or d, such as 30m";
        Stream<Arguments> durations = Stream.of(
                        "30", "30min", "-1h", "1.5h", "1h30m", "PT30M", "1w", "10 m", "9999999d")
                .map(text -> arguments(with("wait: «" + text), "'" + text + "' " + duration));
        return Stream.concat(
                durations,
                Stream.of(
                        arguments(with("expire: «soon"), "'soon' " + duration),
                        arguments(with("wait: «24h"), "'wait' is not shorter than 'expire'"),
                        arguments(with("expire: 1h\n    wait: «2h"), "'wait' is not shorter than 'expire'"),
                        arguments(with("expire: «0s"), "'wait' is not shorter than 'expire'"),
                        arguments(with("expire: «[1h]"), "expected a text"),
                        arguments(
                                with("name: confirm", "name: «Confirm"),
                                "'Confirm' is not a rule's name; expected lower-case"),
                        arguments(with("name: confirm", "name: «-x"), "is not a rule's name"),
                        arguments(with("name: confirm", "name: «" + "x".repeat(64)), "is not a rule's name"),
                        arguments(with("name: confirm", "name: «''"), "expected a text"),
                        arguments(with("name: confirm", "name: «[confirm]"), "expected a text"),
                        arguments(
                                PLAIN
                                        + PLAIN.replace("version: 1\nrules:\n", "")
                                                .replace("name: c", "name: «c"),
                                "another rule is named 'confirm' already"),
                        arguments(
                                with("purpose: informational", "purpose: «sales"),
                                "'sales' is not a purpose; expected informational"),
                        arguments(with("purpose: informational", "purpose:«"), "expected a text"),
                        arguments(with("agent: agent_1", "agent: «an agent"), "'an agent' is not an agent's id"),
                        arguments(
                                with("from: \"+12025550123\"", "from: «\"12025550123\""),
                                "is not a number in E.164, such as \"+12025550123\""),
                        arguments(with("from: \"+12025550123\"", "from: «+1 202 555 0123"), "is not a number in E.164"),
                        arguments(
                                with("deliver: { call: { via: «pigeon } }"),
                                "'pigeon' is not a way to deliver; expected originate, campaign or auto"),
                        arguments(with("deliver: «call"), "expected deliver (a mapping)"),
                        arguments(with("deliver: { call: «originate }"), "expected deliver.call (a mapping)")));
    }

    static Stream<Arguments> events() {
        String expected = "is not an event; expected source:type, with * at the end for anything";
        Stream<Arguments> patterns = Stream.of(
                        "orders/create",
                        "*:orders/create",
                        "shop:*/create",
                        "shop:**",
                        "shop: orders",
                        "shop:",
                        ":orders/create",
                        "sh*op:x")
                .map(text ->
                        arguments(with("\"shop:orders/create\"", "«\"" + text + "\""), "'" + text + "' " + expected));
        return Stream.concat(
                patterns,
                Stream.of(
                        arguments(
                                with("[\"shop:orders/create\"]", "«\"shop:orders/create\""),
                                "expected a list of events"),
                        arguments(with("[\"shop:orders/create\"]", "«[]"), "expected at least one of events"),
                        arguments(with("[\"shop:orders/create\"]", "[a:b, «[c:d]]"), "expected a text")));
    }

    static Stream<Arguments> cel() {
        return Stream.of(
                arguments(with("when: «evnt.id == 1"), "not a CEL expression: undeclared reference to 'evnt'"),
                arguments(with("when: event.id == 1 && «evnt.id == 2"), "undeclared reference to 'evnt'"),
                arguments(with("when: \"event.id == 1 && «evnt.id == 2\""), "undeclared reference to 'evnt'"),
                arguments(with("when: 'event.id == 1 && «evnt.id == 2'"), "undeclared reference to 'evnt'"),
                arguments(
                        with("when: «\"event.a == \\\"x\\\" && evnt.id == 2\""),
                        "undeclared reference to 'evnt'…line 1, column 19 of the expression"),
                arguments(
                        with("when: «'event.a == ''x'' && evnt.id == 2'"),
                        "undeclared reference to 'evnt'…line 1, column 19 of the expression"),
                arguments(
                        with("when: «event.id == " + "1".repeat(5000)),
                        "not a CEL expression: expression code point size exceeds limit"),
                arguments(with("when: event.id == 1 &&«"), "not a CEL expression"),
                arguments(with("when: event.id «= 1"), "not a CEL expression"),
                arguments(with("when: «1 + 1"), "gives a int, expected bool"),
                arguments(with("when: \"«'yes'\""), "gives a string, expected bool"),
                arguments(
                        with("about: event.id", "about: «source == type"),
                        "gives a bool, expected int or string or uint"),
                arguments(with("about: event.id", "about: «1.5"), "gives a double, expected int or string or uint"),
                arguments(with("to: event.phone", "to: «42"), "gives a int, expected string"),
                arguments(
                        with("to: event.phone", "to: «{ number: event.phone, region: event.c }"),
                        "expected an expression, or a list such as [{ number:"),
                arguments(
                        with("to: event.phone", "to: [{ number: event.phone, region: «received_at }]"),
                        "gives a timestamp, expected string"),
                arguments(
                        with("to: event.phone", "to: [event.phone, { number: event.a + «evnt.b }]"),
                        "undeclared reference to 'evnt'"),
                arguments(with("as_of: «source == type"), "gives a bool, expected int or string or timestamp or uint"),
                arguments(with("region: «1"), "gives a int, expected string"),
                arguments(with("when: source.startsWit«('x')"), "undeclared reference to 'startsWit'"),
                arguments(with("when: event.items.all«(x)"), "undeclared reference to 'all'"),
                arguments(
                        with("when: «|\n      event.id == 1 &&\n      evnt.id == 2"),
                        "undeclared reference to 'evnt'…line 2, column 1 of the expression"),
                arguments(
                        with("when: «>-\n      event.id == 1 &&\n      evnt.id == 2"),
                        "undeclared reference to 'evnt'…line 1, column 18 of the expression"),
                arguments(
                        with("when: «event.id == 1 &&\n      evnt.id == 2"),
                        "undeclared reference to 'evnt'…column 18 of the expression"),
                arguments(with("about: event.id", "about: «{ field: id }"), "expected a text"),
                arguments(with("when: «\"\""), "expected a text"));
    }

    static Stream<Arguments> cancels() {
        String either = "a cancel says what it ends: either 'about' or 'to'";
        return Stream.of(
                arguments(with("cancel: [«{ events: [\"shop:orders/paid\"] }]"), either),
                arguments(
                        with("cancel: [«{ events: [\"shop:orders/paid\"], about: event.id, to: event.phone }]"),
                        either),
                arguments(with("cancel: [«shop:orders/paid]"), "expected a cancel (a mapping)"),
                arguments(with("cancel: [«{ about: event.id }]"), "'events' is missing"),
                arguments(with("cancel: «{ events: [a:b], about: event.id }"), "expected a list of cancels"),
                arguments(
                        with("cancel: [{ events: [a:b], about: event.id, «whne: \"true\" }]"),
                        "unknown field 'whne' in a cancel; did you mean 'when'?"),
                arguments(with("cancel: [{ events: [a:b], about: event.id, when: «1 }]"), "gives a int, expected bool"),
                arguments(with("cancel: [{ events: [«paid], about: event.id }]"), "'paid' is not an event"),
                arguments(with("cancel: [{ events: [a:b], about: «evnt.id }]"), "undeclared reference to 'evnt'"),
                arguments(with("cancel: «[]"), "expected at least one of cancels"));
    }

    static Stream<Arguments> variables() {
        String mapping = "expected variables (a mapping of names to expressions)";
        Stream<Arguments> names = Stream.of("firstName", "First_name", "1st", "_x", "first-name", "x".repeat(64))
                .map(name -> arguments(
                        with("variables: { «" + name + ": event.n }"),
                        "'" + name + "' is not a variable's name; expected a lower-case letter"));
        Stream<Arguments> types = Stream.of(
                        "[event.n]:list", "{'n': 1}:map", "duration('1h'):duration", "b'x':bytes", "null:null_type")
                .map(text -> arguments(
                        with("variables: { x: «\"" + text.substring(0, text.lastIndexOf(':')) + "\" }")
                                .replace("«\"", "\"«"),
                        "gives a " + text.substring(text.lastIndexOf(':') + 1)
                                + ", expected bool or double or int or string or timestamp or uint"));
        return Stream.of(
                        names,
                        types,
                        Stream.of(
                                arguments(
                                        with("variables: { «phone_number: event.phone }"),
                                        "'phone_number' is the Hub's own column"),
                                arguments(with("variables: { n: event.n, «n: event.m }"), "'n' is given twice"),
                                arguments(with("variables:\n      n: event.n\n      m: «evnt.m"), "'evnt'"),
                                arguments(with("variables: { n: event.n + «evnt.m }"), "'evnt'"),
                                arguments(with("variables: { n: «{ m: event.m } }"), "expected a text"),
                                arguments(with("variables: { n: «'' }"), "expected a text"),
                                arguments(with("variables: { «[n]: event.m }"), "expected a text"),
                                arguments(with("variables: «{}"), mapping),
                                arguments(with("variables: «[event.n]"), mapping),
                                arguments(with("variables: «event.n"), mapping),
                                arguments(
                                        with("variables: { " + variables(40) + ", «v40: event.n }"),
                                        "expected at most 40 variables")))
                .flatMap(arguments -> arguments);
    }

    private static String variables(int howMany) {
        return String.join(
                ", ",
                IntStream.range(0, howMany).mapToObj(i -> "v" + i + ": event.n").toList());
    }

    static Stream<Arguments> delivery() {
        String needs = " cannot go with 'via: originate'; expected via: campaign or auto";
        return Stream.of(
                arguments(
                        with("deliver: { call: { via: originate } }\n    variables: «{ n: event.n }"),
                        "variables" + needs),
                arguments(
                        with("variables:\n      «n: event.n\n    deliver: { call: { via: originate } }"),
                        "variables" + needs),
                arguments(with("deliver: { call: { via: originate, exact: «true } }"), "'exact: true'" + needs),
                arguments(
                        with("deliver: { call: { exact: «yes } }"),
                        "'yes' is not a truth value; expected true or false"),
                arguments(with("deliver: { call: { exact: «[true] } }"), "expected a text"),
                arguments(with("deliver: { call: { «exakt: true } }"), "did you mean 'exact'?"),
                arguments(
                        with("deliver: { campaign: { schedule: «at noon, zone: UTC } }"),
                        "not a schedule; expected cron in Quartz' form, such as \"0 0 17 * * ?\""),
                arguments(
                        with("deliver: { campaign: { schedule: \"0 0 17 * * ?\", zone: «Mars/Olympus } }"),
                        "'Mars/Olympus' is no IANA time zone"),
                arguments(with("deliver: { campaign: «{ schedule: \"0 0 17 * * ?\" } }"), "'zone' is missing"),
                arguments(
                        with("deliver: { campaign: { schedule: «\"0 0 22-2 * * ?\", zone: UTC } }"),
                        "the range '22-2' of the hours runs backwards; expected two ranges, such as 22-23,0-2"),
                arguments(
                        with("deliver:\n      campaign:\n        schedule: «0 0 17 1 4 ? 2020\n        zone: UTC"),
                        "the schedule has no date in the next 4 years"),
                arguments(
                        with("deliver: { campaign: { schedule: «\"0 0 9 30W * ?\", zone: UTC } }"),
                        "cannot be computed"),
                arguments(
                        with("deliver: { campaign: { schedule: \"0 0 9 * * ?\", zone: UTC, max-concurrent: «101 } }"),
                        "'101' is not a number of calls; expected 1 to 100"),
                arguments(
                        with("deliver: { call: «{}, campaign: { schedule: \"0 0 9 * * ?\", zone: UTC } }"),
                        "by 'call' or by 'campaign', not by both"),
                arguments(with("purpose: informational", "purpose: «marketing"), "'marketing' needs consent"));
    }

    /** A version that was valid once must decide for ever, whatever has become of its dates since then. */
    @ParameterizedTest
    @ValueSource(strings = {"0 0 17 1 4 ? 2020", "0 0 22-2 * * ?", "0 0 9 30W * ?"})
    void aStoredVersionIsReadWhateverItsSchedule(String schedule) {
        String text = with("deliver: { campaign: { schedule: \"" + schedule + "\", zone: UTC } }");
        assertThat(problems(text)).isNotEmpty();
        assertThat(RulesFile.stored(text)).isInstanceOf(Parsed.Valid.class);
    }

    static Stream<Arguments> whereabouts() {
        return Stream.of(
                arguments(with("place: «1"), "gives a int, expected list or string"),
                arguments(with("place: «source == type"), "gives a bool, expected list or string"),
                arguments(with("place: [event.place, «1]"), "gives a int, expected list or string"),
                arguments(with("place: [event.place, event.c + «evnt.s]"), "undeclared reference to 'evnt'"),
                arguments(with("place: «[]"), "expected at least one of places"),
                arguments(with("place: «{ country: event.c }"), "expected a text"),
                arguments(with("zone: «[event.zone]"), "expected a text"),
                arguments(with("zone: \"«[event.zone]\""), "gives a list, expected string"),
                arguments(with("zone: «received_at"), "gives a timestamp, expected string"));
    }

    static Stream<Arguments> notYaml() {
        return Stream.of(
                arguments("version: 1\n«\trules: []\n", "not YAML"),
                arguments(
                        with("events: [\"shop:orders/create\"]", "events: [\"shop:orders/create\"")
                                .replace("    about:", "    «about:"),
                        "not YAML"),
                arguments(with("wait: \"10m") + "«", "not YAML"),
                arguments("version: 1\nrules: «*unknown\n", "not YAML"),
                arguments("version: 1\n«--- \nversion: 1\n", "not YAML"),
                arguments("version: 1\nrules: x«: y\n", "not YAML"),
                arguments("version: 1\nrules: «@here\n", "not YAML"));
    }

    static Stream<Arguments> otherLanguages() {
        return Stream.of(
                arguments(with("when: event.id «= 1"), "'=' compares nothing; write '=='"),
                arguments(with("when: (event.a == 'x = y') && event.b «= 1"), "'=' compares nothing; write '=='"),
                arguments(with("when: event.id «=== 1"), "'===' is no operator; write '=='"),
                arguments(with("when: event.id «!== 1"), "'!==' is no operator; write '!='"),
                arguments(with("when: event.id «<> 1"), "'<>' is no operator; write '!='"),
                arguments(with("when: event.id «=> 1"), "'=>' is no operator; write '>='"),
                arguments(with("when: event.id «=< 1"), "'=<' is no operator; write '<='"),
                arguments(with("when: event.a «& event.b"), "'&' is no operator; write '&&'"),
                arguments(with("when: event.a «| event.b"), "'|' is no operator; write '||'"),
                arguments(with("when: event.a == 1 «and event.b == 2"), "'and' is no operator; write '&&'"),
                arguments(with("when: event.a == 1 «OR event.b == 2"), "'OR' is no operator; write '||'"),
                arguments(with("when: event.a == 1 «or event.b = 2"), "'or' is no operator; write '||'"),
                arguments(with("when: «not event.a"), "'not' is no operator; write '!'"),
                arguments(with("when: event.a && «not (event.b)"), "'not' is no operator; write '!'"),
                arguments(with("when: event.a «not in [1]"), "'not in' is no operator; write '!(x in list)'"),
                arguments(with("when: event.a == «“paid”"), "'“' is no quotation mark of the language; write \" or '"),
                arguments(with("when: event.a == «‘paid’"), "'‘' is no quotation mark of the language"),
                arguments(with("when: event.a == 'it’s = x' && event.b == «’x’"), "'’' is no quotation mark"),
                arguments(with("when: r'\\' == event.a && event.b «= 1"), "'=' compares nothing"),
                arguments(with("when: event.a == «nil"), "undeclared reference to 'nil'; write 'null'"),
                arguments(with("when: event.a == «None"), "undeclared reference to 'None'; write 'null'"),
                arguments(with("when: event.a == «NULL"), "undeclared reference to 'NULL'; write 'null'"),
                arguments(with("when: event.a == «undefined"), "undeclared reference to 'undefined'; write 'null'"),
                arguments(with("when: event.a == «True"), "undeclared reference to 'True'; write 'true'"),
                arguments(with("when: event.a == «FALSE"), "undeclared reference to 'FALSE'; write 'false'"),
                arguments(
                        with("when: «|\n      event.a == '😀' &&\n      event.b = 2"),
                        "'=' compares nothing; write '=='…(line 2, column 9 of the expression)"),
                // A quotation mark that is never closed ends all that can be read.
                arguments(with("when: event.a == «'x = 1 and"), "token recognition error"),
                // A field and a variable may have such a name, where the mistake is elsewhere.
                arguments(with("when: event.or && event.?and.hasValue() && event.b ==«"), "mismatched input '<EOF>'"),
                arguments(with("when: event.items.all(not, not.b) && event.c ==«"), "mismatched input '<EOF>'"));
    }

    static Stream<Arguments> nearMisses() {
        return Stream.of(
                arguments(with("when: «evnt.id == 1"), "undeclared reference to 'evnt'; did you mean 'event'?"),
                arguments(with("when: «Event.id == 1"), "did you mean 'event'?"),
                arguments(with("when: «recieved_at == event.at"), "did you mean 'received_at'?"),
                arguments(
                        with("when: event.a.startWith«('x')"),
                        "undeclared reference to 'startWith'; did you mean 'startsWith'?"),
                arguments(with("when: event.a.exist«(a, a == 1)"), "did you mean 'exists'?"),
                arguments(with("about: event.id", "about: event.a.lowerAsci«()"), "did you mean 'lowerAscii'?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"customer.id == 1", "max(event.a) == 1", "event.a.concatenated('x')", "event.a.all(1)"})
    void nothingIsSuggestedThatIsNotNear(String expression) {
        assertThat(problems(with("when: " + expression)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).doesNotContain("did you mean"));
    }

    static Stream<Arguments> constants() {
        return Stream.of(
                arguments(
                        with("variables: { x: \"money(event.a, «'usb', 'en-US')\" }"),
                        "'usb' is no known currency; expected a currency's code such as \"usd\""),
                arguments(
                        with("variables:\n      x: money(event.a, event.c, «'en_US')"),
                        "'en_US' is no known locale; expected a language tag such as \"en-US\""),
                arguments(
                        with("variables:\n      x: date(event.at, 'en-US', «'Mars/Olympus')"),
                        "'Mars/Olympus' is no known zone; expected an IANA time zone such as"));
    }

    /** A version that was valid once must decide for ever, whatever has become of currencies, locales and zones. */
    @Test
    void aStoredVersionIsReadWhateverItsConstants() {
        String text =
                with("variables: { x: \"money(event.a, 'usb', 'xx')\", y: \"date(event.a, 'xx', 'Mars/Olympus')\" }");
        assertThat(problems(text)).hasSize(2);
        assertThat(RulesFile.stored(text)).isInstanceOf(Parsed.Valid.class);
    }

    static Stream<Arguments> unquoted() {
        String quote = "not YAML: a value that begins with a quote ends with it;"
                + " quote the whole expression with the other kind of quote";
        String tag = "a value that begins with '!' is a tag in YAML; quote the whole expression";
        String list = "a value that begins with '[' is a list in YAML; quote the whole expression";
        String mapping = "a value that begins with '{' is a mapping in YAML; quote the whole expression";
        return Stream.of(
                arguments(with("when: «\"paid\" == event.status"), quote),
                arguments(with("when: «'paid' == event.status && event.id == 1"), quote),
                arguments(with("when: «'it''s' == event.status"), quote),
                arguments(with("to: event.phone", "to:\n      - «'+' + event.phone"), quote),
                arguments(with("to: event.phone", "to:\n      - number: «'+' + event.phone"), quote),
                arguments(with("when: «!has(event.id)"), tag),
                arguments(with("when: «!event.flag && event.id == 1"), "not YAML: " + tag),
                arguments(with("when: «!(event.a == 1)"), tag),
                arguments(with("when: «! event.flag"), tag),
                arguments(with("place: [event.a, «!event.b]"), tag),
                arguments(with("when: «[1, 2].exists(x, x == event.a)"), "not YAML: " + list),
                arguments(with("when: «[event.a] == [1]"), "not YAML: " + list),
                arguments(with("when: «[event.a]"), "expected a text; " + list),
                arguments(with("when: «{'a': event.a} == event.b"), "not YAML: " + mapping),
                arguments(with("when: «{ 'a' in event.b }"), "not YAML: " + mapping),
                arguments(with("when: «{ a: event.a }"), "expected a text; " + mapping),
                arguments(with("when: «*x == 1"), "not YAML: a value that begins with '*' is an alias in YAML; quote"),
                arguments(
                        with("when: «&& event.a"),
                        "not YAML: a value that begins with '&' is an anchor in YAML; quote"),
                arguments(with("when: «%x"), "not YAML: a value cannot begin with '%' in YAML; quote the whole"),
                arguments(with("when: «@x"), "not YAML: a value cannot begin with '@' in YAML; quote the whole"),
                arguments(with("when: «`x`"), "not YAML: a value cannot begin with '`' in YAML; quote the whole"),
                arguments(with("place: [event.a, «@b]"), "not YAML: a value cannot begin with '@' in YAML"),
                arguments(with("when: event.a == 'x«: y'"), "not YAML: ': ' begins a mapping in YAML; quote the whole"),
                arguments(with("when: event.a ? 1 «: 2"), "not YAML: ': ' begins a mapping in YAML; quote the whole"),
                arguments(
                        with("deliver:\n«\t  call: { via: auto }"),
                        "not YAML: a tab is no blank in YAML; write blanks"),
                arguments(with("when: «\tevent.a"), "not YAML: a tab is no blank in YAML; write blanks"),
                // Without an expression in sight the library's own words are better.
                arguments(
                        with("events: [\"shop:orders/create\"]", "events: [\"a:b\" «\"c:d\"]"), "expected ',' or ']'"));
    }

    /** An earlier release read it as {@code event.flag}, and a version that was valid once must decide for ever. */
    @Test
    void aStoredVersionIsReadWithATagBeforeAnExpression() {
        assertThat(RulesFile.stored(with("when: ! event.flag"))).isInstanceOf(Parsed.Valid.class);
    }

    @Test
    void everyProblemOfAFileIsToldInItsOrder() {
        assertThat(problems("""
                        version: 3
                        rules:
                          - name: A
                            events: []
                            about: 1.5
                            wiat: 1h
                            from: x
                        """))
                .extracting(problem -> problem.line() + ":" + problem.column())
                .containsExactly("1:10", "3:5", "3:5", "3:5", "3:11", "4:13", "5:12", "6:5", "7:11");
    }
}
