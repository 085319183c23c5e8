package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringback.calls.SenderNames;
import dev.ringback.calls.lawful.Countries;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.Numbers.Parsed;
import dev.ringback.calls.lawful.numbers.Flaw;
import dev.ringback.calls.lawful.numbers.Reading;
import dev.ringback.calls.lawful.numbers.Spelling;
import dev.ringback.calls.lawful.numbers.Why;
import dev.ringback.intake.Events;
import dev.ringback.privacy.PhoneNumber;
import dev.ringback.rules.RuleEvaluator.Ending;
import dev.ringback.rules.RuleEvaluator.Evaluation;
import dev.ringback.rules.RuleEvaluator.SkipReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** One spelling means the same person, or fails for the same reason, by rules, cancels, opt-outs and searches. */
class SpellingsEverywhereTest {
    private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
    private static final JsonMapper JSON = new JsonMapper();
    private static final Numbers NUMBERS = Countries.all();
    private static final RuleEvaluator EVALUATOR = new RuleEvaluator(NUMBERS, Countries.whereabouts(), () -> NOW);
    private static final Rule RULE = rule("event.phone", "event.region");

    private static Rule rule(String number, String region) {
        String yaml = """
                version: 1
                rules:
                  - name: r
                    events: ["billing:*"]
                    purpose: informational
                    agent: agent_1
                    from: "+12025550123"
                    about: event.id
                    to: %1$s
                    region: %2$s
                    cancel: [{ events: ["billing:paid"], to: %1$s, region: %2$s }]
                """.formatted(number, region);
        return switch (RulesFile.parse(yaml, Countries::zone, NOW)) {
            case RulesFile.Parsed.Valid(var file) -> file.rules().getFirst();
            case RulesFile.Parsed.Invalid invalid -> throw new AssertionError(invalid.inWords());
        };
    }

