package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.SenderNames;
import dev.ringback.calls.lawful.Countries;
import dev.ringback.intake.Events;
import dev.ringback.intake.sources.Kind;
import dev.ringback.intake.sources.Sources;
import dev.ringback.rules.RulesFile.Parsed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps {@code docs/RULES.md} true: its files are accepted, its events get the verdicts it names, no field is left out. */
class RulesGuideTest {
    private static final Path GUIDE = Path.of("docs/RULES.md");
    private static final Instant NOW = Instant.parse("2026-11-28T18:00:00Z");
    private static final Map<String, Kind> KINDS = Map.of("shop", Kind.SHOPIFY, "billing", Kind.STRIPE);
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(yaml|json)([^\\n]*)\\n(.*?)^```$");
    private static final Pattern KNOWN = Pattern.compile("expected one of (.*)");

    /**
     * An event of the guide.
     *
     * @param rules the text of the rules file above it
     * @param verdict {@code call}, {@code cancel}, or the reason of a skip
     */
    record Example(String rules, String source, String type, String verdict, String body) {
        @Override
        public String toString() {
            return source + ":" + type + " is " + verdict + ": "
                    + body.lines().findFirst().orElse("");
        }
    }

    private static String guide() {
        try {
            return Files.readString(GUIDE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static List<String> files() {
        return BLOCK.matcher(guide())
                .results()
                .filter(block -> block.group(1).equals("yaml"))
                .map(block -> block.group(3))
                .filter(text -> text.lines().anyMatch(line -> line.startsWith("rules:")))
                .toList();
    }

    static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        String rules = "";
        Matcher blocks = BLOCK.matcher(guide());
        while (blocks.find()) {
            String[] words = blocks.group(2).strip().split("[: ]");
            if (blocks.group(1).equals("yaml")) {
                rules = blocks.group(3);
            } else if (words.length == 3) {
                examples.add(new Example(rules, words[0], words[1], words[2], blocks.group(3)));
            }
        }
        return examples;
    }

    private static RulesFile valid(String text) {
        return switch (RulesFile.parse(text, Countries::zone, NOW)) {
            case Parsed.Valid(var file) -> file;
            case Parsed.Invalid invalid -> throw new AssertionError(invalid.inWords() + "\n" + text);
        };
    }

    @Test
    void thereAreFilesAndEventsToTry() {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(5);
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(14);
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsAccepted(String file) {
        assertThat(valid(file).rules()).isNotEmpty();
    }

    @Test
    void theLookupsAreAccepted() {
        List<String> lookups = BLOCK.matcher(guide())
                .results()
                .map(block -> block.group(3))
                .filter(text -> text.startsWith("lookups:"))
                .toList();
        assertThat(lookups)
                .isNotEmpty()
                .allSatisfy(text ->
                        assertThat(valid(files().getFirst() + text).lookups()).isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyEventGetsItsVerdict(Example example) throws Facts.UnreadableException {
        Facts facts = Facts.of(
                Events.received(example.source, example.type, NOW),
                example.body.getBytes(StandardCharsets.UTF_8),
                Optional.of(new Sources.Source(example.source, KINDS.get(example.source), example.source, false, null)),
                Countries::zone);
        Rule rule = valid(example.rules).rules().getFirst();
        assertThat(verdict(rule, facts)).isEqualTo(example.verdict);
    }

    private static String verdict(Rule rule, Facts facts) {
        String source = facts.event().source();
        String type = facts.event().type();
        RuleEvaluator evaluator = new RuleEvaluator(Countries.all(), Countries.whereabouts(), () -> NOW);
        if (rule.listensTo(source, type)) {
            return switch (evaluator.evaluate(rule, 1, facts, SenderNames.of(source), Set.of())) {
                case RuleEvaluator.Evaluation.Request ask -> "call";
                case RuleEvaluator.Evaluation.Skip(var reason, var detail, var said) -> reason.word();
            };
        }
        return switch (evaluator.ending(rule.cancelsOn(source, type).getFirst(), facts)) {
            case RuleEvaluator.Ending.OfThing thing -> "cancel";
            case RuleEvaluator.Ending.OfPerson person -> "cancel";
            case RuleEvaluator.Ending.None none -> "ends nothing";
            case RuleEvaluator.Ending.Unreadable(var why) -> "unreadable: " + why;
        };
    }

    /** A row of the guide that gives a function's call, with constants only, and in the next cell its result. */
    private static final Pattern WORDS = Pattern.compile(
            "(?m)^\\|(?<before>.*) `(?<call>(money|date|first_word|spoken_digits)\\((?=.*[\"\\d]).*?\\))`"
                    + " \\| `(?<result>[^`]*)`");

    static List<Arguments> words() {
        return WORDS.matcher(guide())
                .results()
                .filter(row -> !row.group("call").contains("event."))
                .map(row -> Arguments.of(
                        row.group("before").contains("`shopify`") ? Kind.SHOPIFY : Kind.STRIPE,
                        row.group("call"),
                        row.group("result")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("words")
    void everyCallOfAFunctionGivesItsResult(Kind kind, String call, String result) {
        assertThat(Words.evaluate(kind, "{}", call)).isEqualTo(new Expression.Value.Present(result));
    }

    @Test
    void thereAreCallsOfEachFunctionToTry() {
        assertThat(words()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(RuleFunctions.names())
                .allSatisfy(name -> assertThat(words())
                        .anySatisfy(row -> assertThat((String) row.get()[1]).startsWith(name)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing: 1",
                "version: 1\nrules: [{ nothing: 1 }]",
                "version: 1\nwindows: { office: { nothing: 1 } }",
                "version: 1\nlimits: [{ nothing: 1 }]",
                "version: 1\nrules: [{ consent: { nothing: 1 } }]",
                "version: 1\nrules: [{ cancel: [{ nothing: 1 }] }]",
                "version: 1\nrules: [{ deliver: { call: { nothing: 1 } } }]",
                "version: 1\nrules: [{ deliver: { campaign: { nothing: 1 } } }]",
                "version: 1\nlookups: [{ nothing: 1 }]"
            })
    void everyFieldThatTheParserKnowsStandsInTheGuide(String file) {
        List<String> known = fieldsKnownTo(file);
        assertThat(known).isNotEmpty();
        String guide = guide();
        assertThat(known)
                .allSatisfy(field ->
                        assertThat(guide).containsPattern("\\n\\| `([a-z]+\\.)?" + Pattern.quote(field) + "`"));
    }

    private static List<String> fieldsKnownTo(String file) {
        return switch (RulesFile.parse(file, Countries::zone, NOW)) {
            case Parsed.Valid valid -> List.of();
            case Parsed.Invalid(var problems) ->
                problems.stream()
                        .map(problem -> KNOWN.matcher(problem.message()))
                        .filter(Matcher::find)
                        .flatMap(found -> Stream.of(found.group(1).split(", ")))
                        .toList();
        };
    }
}
