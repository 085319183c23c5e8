package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.ringback.calls.lawful.Countries;
import dev.ringback.rules.RulesFile.Parsed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema and the parser say the same of a rules file. */
class RulesSchemaTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Pattern KNOWN = Pattern.compile("expected one of (.*)");
    private static final JsonNode DOCUMENT = json(read("docs/rules.schema.json"));
    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(Dialects.getDraft202012()).getSchema(DOCUMENT);

    private static final String RULE = """
            version: 1
            windows: { w: { days: [mon], from: "09:00", to: "18:00" } }
            limits: [{ calls: 3, per: 7d }]
            rules:
              - name: confirm
                events: ["shop:orders/create"]
                about: event.id
                to: event.phone
                purpose: informational
                agent: agent_1
                from: "+12025550123"
            """;

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean fitsTheSchema(String yaml) {
        try {
            JsonNode file = new YAMLMapper().readTree(yaml);
            return SCHEMA.validate(file).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isAccepted(String yaml) {
        return RulesFile.parse(yaml, Countries::zone, NOW) instanceof Parsed.Valid;
    }

    static Stream<String> files() {
        return Stream.concat(
                RulesGuideTest.files().stream(),
                Stream.of("examples/rules.yaml", "deploy/base/rules.yaml", "src/test/resources/rules.yaml")
                        .map(RulesSchemaTest::read));
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatIsShippedFits(String file) {
        assertThat(SCHEMA.validate(yaml(file))).isEmpty();
    }

    private static JsonNode yaml(String text) {
        try {
            return new YAMLMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "was: [a, b]",
                "was: ''",
                "mode: observe",
                "matter: event.x",
                "window: w",
                "limit: { calls: 1, per: 3d }",
                "consent: true",
                "consent: { given: event.x, basis: written, source: form, seller: acme, text: agreed, time: event.at }",
                "place: [event.a, event.b]",
                "variables: { n: event.n }",
                "cancel: [{ events: [a:b], to: event.phone, region: event.r, when: event.w }]",
                "deliver: { call: { via: auto, exact: true } }",
                "deliver: { call: { via: originate, exact: false } }",
                "deliver: { campaign: { schedule: '0 0 17 * * ?', zone: America/New_York, max-concurrent: 20 } }"
            })
    void bothAccept(String line) {
        String file = RULE + "    " + line + "\n";
        assertThat(isAccepted(file)).isTrue();
        assertThat(SCHEMA.validate(yaml(file))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wiat: 30m",
                "mode: off",
                "wait: 30min",
                "wait: 30",
                "expire: 1h30m",
                "window: Office",
                "limit: { calls: 0, per: 3d }",
                "limit: { calls: 1 }",
                "limit: { calls: 1, per: 3d, each: rule }",
                "consent: { basis: written }",
                "consent: { given: event.x, basis: spoken }",
                "was: Other",
                "place: []",
                "when: ''",
                "when: { a: b }",
                "variables: {}",
                "variables: { phone_number: event.n }",
                "variables: { firstName: event.n }",
                "variables: [event.n]",
                "cancel: [{ events: [a:b] }]",
                "cancel: [{ events: [a:b], about: event.id, to: event.phone }]",
                "cancel: [{ about: event.id }]",
                "cancel: { events: [a:b], about: event.id }",
                "cancel: []",
                "deliver: { call: { via: pigeon } }",
                "deliver: { call: { exact: maybe } }",
                "deliver: { call: {}, campaign: { schedule: '0 0 17 * * ?', zone: America/New_York } }",
                "deliver: { campaign: { schedule: '0 0 17 * * ?' } }",
                "deliver: { campaign: { schedule: '0 0 17 * * ?', zone: America/New_York, max-concurrent: 101 } }",
                "{ variables: { n: event.n }, deliver: { call: { via: originate } } }",
                "{ deliver: { call: { via: originate, exact: true } } }"
            })
    void bothRefuse(String line) {
        String inner = line.startsWith("{ ") ? line.substring(2, line.length() - 2) : line;
        String file = line.startsWith("{ ")
                ? RULE + "    " + inner.replace("}, d", "}\n    d") + "\n"
                : RULE + "    " + line + "\n";
        assertThat(isAccepted(file)).as("the parser").isFalse();
        assertThat(fitsTheSchema(file)).as("the schema").isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "version: 1 | version: 2",
                "version: 1 | versio: 1",
                "days: [mon] | days: [monday]",
                "days: [mon] | days: []",
                "from: \"09:00\" | from: 9",
                "from: \"09:00\", to | to",
                "calls: 3 | calls: none",
                "per: 7d | per: week",
                "limits: [ | limits: [[], ",
                "name: confirm | name: Confirm",
                "name: confirm | nam: confirm",
                "[\"shop:orders/create\"] | \"shop:orders/create\"",
                "[\"shop:orders/create\"] | []",
                "shop:orders/create | orders/create",
                "about: event.id | about: ''",
                "purpose: informational | purpose: sales",
                "purpose: informational | purpose: marketing",
                "to: event.phone | to: []",
                "to: event.phone | to: [{ region: event.r }]",
                "agent: agent_1 | agent: ''",
                "from: \"+12025550123\" | from: \"(202) 555 0123\""
            })
    void bothRefuseWhenItIsReplaced(String what, String by) {
        assertThat(RULE).contains(what);
        String file = RULE.replace(what, by);
        assertThat(isAccepted(RULE)).isTrue();
        assertThat(isAccepted(file)).as("the parser").isFalse();
        assertThat(fitsTheSchema(file)).as("the schema").isFalse();
    }

    private static final String TEST = """
            tests:
              - name: paid
                events: [paid.json, { source: shop, type: orders/create, at: "2026-11-28T17:00:00Z", body: { id: 1 } }]
                at: "2026-11-28T18:00:00Z"
                expect: [{ rule: confirm, verdict: skip, reason: stale }]
            """;

    @Test
    void bothAcceptTests() {
        assertThat(isAccepted(RULE + TEST)).isTrue();
        assertThat(SCHEMA.validate(yaml(RULE + TEST))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "paid.json | ../paid.json",
                "paid.json | paid.txt",
                "source: shop, | ``",
                "body: { id: 1 } | body: 1",
                "body: { id: 1 } | body: { id: 1 }, file: paid.json",
                "verdict: skip | verdict: call",
                "verdict: skip | verdict: skp",
                "reason: stale | reason: old",
                "rule: confirm, | ``",
                "at: \"2026-11-28T18:00:00Z\" | at: yesterday",
                "name: paid | nam: paid"
            })
    void bothRefuseTests(String what, String by) {
        assertThat(TEST).contains(what);
        String file = RULE + TEST.replace(what, by == null ? "" : by);
        assertThat(isAccepted(file)).as("the parser").isFalse();
        assertThat(fitsTheSchema(file)).as("the schema").isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/properties | nothing: 1",
                "/$defs/window/properties | version: 1\\nwindows: { w: { nothing: 1 } }",
                "/$defs/limit/properties | version: 1\\nlimits: [{ nothing: 1 }]",
                "/$defs/rule/properties | version: 1\\nrules: [{ nothing: 1 }]",
                "/$defs/rule/properties/consent/anyOf/1/properties | version: 1\\nrules: [{ consent: { nothing: 1 } }]",
                "/$defs/rule/properties/to/anyOf/1/items/anyOf/1/properties | version: 1\\nrules: [{ to: [{ nothing: 1 }] }]",
                "/$defs/lookup/properties | version: 1\\nlookups: [{ nothing: 1 }]",
                "/$defs/cancel/properties | version: 1\\nrules: [{ cancel: [{ nothing: 1 }] }]",
                "/$defs/rule/properties/deliver/properties | version: 1\\nrules: [{ deliver: { nothing: 1 } }]",
                "/$defs/rule/properties/deliver/properties/call/properties | version: 1\\nrules: [{ deliver: { call: { nothing: 1 } } }]",
                "/$defs/rule/properties/deliver/properties/campaign/properties | version: 1\\nrules: [{ deliver: { campaign: { nothing: 1 } } }]",
                "/$defs/test/properties | version: 1\\ntests: [{ nothing: 1 }]",
                "/$defs/event/anyOf/1/properties | version: 1\\ntests: [{ events: [{ nothing: 1 }] }]",
                "/$defs/decision/properties | version: 1\\ntests: [{ expect: [{ nothing: 1 }] }]"
            })
    void bothKnowTheSameFields(String pointer, String file) {
        Set<String> inSchema = new TreeSet<>();
        DOCUMENT.at(pointer).fieldNames().forEachRemaining(inSchema::add);
        assertThat(inSchema).isNotEmpty().isEqualTo(knownTo(file.replace("\\n", "\n")));
    }

    private static Set<String> knownTo(String file) {
        return switch (RulesFile.parse(file, Countries::zone, NOW)) {
            case Parsed.Valid valid -> Set.of();
            case Parsed.Invalid(var problems) ->
                problems.stream()
                        .filter(problem -> problem.message().contains("'nothing'"))
                        .map(problem -> KNOWN.matcher(problem.message()))
                        .filter(Matcher::find)
                        .flatMap(found -> Stream.of(found.group(1).split(", ")))
                        .collect(TreeSet::new, Set::add, Set::addAll);
        };
    }

    @Test
    void bothKnowTheSameWords() {
        assertThat(words("/$defs/decision/properties/verdict/enum"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Decision.Verdict.values())
                        .map(verdict -> verdict.name().toLowerCase(Locale.ROOT))
                        .toList());
        assertThat(words("/$defs/decision/properties/reason/enum"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(RuleEvaluator.SkipReason.values())
                        .map(RuleEvaluator.SkipReason::word)
                        .toList());
        assertThat(words("/$defs/rule/properties/consent/anyOf/1/properties/basis/enum"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Rule.ConsentTerms.Basis.values())
                        .map(Rule.ConsentTerms.Basis::word)
                        .toList());
    }

    private static List<String> words(String pointer) {
        return Stream.of(DOCUMENT.at(pointer))
                .flatMap(list -> java.util.stream.StreamSupport.stream(list.spliterator(), false))
                .map(JsonNode::textValue)
                .toList();
    }
}
