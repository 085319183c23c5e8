package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.Call;
import dev.ringback.calls.CallRequest;
import dev.ringback.calls.SenderNames;
import dev.ringback.calls.lawful.Countries;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.intake.Events;
import dev.ringback.intake.sources.Kind;
import dev.ringback.intake.sources.Sources;
import dev.ringback.privacy.PhoneNumber;
import dev.ringback.rules.RuleEvaluator.Ending;
import dev.ringback.rules.RuleEvaluator.Evaluation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleEvaluatorTest {
    private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
    private static final String EVENT = "{'id':'in_1','phone':'+12025550143','created':1795370400}";

    private static Rule rule(String... lines) {
        String text = """
                version: 1
                rules:
                  - name: r
                    events: ["billing:*"]
                    purpose: informational
                    agent: agent_1
                    from: "+12025550123"
                """;
        StringBuilder yaml = new StringBuilder(text);
        boolean hasAbout = false;
        boolean hasTo = false;
        for (String line : lines) {
            yaml.append("    ").append(line).append('\n');
            hasAbout |= line.startsWith("about:");
            hasTo |= line.startsWith("to:");
        }
        yaml.append(hasAbout ? "" : "    about: event.id\n").append(hasTo ? "" : "    to: event.phone\n");
        return switch (RulesFile.parse(yaml.toString(), Countries::zone, NOW)) {
            case RulesFile.Parsed.Valid(var file) -> file.rules().getFirst();
            case RulesFile.Parsed.Invalid invalid -> throw new AssertionError(invalid.inWords());
        };
    }

    private static Facts facts(String body) {
        try {
            return Facts.of(
                    Events.received("billing", "invoice.payment_failed", NOW),
                    body.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                    Optional.of(new Sources.Source("billing", Kind.STRIPE, "billing", false, null)),
                    Countries::zone);
        } catch (Facts.UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private static Evaluation evaluate(Numbers numbers, Rule rule, String body) {
        return new RuleEvaluator(numbers, Countries.whereabouts(), () -> NOW)
                .evaluate(rule, 3, facts(body), SenderNames.of("billing"), Set.of());
    }

    private static CallRequest asked(Rule rule, String body) {
        return switch (evaluate(Countries.all(), rule, body)) {
            case Evaluation.Request(var request, var said) -> request;
            case Evaluation.Skip skip -> throw new AssertionError(skip);
        };
    }

    private static String skipped(Rule rule, String body) {
        return switch (evaluate(Countries.all(), rule, body)) {
            case Evaluation.Request ask -> "call";
            case Evaluation.Skip(var reason, var detail, var said) -> reason.word();
        };
    }

    @Test
    void asksForTheCallThatTheRuleDescribes() {
        Instant asOf = Instant.ofEpochSecond(1795370400);
        CallRequest request =
                asked(rule("wait: 30m", "expire: 48h", "cancel: [{ events: [\"a:b\"], about: event.id }]"), EVENT);
        assertThat(request.source()).isEqualTo("billing");
        assertThat(request.rule()).isEqualTo("r");
        assertThat(request.ruleVersion()).isEqualTo(3);
        assertThat(request.about()).isEqualTo("in_1");
        assertThat(request.to()).isEqualTo(new PhoneNumber("+12025550143"));
        assertThat(request.agent()).isEqualTo("agent_1");
        assertThat(request.from().e164()).isEqualTo("+12025550123");
        assertThat(request.asOf()).isEqualTo(asOf);
        assertThat(request.asOfId()).isEqualTo("delivery-1");
        assertThat(request.notBefore()).isEqualTo(asOf.plus(Duration.ofMinutes(30)));
        assertThat(request.expiresAt()).isEqualTo(asOf.plus(Duration.ofHours(48)));
        assertThat(request.cancelOn()).containsExactly("a:b");
    }

    // --- when

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "event.n == 1 | {'id':'x','phone':'+12025550143','n':1} | call",
                "event.n == 1 | {'id':'x','phone':'+12025550143','n':2} | condition_false",
                "event.n == 1 | {'id':'x','phone':'+12025550143'} | condition_false",
                "event.n != 1 | {'id':'x','phone':'+12025550143'} | condition_false",
                "!(event.n == 1) | {'id':'x','phone':'+12025550143'} | condition_false",
                "!(event.n > 1) | {'id':'x','phone':'+12025550143','n':null} | condition_false",
                "!event.flag | {'id':'x','phone':'+12025550143'} | condition_false",
                "event.n | {'id':'x','phone':'+12025550143','n':'true'} | condition_false",
                "event.n <= 0 | {'id':'x','phone':'+12025550143','n':'0.00'} | rule_error",
                "!(event.n == 0) | {'id':'x','phone':'+12025550143','n':'0.00'} | rule_error",
                "event.n != 0 | {'id':'x','phone':'+12025550143','n':null} | condition_false",
                "event.n == null | {'id':'x','phone':'+12025550143','n':null} | call",
                "1 / event.n == 1 | {'id':'x','phone':'+12025550143','n':0} | rule_error"
            })
    void aConditionWithoutAValueIsFalse(String when, String body, String verdict) {
        assertThat(skipped(rule("when: \"" + when + '"'), body)).isEqualTo(verdict);
    }

    // --- about

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'in_1' | in_1",
                "9007199254740993 | 9007199254740993",
                "-1 | -1",
                "18446744073709551617 | 18446744073709551617",
                "'a\\u0000b' | a\uFFFDb",
                "'a\\ud800b' | a\uFFFDb",
                "'\\ud83d\\ude00' | \uD83D\uDE00"
            })
    void aThingIsNamedExactlyAndAsTheDatabaseCanHoldIt(String id, String about) {
        assertThat(asked(rule(), "{'id':" + id + ",'phone':'+12025550143','created':1795370400}")
                        .about())
                .isEqualTo(about);
    }

    @Test
    void anUnsignedNumberNamesAThingToo() {
        assertThat(asked(rule("about: uint(event.n)"), "{'n':7,'phone':'+12025550143','created':1795370400}")
                        .about())
                .isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "''", "' '", "true", "1.5", "[1]", "{'a':1}", "1e400"})
    void aThingWithoutANameIsARulesError(String id) {
        assertThat(skipped(rule(), "{'id':" + id + ",'phone':'+12025550143'}")).isEqualTo("rule_error");
    }

    @Test
    void aThingThatIsNotThereOrTooLongIsARulesError() {
        assertThat(skipped(rule(), "{'phone':'+12025550143'}")).isEqualTo("rule_error");
        assertThat(skipped(rule(), "{'id':'" + "x".repeat(256) + "','phone':'+12025550143'}"))
                .isEqualTo("rule_error");
        assertThat(skipped(rule(), "{'id':'" + "x".repeat(255) + "','phone':'+12025550143'}"))
                .isEqualTo("call");
    }

    // --- as_of

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1795370401 | 2026-11-22T18:00:01Z",
                "'2026-11-22T13:00:02-05:00' | 2026-11-22T18:00:02Z",
                "null | 2026-11-22T18:00:00Z",
                "1795600000 | 2026-11-23T16:00:00Z",
                "'2099-01-01T00:00:00Z' | 2026-11-23T16:00:00Z"
            })
    void aFactIsAsOfWhatTheRuleSaysButNeverLaterThanReceived(String at, Instant asOf) {
        String body = "{'id':'x','phone':'+12025550143','created':1795370400,'at':" + at + "}";
        assertThat(asked(rule("as_of: event.at"), body).asOf()).isEqualTo(asOf);
    }

    @Test
    void aRulesTimestampIsATimeAndWhatIsMissingFallsBackToTheKinds() {
        assertThat(asked(rule("as_of: timestamp(event.created)"), EVENT).asOf())
                .isEqualTo(Instant.ofEpochSecond(1795370400));
        assertThat(asked(rule("as_of: event.missing"), EVENT).asOf()).isEqualTo(Instant.ofEpochSecond(1795370400));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'yesterday'", "'2026-11-22'", "true", "1.5", "9223372036854775807", "[1]"})
    void whatIsNoTimeIsARulesError(String at) {
        String body = "{'id':'x','phone':'+12025550143','created':1795370400,'at':" + at + "}";
        assertThat(skipped(rule("as_of: event.at"), body)).isEqualTo("rule_error");
    }

    @ParameterizedTest
    @CsvSource({"86399, call", "86400, stale", "86401, stale", "999999999, stale"})
    void aFactWhoseReasonHasGoneIsStale(long secondsAgo, String verdict) {
        String body = "{'id':'x','phone':'+12025550143','created':" + (NOW.getEpochSecond() - secondsAgo) + "}";
        assertThat(skipped(rule(), body)).isEqualTo(verdict);
    }

    @Test
    void aTestEventIsNotActedOn() {
        assertThat(skipped(rule("when: event.missing"), "{'livemode':false}")).isEqualTo("test_event");
    }

    // --- to

    @ParameterizedTest
    @ValueSource(strings = {"{'id':'x'}", "{'id':'x','phone':null}", "{'id':'x','phone':''}", "{'id':'x','phone':' '}"})
    void withoutANumberNobodyIsRung(String body) {
        assertThat(skipped(rule(), body)).isEqualTo("no_number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12025550143",
                "true",
                "['+12025550143']",
                "'N/A'",
                "'911'",
                "'(202) 555-0143'",
                "'+1 202-555-0143 ext. 4'",
                "'+19005550123'"
            })
    void aNumberThatCannotBeRungIsBad(String phone) {
        assertThat(skipped(rule(), "{'id':'x','phone':" + phone + "}")).isEqualTo("bad_number");
    }

    @ParameterizedTest
    @CsvSource({"'', bad_number", "US, call", "us, call", "GB, bad_number", "XX, bad_number"})
    void aNationalNumberNeedsItsRegion(String region, String verdict) {
        String body = "{'id':'x','phone':'(202) 555-0143','country':'" + region + "'}";
        assertThat(skipped(rule("region: event.country"), body)).isEqualTo(verdict);
        assertThat(skipped(rule("region: event.missing"), body)).isEqualTo("bad_number");
    }

    private static Rule threeNumbers() {
        return rule("to: [event.a, { number: event.b, region: event.c }, { number: event.d }]", "region: \"'GB'\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'id':'x','a':'+12025550111','b':'+12025550122'} | +12025550111",
                "{'id':'x','b':'+12025550122'} | +12025550122",
                "{'id':'x','a':'','b':'(202) 555-0122','c':'US'} | +12025550122",
                "{'id':'x','a':'N/A','b':'911','c':'US','d':'+12025550133'} | +12025550133",
                "{'id':'x','a':7,'b':null,'d':'020 7946 0958'} | +442079460958"
            })
    void theFirstNumberThatCanBeRungCounts(String body, String number) {
        assertThat(asked(threeNumbers(), body).to()).isEqualTo(new PhoneNumber(number));
    }

    @Test
    void ofSeveralNumbersThatCannotBeRungTheReasonIsTold() {
        assertThat(skipped(threeNumbers(), "{'id':'x'}")).isEqualTo("no_number");
        assertThat(skipped(threeNumbers(), "{'id':'x','a':'911','b':''}")).isEqualTo("bad_number");
    }

    @Test
    void aCountryThatIsNotAllowedIsNotRungButTheNextNumberMayBe() {
        Numbers british = Countries.only("GB");
        assertThat(evaluate(british, rule(), EVENT))
                .isInstanceOfSatisfying(
                        Evaluation.Skip.class,
                        skip -> assertThat(skip.reason().word()).isEqualTo("country_not_allowed"));
        assertThat(evaluate(british, threeNumbers(), "{'id':'x','a':'+12025550111','d':'+442079460958'}"))
                .isInstanceOf(Evaluation.Request.class);
    }

    // --- Who is meant, whether we would ring the number or not

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'+1 202-555-0122 ext. 4' | +12025550122",
                "'+19005550122' | +19005550122",
                "'+447012345678' | +447012345678",
                "'+18005550122' | +18005550122",
                "'+441632960122' | +441632960122"
            })
    void everybodyWhomTheNumbersMeanIsLookedUpThoughOnlyOneIsRung(String other, PhoneNumber person) {
        Rule rule = rule("to: [event.other, event.phone]");
        Numbers american = Countries.only("US");
        String event = EVENT.replace("}", ",'other':" + other + "}");
        assertThat(evaluate(american, rule, event))
                .isInstanceOfSatisfying(
                        Evaluation.Request.class,
                        ask -> assertThat(ask.request().numbers())
                                .containsExactlyInAnyOrder(person, new PhoneNumber("+12025550143")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "12025550122 | US | +12025550122",
                "2025550122 | US | +12025550122",
            })
    void aNumberWithoutQuotesMeansItsOwnerThoughItIsNotRung(String other, String region, PhoneNumber person) {
        Rule rule = rule("to: [{ number: event.other, region: event.region }, { number: event.phone }]");
        String event = EVENT.replace("}", ",'other':" + other + ",'region':'" + region + "'}");
        assertThat(asked(rule, event).to()).isEqualTo(new PhoneNumber("+12025550143"));
        assertThat(asked(rule, event).others()).containsExactly(person);
    }

    @Test
    void whatNamesNobodyAddsNobody() {
        Rule rule = rule("to: [event.a, event.b, event.phone, event.phone]");
        String event = EVENT.replace("}", ",'a':'N/A','b':'030 123456 / 654321'}");
        assertThat(asked(rule, event).numbers()).containsExactly(new PhoneNumber("+12025550143"));
    }

    // --- variables

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "'Ann' | `Ann`",
                "'Ann \\\"A\\\", Zoë' | `Ann \"A\", Zoë`",
                "' ' | ` `",
                "'' | ``",
                "null | ``",
                "[1] | ``",
                "{'a':1} | ``",
                "true | `true`",
                "49 | `49`",
                "9007199254740993 | `9007199254740993`",
                "49.0 | `49`",
                "12.50 | `12.5`",
                "-0.0 | `0`",
                "1e21 | `1000000000000000000000`",
                "1e-7 | `0.0000001`",
                "1e400 | ``",
                "'a\\r\\nb\\tc' | `a  b c`",
                "'a\\u0000b\\u007fc\\u0085d\\u2028e\\u2029f' | `a b c d e f`",
                "'a\\ud800b' | `a\uFFFDb`"
            })
    void aVariableIsAnyScalarAsPeopleWriteItOnOneLine(String value, String text) {
        String body = "{'id':'x','phone':'+12025550143','created':1795370400,'v':" + value + "}";
        assertThat(asked(rule("variables: { v: event.v }"), body).variables()).containsExactly(Map.entry("v", text));
    }

    @Test
    void variablesKeepTheRulesOrderAndTellTimesAndUnsignedNumbersToo() {
        CallRequest request = asked(
                rule("variables: { z: received_at, missing: event.missing.deeper, a: uint(event.created), s: source }"),
                EVENT);
        assertThat(request.variables())
                .containsExactly(
                        Map.entry("z", "2026-11-23T16:00:00Z"),
                        Map.entry("missing", ""),
                        Map.entry("a", "1795370400"),
                        Map.entry("s", "billing"));
        assertThat(request.via()).isEqualTo(Call.Via.CAMPAIGN);
        assertThat(asked(rule(), EVENT).via()).isEqualTo(Call.Via.ORIGINATE);
    }

    @Test
    void aVariableIsCutToFiveHundredCharactersAndNoneOfThemInHalf() {
        String body = "{'id':'x','phone':'+12025550143','created':1795370400,'v':'" + "\uD83D\uDE00".repeat(501) + "'}";
        assertThat(asked(rule("variables: { v: event.v }"), body).variables().get("v"))
                .isEqualTo("\uD83D\uDE00".repeat(500));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "variables: { v: 1 / event.n }",
                "place: string(1 / event.n)",
                "zone: string(1 / event.n)",
                "place: event.n",
                "place: \"[event.id, event.n]\"",
                "place: event.map",
                "zone: event.n",
                "zone: event.list",
                "place: event.id + event.n",
                "zone: event.id.zone",
                "variables: { v: event.id + event.n }",
                "as_of: event.id + event.n",
                "region: event.id.country",
                "to: event.id.phone",
                "to: [{ number: event.phone }, { number: event.id.phone }]"
            })
    void whatCannotBeReadOfVariablesPlaceAndZoneIsARulesError(String line) {
        String body = "{'id':'x','phone':'+12025550143','created':1795370400,'n':0,'map':{'a':1},'list':['a']}";
        assertThat(skipped(rule(line), body)).isEqualTo("rule_error");
    }

    // --- place and zone

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "place: event.c + \"-\" + event.s | 'c':'US','s':'NY' | US-NY",
                "place: event.c + \"-\" + event.s | 'c':'us','s':' ny ' | us- ny",
                "place: event.c + \"-\" + event.s | 'c':'US','s':'' | US-",
                "place: event.c + \"-\" + event.s | 'c':'','s':'NY' | -NY",
                "place: event.c + \"-\" + event.s | 'c':'','s':'' | ``",
                "place: event.c + \"-\" + event.s | 'c':'US','s':null | ``",
                "place: event.c + \"-\" + event.s | 'c':'US' | ``",
                "place: event.c | 'c':' ' | ``",
                "place: event.c | 'c':'Somewhere' | Somewhere",
                "place: event.c | 'c':['US-NY','',null,'US-HI'] | US-NY,US-HI",
                "place: event.c | 'c':[] | ``",
                "place: [event.c, event.s] | 's':'US-HI' | US-HI",
                "place: [event.c, event.s] | 'c':'US-NY','s':['US-HI','CA'] | US-NY,US-HI,CA"
            })
    void placesAreTheNonEmptyTextsAsWritten(String line, String fields, String places) {
        String body = "{'id':'x','phone':'+12025550143','created':1795370400," + fields + "}";
        assertThat(String.join(",", asked(rule(line), body).places())).isEqualTo(places);
    }

    @Test
    void noPlaceIsLeftOutWhereThereAreTooMany() {
        String body = "{'id':'x','phone':'+12025550143','created':1795370400,'c':[%s'US-HI']}";
        assertThat(asked(rule("place: event.c"), body.formatted("'US-NY',".repeat(49)))
                        .places())
                .hasSize(50)
                .contains("US-HI");
        assertThat(skipped(rule("place: event.c"), body.formatted("'US-NY',".repeat(50))))
                .isEqualTo("rule_error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "'America/New_York' | America/New_York",
                "' America/New_York ' | America/New_York",
                "'Eastern' | Eastern",
                "'' | none",
                "' ' | none",
                "null | none"
            })
    void theZoneIsTheTextAsWritten(String value, String zone) {
        String body = "{'id':'x','phone':'+12025550143','created':1795370400,'z':" + value + "}";
        assertThat(asked(rule("zone: event.z"), body).zone()).isEqualTo(zone);
        assertThat(asked(rule("zone: \"''\""), body).zone()).isNull();
        assertThat(asked(rule(), body).zone()).isNull();
    }

    // --- Cancels

    private static Ending ending(String cancel, String body) {
        Rule rule = rule("cancel: [{ events: [\"a:b\"], " + cancel + " }]", "region: \"'US'\"");
        return new RuleEvaluator(Countries.all(), Countries.whereabouts(), () -> NOW)
                .ending(rule.cancels().getFirst(), facts(body));
    }

    @Test
    void aCancelEndsItsThingOrItsPerson() {
        assertThat(ending("about: event.id", "{'id':9007199254740993}"))
                .isEqualTo(new Ending.OfThing("9007199254740993"));
        assertThat(ending("to: event.phone", "{'phone':'(202) 555-0143'}"))
                .isEqualTo(new Ending.OfPerson(List.of(new PhoneNumber("+12025550143"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'id':1,'paid':false}", "{'id':1}", "{'id':1,'paid':null}"})
    void aCancelWhoseConditionIsNotTrueEndsNothing(String body) {
        assertThat(ending("about: event.id, when: event.paid", body)).isEqualTo(new Ending.None());
        assertThat(ending("about: event.id, when: event.paid", "{'id':1,'paid':true}"))
                .isEqualTo(new Ending.OfThing("1"));
    }

    @Test
    void aCancelByANumberThatCannotBeRungEndsNothing() {
        assertThat(ending("to: event.phone", "{}")).isEqualTo(new Ending.None());
        assertThat(ending("to: event.phone", "{'phone':null}")).isEqualTo(new Ending.None());
        assertThat(ending("to: event.phone", "{'phone':'911'}")).isEqualTo(new Ending.None());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'+1 202-555-0143 ext. 4' | +12025550143",
                "'+19005550143' | +19005550143",
                "'+491713920033' | +491713920033",
                "2025550143 | +12025550143"
            })
    void aCancelMeansItsPersonWhetherWeWouldRingTheNumberOrNot(String phone, PhoneNumber person) {
        Rule rule = rule("cancel: [{ events: [\"a:b\"], to: event.phone }]", "region: \"'US'\"");
        Ending ending = new RuleEvaluator(Countries.only("GB"), Countries.whereabouts(), () -> NOW)
                .ending(rule.cancels().getFirst(), facts("{'phone':" + phone + "}"));
        assertThat(ending).isEqualTo(new Ending.OfPerson(List.of(person)));
    }

    /** Shopify writes amounts as texts; a rule that takes them for numbers would never cancel anything. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "event.n <= 0 | '0.00'",
                "event.n == 0 | '0.00'",
                "event.n != 0 | '0.00'",
                "event.n < 1 | '0.00'",
                "event.n >= 0 | '0.00'",
                "event.n > -1 | '0.00'",
                "event.n in [0] | '0.00'",
                "!(event.n > 0) | '0.00'",
                "event.n == '0.00' | 0",
                "event.n | 'true'",
                "event.n | 1",
                "event.n.paid | 'yes'",
                "event.missing == 1 && event.n <= 0 | '0.00'"
            })
    void aCancelWhoseConditionMeetsAnotherTypeIsUnreadable(String when, String n) {
        String body = "{'id':1,'n':" + n + "}";
        assertThat(ending("about: event.id, when: \"" + when + '"', body))
                .isInstanceOfSatisfying(
                        Ending.Unreadable.class,
                        unreadable -> assertThat(unreadable.why()).doesNotContain("0.00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"['+12025550143']", "{'number':'+12025550143'}", "true", "1.5"})
    void aCancelByANumberOfAnotherTypeIsUnreadable(String phone) {
        assertThat(ending("to: event.phone", "{'phone':" + phone + "}")).isInstanceOf(Ending.Unreadable.class);
    }

    @Test
    void aCancelThatNamesNothingIsUnreadable() {
        assertThat(ending("about: event.id", "{}")).isInstanceOf(Ending.Unreadable.class);
        assertThat(ending("to: string(1 / event.n)", "{'n':0}")).isInstanceOf(Ending.Unreadable.class);
        assertThat(ending("about: event.id, when: 1 / event.n == 1", "{'id':1,'n':0}"))
                .isInstanceOf(Ending.Unreadable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "event.agrees, 'true', call",
        "event.agrees, 'false', no_consent",
        "event.agrees, 'null', no_consent",
        "'!event.refuses', 'true', no_consent",
        "event.agrees == true, '1', rule_error",
        "event.agrees != false, 'null', no_consent",
        "event.agrees, '1', no_consent",
        "event.agrees > 0, '\"yes\"', rule_error",
        "1 / 0 == 1, 'true', rule_error"
    })
    void consentIsGivenOnlyWhereTheEventSaysSo(String consent, String agrees, String answer) {
        Rule rule = rule("consent: \"" + consent + "\"");
        String event = EVENT.replace("}", ",'agrees':" + agrees + "}");
        assertThat(skipped(rule, event)).isEqualTo(answer);
    }
}
