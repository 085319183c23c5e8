package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.CallRequest;
import dev.ringback.calls.SenderNames;
import dev.ringback.calls.lawful.Countries;
import dev.ringback.intake.Events;
import dev.ringback.intake.sources.Kind;
import dev.ringback.intake.sources.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules files that we ship are ones we accept, and they do what their comments say. */
class ExamplesTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    static List<Path> files() throws IOException {
        try (Stream<Path> ready = Files.list(Path.of("examples/rules"))) {
            return Stream.concat(
                            Stream.of(Path.of("examples/rules.yaml"), Path.of("deploy/base/rules.yaml")),
                            ready.filter(path -> path.toString().endsWith(".yaml"))
                                    .sorted())
                    .toList();
        }
    }

    private static RulesFile valid(Path file) throws IOException {
        return switch (RulesFile.parse(Files.readString(file), Countries::zone, Instant.EPOCH)) {
            case RulesFile.Parsed.Valid(var rules) -> rules;
            case RulesFile.Parsed.Invalid invalid -> throw new AssertionError(file + ": " + invalid.inWords());
        };
    }

    @ParameterizedTest
    @MethodSource("files")
    void anExampleIsValid(Path file) throws IOException {
        assertThat(valid(file).rules()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void theTestsOfAnExamplePass(Path file) throws IOException {
        List<FileTests.Result> results = RuleTests.standalone().run(valid(file), path -> Optional.empty());
        assertThat(results)
                .allSatisfy(result -> assertThat(result.passed())
                        .as(result.name() + ": " + result.detail())
                        .isTrue());
        assertThat(results.isEmpty()).isNotEqualTo(file.startsWith("examples/rules"));
    }

    private static RuleEvaluator.Evaluation evaluate(String example, String fixture) throws Exception {
        Rule rule = valid(Path.of("examples/rules", example + ".yaml")).rules().getFirst();
        String type = rule.events().getFirst().text().substring("billing:".length());
        Facts facts = Facts.of(
                Events.received("billing", type, NOW),
                Files.readString(FIXTURES.resolve("stripe").resolve(fixture + ".json"))
                        .replace("07700 900301", "020 7183 8750") // the fixture's number is set aside for fiction
                        .getBytes(StandardCharsets.UTF_8),
                Optional.of(new Sources.Source("billing", Kind.STRIPE, "billing", false, null)),
                Countries::zone);
        return new RuleEvaluator(
                        Countries.all(),
                        Countries.whereabouts(),
                        () -> facts.asOf().plusSeconds(60))
                .evaluate(rule, 1, facts, SenderNames.of("billing"), Set.of());
    }

    private static CallRequest request(String example, String fixture) throws Exception {
        return switch (evaluate(example, fixture)) {
            case RuleEvaluator.Evaluation.Request(var request, var said) -> request;
            case RuleEvaluator.Evaluation.Skip skip -> throw new AssertionError(skip.toString());
        };
    }

    /** API version 2025-03-31 moved the subscription's id of an invoice (Stripe's changelog, basil). */
    @ParameterizedTest
    @CsvSource({
        "invoice_payment_failed_api_2022_11_15, sub_1PsBy2FixT9Qh2LrQnraU7MS",
        "invoice_payment_failed_final_us, sub_1PsBy2FixT9Qh2LrQnraU7MS"
    })
    void aFailedPaymentIsReadBeforeAndAfterTheVersionThatMovedItsSubscription(String fixture, String matter)
            throws Exception {
        CallRequest request = request("failed-payment", fixture);
        assertThat(request.terms().matter()).isEqualTo(matter);
        assertThat(request.to().e164()).isEqualTo("+12025550119");
        assertThat(request.variables()).containsEntry("first_name", "Delphine").containsEntry("amount", "$49.00");
    }

    @Test
    void anActionThatIsRequiredIsReadWithANationalNumber() throws Exception {
        CallRequest request = request("action-required", "invoice_payment_action_required_gb");
        assertThat(request.to().e164()).isEqualTo("+442071838750");
        assertThat(request.terms().matter()).isEqualTo("sub_1H40uHFixT9Qh2Lr5P1wuRkz");
        assertThat(request.variables()).containsEntry("first_name", "Tobias").containsEntry("amount", "£29.99");
    }

    @Test
    void aDisputeRingsTheOffice() throws Exception {
        assertThat(request("dispute", "charge_dispute_created_us").to().e164()).isEqualTo("+12025550177");
    }
}