    private static Facts facts(byte[] body) {
        try {
            return Facts.of(
                    Events.received("billing", "invoice.payment_failed", NOW), body, Optional.empty(), Countries::zone);
        } catch (Facts.UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private static Facts facts(Spelling spelling) {
        try {
            return facts(JSON.writeValueAsBytes(
                    Map.of("id", "in_1", "phone", spelling.typed(), "region", spelling.region())));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Evaluation evaluate(Rule rule, Facts facts) {
        return EVALUATOR.evaluate(rule, 1, facts, SenderNames.of("billing"), Set.of());
    }

    private static List<Spelling> spellings() throws IOException {
        return Spelling.table("/numbers/spellings.tsv");
    }

    /** Returns the rows of which something else is said than the table has. */
    private static List<String> wrong(Function<Spelling, String> right, Function<Spelling, String> said)
            throws IOException {
        return spellings().stream()
                .filter(spelling -> !said.apply(spelling).equals(right.apply(spelling)))
                .map(spelling -> spelling.line() + "\tsaid: " + said.apply(spelling))
                .toList();
    }

    /** Returns the reason that the table has. */
    private static String flaw(Spelling spelling) {
        return Flaw.valueOf(spelling.expected()).why();
    }

    private static String called(Spelling spelling) {
        if (!spelling.meansSomebody()) {
            return "bad_number: " + flaw(spelling);
        }
        return spelling.hasExtension() ? "bad_number: " + Why.EXTENSION.words() : spelling.expected();
    }

    private static String meant(Spelling spelling) {
        return spelling.meansSomebody() ? spelling.expected() : flaw(spelling);
    }

    private static String meantByACancel(Spelling spelling) {
        return spelling.meansSomebody() ? spelling.expected() : "nobody";
    }

    private static String parsed(Spelling spelling) {
        return switch (NUMBERS.parse(spelling.typed(), spelling.region())) {
            case Parsed.Usable(var number, var country) -> number.e164();
            case Parsed.Bad(var who, var why) -> "bad_number: " + why;
            case Parsed.Absent absent -> "absent";
            case Parsed.CountryNotAllowed notAllowed -> "country_not_allowed";
        };
    }

    private static String byRule(Spelling spelling) {
        return switch (evaluate(RULE, facts(spelling))) {
            case Evaluation.Request(var request, var said) ->
                request.numbers().equals(NUMBERS.forms(request.to()))
                        ? request.to().e164()
                        : "others too";
            case Evaluation.Skip(var reason, var detail, var said) -> reason.word() + ": " + detail;
        };
    }

    private static String byCancel(Spelling spelling) {
        return switch (EVALUATOR.ending(RULE.cancels().getFirst(), facts(spelling))) {
            case Ending.OfPerson(var numbers) -> numbers.getFirst().e164();
            case Ending.None() -> "nobody";
            case Ending.OfThing ofThing -> "a thing";
            case Ending.Unreadable(var why) -> "unreadable: " + why;
        };
    }

    private static String byOptOut(Spelling spelling) {
        return switch (NUMBERS.read(spelling.typed(), spelling.region())) {
            case Reading.Person(var number, var hasExtension) -> number.e164();
            case Reading.Unreadable(var flaw, var why) -> why;
            case Reading.Absent absent -> "absent";
        };
    }

    private static String bySearch(Spelling spelling) {
        return NUMBERS.inQuery(spelling.typed()).map(PhoneNumber::e164).orElse("nobody");
    }

    @Test
    void theTableIsLargeAndAllOfItsNumbersMayBeRung() throws IOException {
        assertThat(spellings()).hasSizeGreaterThan(2000);
        assertThat(wrong(SpellingsEverywhereTest::called, SpellingsEverywhereTest::parsed))
                .isEmpty();
    }

    @Test
    void aRuleRingsWhomTheSpellingMeansOrTellsTheReason() throws IOException {
        assertThat(wrong(SpellingsEverywhereTest::called, SpellingsEverywhereTest::byRule))
                .isEmpty();
    }

    @Test
    void aCancelEndsTheCallsOfWhomTheSpellingMeans() throws IOException {
        assertThat(wrong(SpellingsEverywhereTest::meantByACancel, SpellingsEverywhereTest::byCancel))
                .isEmpty();
    }

    @Test
    void anOptOutIsOfWhomTheSpellingMeansOrTellsTheReason() throws IOException {
        assertThat(wrong(SpellingsEverywhereTest::meant, SpellingsEverywhereTest::byOptOut))
                .isEmpty();
    }

    /** A search has no region, so a number in national form may be read as another country's; that is not compared. */
    @Test
    void aSearchFindsWhomAnInternationalSpellingMeans() throws IOException {
        Function<Spelling, String> right = spelling -> spelling.expected().equals(Flaw.NO_REGION.name())
                        || !spelling.region().isEmpty()
                ? bySearch(spelling)
                : meantByACancel(spelling);
        assertThat(wrong(right, SpellingsEverywhereTest::bySearch)).isEmpty();
    }

    /** An order whose field holds two numbers failed with an exception, and held the calls that it should cancel. */
    @Test
    void twoNumbersInOneFieldAreABadNumberAndCancelNobody() throws IOException {
        String order;
        try (var in = Objects.requireNonNull(getClass().getResourceAsStream("/cases/order-two-numbers.json"))) {
            order = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Facts facts = facts(
                order.replace("{{id}}", "1").replace("{{now}}", NOW.toString()).getBytes(StandardCharsets.UTF_8));
        Rule rule = rule("event.shipping_address.phone", "event.shipping_address.country_code");
        assertThat(evaluate(rule, facts))
                .isEqualTo(new Evaluation.Skip(SkipReason.BAD_NUMBER, Flaw.TWO_NUMBERS.why(), null));
        assertThat(EVALUATOR.ending(rule.cancels().getFirst(), facts)).isEqualTo(new Ending.None());
    }
}
