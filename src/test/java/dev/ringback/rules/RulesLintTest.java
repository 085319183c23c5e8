package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.lawful.Countries;
import dev.ringback.intake.NewestEvents.Stored;
import dev.ringback.intake.NewestEvents.Type;
import dev.ringback.intake.sources.Kind;
import dev.ringback.outbox.AllowedCountries;
import dev.ringback.rules.KnownSources.Origin;
import dev.ringback.rules.KnownSources.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stored events and settings add to what the text shows. */
class RulesLintTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final KnownSources SHOP =
            KnownSources.of(List.of(new Source("shop", Kind.SHOPIFY, "shop")), Origin.SERVICE);

    private static String rule(String events, String line) {
        return """
                version: 1
                rules:
                  - name: confirm
                    events: [%s]
                    about: event.id
                    to: event.phone
                    purpose: informational
                    agent: agent_1
                    from: "+12025550123"
                    %s
                """.formatted(events, line);
    }

    /** So many events of one type, of which the n-th has the body that the text says, with n for {@code #}. */
    private record Bodies(Type type, int count, String body) implements StoredBodies {
        @Override
        public List<Type> types() {
            return List.of(type);
        }

        @Override
        public List<Stored> of(Type asked) {
            return IntStream.range(0, asked.equals(type) ? count : 0)
                    .mapToObj(i -> new Stored(
                            type.source(),
                            type.type(),
                            NOW,
                            body.replace("#", "" + i).getBytes(StandardCharsets.UTF_8)))
                    .toList();
        }
    }

    private static List<Finding> findings(String text, KnownSources sources, StoredBodies stored, String... countries) {
        RulesFile file = switch (RulesFile.parse(text, Countries::zone, NOW)) {
            case RulesFile.Parsed.Valid(var valid) -> valid;
            case RulesFile.Parsed.Invalid invalid -> throw new AssertionError(invalid.inWords());
        };
        AllowedCountries allowed =
                new AllowedCountries(countries.length == 0 ? Optional.empty() : Optional.of(Set.of(countries)));
        return new RulesLint(sources, stored, allowed, () -> NOW).findings(text, file);
    }

    private static List<String> messages(String text, KnownSources sources, StoredBodies stored) {
        return findings(text, sources, stored).stream()
                .map(finding -> finding.severity() + " " + finding.message())
                .toList();
    }

    private static StoredBodies parcels(int count, String body) {
        return new Bodies(new Type("shop", "parcels/lost"), count, body);
    }

    private static final String PARCELS = "\"shop:parcels/lost\"";

    @Test
    void aTypeThatWasReceivedIsKnown() {
        assertThat(messages(rule(PARCELS, ""), SHOP, StoredBodies.NONE)).hasSize(1);
        assertThat(messages(rule(PARCELS, ""), SHOP, parcels(1, "{\"id\": 1, \"phone\": null}")))
                .isEmpty();
    }

    @Test
    void aFieldThatNoStoredEventHasIsTold() {
        assertThat(messages(
                        rule(PARCELS, "when: event.wieght > 3"),
                        SHOP,
                        parcels(1, "{\"id\": 1, \"phone\": null, \"weight\": 4}")))
                .containsExactly("WARNING no known event of shop:parcels/lost has 'event.wieght'; did you mean"
                        + " 'event.weight'?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "when: event.?wieght.orValue(4) > 3",
                "when: has(event.wieght) && event.wieght > 3",
                "when: event.metadata.anything == \"x\"",
                "when: event.nothing.anything == \"x\"",
                "when: event.weights[7] == 1",
                "when: event.weight > 3 || event.weight == \"heavy\""
            })
    void whatTheEventsDoNotContradictIsNotTold(String when) {
        String body =
                "{\"id\": 1, \"phone\": null, \"weight\": #, \"metadata\": {\"a\": 1}, \"nothing\": null, \"weights\": []}";
        StoredBodies mixed = new StoredBodies() {
            @Override
            public List<Type> types() {
                return parcels(0, "").types();
            }

            @Override
            public List<Stored> of(Type type) {
                return Stream.concat(
                                parcels(1, body).of(type).stream(),
                                parcels(1, body.replace("\"weight\": #", "\"weight\": \"heavy\"")).of(type).stream())
                        .toList();
            }
        };
        assertThat(messages(rule(PARCELS, when), SHOP, mixed)).isEmpty();
    }

    @Test
    void aStoredEventOfTheWantedKindAllowsTheComparison() {
        String text = rule("\"shop:orders/create\"", "when: event.total_price > 20");
        assertThat(messages(text, SHOP, StoredBodies.NONE))
                .singleElement()
                .asString()
                .startsWith("ERROR");
        StoredBodies numbers = new Bodies(new Type("shop", "orders/create"), 1, "{\"total_price\": 30}");
        assertThat(messages(text, SHOP, numbers)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "19 | event.weight > 100 |",
                "20 | event.weight > 100 | none of the 20 newest stored events of these types passes 'when'; 20 times it is false",
                "30 | event.weight > 100 OR event.wide | none of the 30 newest stored events of these types passes 'when'; 30 times it has no value",
                "20 | event.weight > 18 |"
            })
    void aConditionThatNoStoredEventPassesIsTold(int count, String when, String expected) {
        String body = "{\"id\": 1, \"phone\": null, \"wide\": null, \"weight\": #}";
        List<String> told = messages(rule(PARCELS, "when: " + when.replace("OR", "||")), SHOP, parcels(count, body));
        if (expected == null) {
            assertThat(told).isEmpty();
        } else {
            assertThat(told).singleElement().asString().contains(expected);
        }
    }

    @Test
    void unreadableBodiesAreLeftOut() {
        assertThat(messages(rule(PARCELS, "when: event.a == 1"), SHOP, parcels(30, "[1]")))
                .isEmpty();
    }

    @Test
    void withoutSettingsAnUnknownSourceIsNotToldAndItsKindIsGuessed() {
        assertThat(messages(rule("\"crm:person.left\"", ""), KnownSources.NONE, StoredBodies.NONE))
                .isEmpty();
        assertThat(messages(rule("\"web:order/create\"", ""), KnownSources.NONE, StoredBodies.NONE))
                .containsExactly("ERROR 'order/create' is no type of Shopify's events; did you mean 'orders/create'?");
        assertThat(messages(
                        rule("\"web:orders/create\", \"web:orders/vanished\"", ""),
                        KnownSources.NONE,
                        StoredBodies.NONE))
                .singleElement()
                .asString()
                .startsWith("WARNING 'orders/vanished'");
    }

    @Test
    void withSettingsAnUnknownSourceIsAWarning() {
        KnownSources settings = KnownSources.of(SHOP.byName().values(), Origin.SETTINGS);
        assertThat(messages(rule("\"shpo:orders/create\"", ""), settings, StoredBodies.NONE))
                .containsExactly(
                        "WARNING 'shpo' is not a source of ringback.sources; did you mean 'shop'?; expected one"
                                + " of shop");
    }

    @Test
    void aServiceWithoutSourcesIsOnlyWarned() {
        KnownSources none = KnownSources.of(List.of(), Origin.SERVICE);
        assertThat(messages(rule("\"shop:orders/create\"", ""), none, StoredBodies.NONE))
                .containsExactly(
                        "WARNING 'shop' is not a source of ringback.sources; expected one, and none is configured");
    }

    @Test
    void twoEndpointsOfOneAccountAreToldWithoutSettings() throws IOException {
        String text = """
                version: 1
                rules:
                  - name: declined
                    events: ["billing:charge.failed", "connect:charge.failed"]
                    about: event.data.object.id
                    to: event.data.object.billing_details.phone
                    purpose: informational
                    expire: 48h
                    agent: agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z
                    from: "+12025550123"
                """;
        assertThat(messages(text, KnownSources.NONE, StoredBodies.NONE))
                .singleElement()
                .asString()
                .startsWith("WARNING the rule hears one type from several sources (billing, connect)");
    }

    @Test
    void consentInWritingIsOnlyAskedWhereAmericansAreRung() {
        String text = rule("\"shop:orders/create\"", "consent: event.buyer_accepts_marketing")
                .replace("informational", "marketing");
        assertThat(findings(text, SHOP, StoredBodies.NONE)).hasSize(1);
        assertThat(findings(text, SHOP, StoredBodies.NONE, "GB", "CA")).isEmpty();
        assertThat(findings(text.replace("+12025550123", "+442071838750"), SHOP, StoredBodies.NONE))
                .isEmpty();
    }

    @Test
    void rulesThatObserveOrDifferInTheirConditionsDoNotRingTwice() {
        String one = rule("\"shop:orders/create\"", "when: event.test == true");
        String two = one.substring(one.indexOf("  - name")).replace("confirm", "again");
        assertThat(findings(one + two, SHOP, StoredBodies.NONE)).hasSize(1);
        assertThat(findings(one + two.replace("== true", "== false"), SHOP, StoredBodies.NONE))
                .isEmpty();
        assertThat(findings(one + two + "    mode: observe\n", SHOP, StoredBodies.NONE))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"examples/rules.yaml", "deploy/base/rules.yaml"})
    void theShippedFilesHaveNoFlaws(String file) throws IOException {
        assertThat(messages(Files.readString(Path.of(file)), KnownSources.NONE, StoredBodies.NONE))
                .isEmpty();
    }
}
