package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ringback.calls.lawful.Countries;
import dev.ringback.rules.RulesFile.Parsed;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The lookups of a rules file: what is accepted, and what is refused where. */
class LookupReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final String FILE = """
            version: 1
            rules:
              - name: confirm
                events: ["shop:orders/create"]
                about: event.id
                to: event.phone
                purpose: informational
                agent: agent_1
                from: "+12025550123"
            lookups:
              - name: order-status
                events: ["shop:orders/*"]
                about: event.id
                to: event.phone
                region: event.country
                say:
                  order: event.name
            """;

    private static String with(String line, String instead) {
        assertThat(FILE).contains(line);
        return FILE.replace(line, instead);
    }

    private static List<RulesFile.Problem> problems(String text) {
        return switch (RulesFile.parse(text, Countries::zone, NOW)) {
            case Parsed.Valid valid -> List.of();
            case Parsed.Invalid(var problems) -> problems;
        };
    }

    private static RulesFile valid(String text) {
        return switch (RulesFile.parse(text, Countries::zone, NOW)) {
            case Parsed.Valid(var file) -> file;
            case Parsed.Invalid invalid -> throw new AssertionError(invalid.inWords());
        };
    }

    @Test
    void aLookupIsReadWithItsTexts() {
        Lookup lookup = valid(FILE).lookup("order-status").orElseThrow();
        assertThat(lookup.listensTo("shop", "orders/paid")).isTrue();
        assertThat(lookup.listensTo("billing", "orders/paid")).isFalse();
        assertThat(lookup.to()).hasSize(1).allMatch(target -> target.region() != null);
        assertThat(lookup.say()).containsOnlyKeys("order");
    }

    @Test
    void numbersMayBeAListAsInARule() {
        String several = with(
                "to: event.phone\n    region",
                "to: [{ number: event.a }, { number: event.b, region: event.c }]\n    region");
        assertThat(valid(several).lookups().getFirst().to()).hasSize(2);
    }

    @Test
    void aFileWithoutLookupsHasNone() {
        assertThat(valid(FILE.substring(0, FILE.indexOf("lookups"))).lookups()).isEmpty();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments(with("lookups:", "«lookup:"), "unknown field 'lookup'…did you mean 'lookups'?"),
                arguments(
                        with("    say:", "    «when: \"true\"\n    say:"),
                        "unknown field 'when' in a lookup; expected one of about"),
                arguments(with("    region: event", "    «regoin: event"), "did you mean 'region'?"),
                arguments(with("- name: order-status", "- name: «Orders"), "'Orders' is not a lookup's name"),
                arguments(with("  - name: order-status\n    events", "  - «events"), "'name' is missing"),
                arguments(with("order: event.name", "order: «evnt.name"), "undeclared reference to 'evnt'"),
                arguments(with("order: event.name", "order: «[event.name]"), "expected a text"),
                arguments(with("order: event.name", "«about: event.name"), "'about' is in every answer already"),
                arguments(
                        with("order: event.name", "order: event.name\n      «order: event.id"),
                        "'order' is given twice"),
                arguments(with("order: event.name", "«Order: event.name"), "'Order' is not a text's name"),
                arguments(with("say:\n      order: event.name", "say: «{}"), "expected texts"),
                arguments(with("\"shop:orders/*\"", "«orders"), "'orders' is not an event"),
                arguments(
                        FILE.substring(0, FILE.indexOf("  - name: order-status"))
                                .replace("lookups:", "lookups: «[]"),
                        "expected at least one of lookups"),
                arguments(FILE + """
                          - name: «order-status
                            events: ["shop:x"]
                            about: event.id
                            to: event.phone
                            say: { order: event.name }
                        """, "another lookup is named 'order-status' already"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("mistakes")
    void aMistakeIsToldAtItsPlace(String marked, String words) {
        int at = marked.indexOf('«');
        String before = marked.substring(0, at);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int column = at - before.lastIndexOf('\n');
        assertThat(problems(marked.replace("«", ""))).singleElement().satisfies(problem -> {
            assertThat(List.of(problem.line(), problem.column())).containsExactly(line, column);
            assertThat(problem.message()).contains(words.split("…"));
        });
    }
}
