package dev.ringback.calls.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.lawful.law.Preset;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Asks the product each question of {@code lawful/hours.tsv}, whose answers another program gave from the laws. */
class LawfulHoursTest {
    private static final int FEWEST = 500;
    private static final List<HoursCase> CASES = HoursCase.all();
    private static final WhenAsked ASKED = asked(Preset.LAWFUL, true);

    private static WhenAsked asked(Preset preset, boolean withBills) {
        Zones zones = new Zones(Optional.empty(), InstantSource.system());
        Whereabouts whereabouts = new Whereabouts(Countries.TABLES, zones::zone, Whereabouts.ByNumber.AREA_CODE);
        HoursInForce hours = new HoursInForce(Countries.TABLES, zones, whereabouts, preset, String.valueOf(withBills));
        return new WhenAsked(Countries.all(), whereabouts, hours);
    }

    private static WhenAsked.Answer ask(HoursCase question) {
        return ASKED.when(
                question.number(),
                question.region(),
                question.places(),
                question.postal(),
                question.zone(),
                question.at());
    }

    private static String answer(WhenAsked.Answer answer) {
        return switch (answer) {
            case WhenAsked.Answer.Unreadable unreadable -> "false, next null";
            case WhenAsked.Answer.Found(var when) -> when.allowed() + ", next " + when.next();
        };
    }

    private static String reason(WhenAsked.Answer answer) {
        return switch (answer) {
            case WhenAsked.Answer.Unreadable(var why) -> why;
            case WhenAsked.Answer.Found(var when) -> when.reason();
        };
    }

    /** Returns each question whose answer is not as it should be, with what the product says. */
    private static List<String> wrong(BiPredicate<HoursCase, WhenAsked.Answer> isRight) {
        return CASES.stream()
                .map(question -> {
                    WhenAsked.Answer answer = ask(question);
                    return isRight.test(question, answer)
                            ? ""
                            : "%s, but: %s; %s".formatted(question, answer(answer), reason(answer));
                })
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void tellsWhetherAndWhenEachPersonMayBeRung() {
        assertThat(wrong((question, answer) -> answer(answer).equals(question.answer())))
                .isEmpty();
    }

    @Test
    void tellsTheRule() {
        assertThat(wrong((question, answer) ->
                        !reason(answer).isBlank() && reason(answer).contains(question.reason())))
                .isEmpty();
    }

    /** Without Pennsylvania's bill its people may be rung on Wednesday until 21:00; strictly, nobody after 19:00. */
    @Test
    void billsCanBeSwitchedOffAndThePresetIsStrict() {
        assertThat(answers(asked(Preset.LAWFUL, true), "+12155550143")).isEqualTo("true false false");
        assertThat(answers(asked(Preset.LAWFUL, false), "+12155550143")).isEqualTo("true true false");
        assertThat(answers(asked(Preset.LAWFUL, true), "+12125550143")).isEqualTo("true true false");
        assertThat(answers(asked(Preset.STRICT, true), "+12125550143")).isEqualTo("true false false");
    }

    /** Returns whether a number may be rung in New York's winter at 18:59, 20:59 and 21:00. */
    private static String answers(WhenAsked asked, String number) {
        return Stream.of("2026-12-16T23:59:00Z", "2026-12-17T01:59:00Z", "2026-12-17T02:00:00Z")
                .map(at -> asked.when(number, "", List.of(), null, null, Instant.parse(at)))
                .map(answer -> answer(answer).replaceFirst(",.*", ""))
                .collect(Collectors.joining(" "));
    }

    /** Each section of the facts has its questions, and both answers, so that a table cut by mistake is seen. */
    @Test
    void asksAboutEverySubject() {
        assertThat(CASES).hasSizeGreaterThanOrEqualTo(FEWEST);
        assertThat(CASES).extracting(HoursCase::id).doesNotHaveDuplicates();
        Map<String, List<HoursCase>> sections = CASES.stream()
                .collect(Collectors.groupingBy(question -> question.id().substring(0, 1)));
        assertThat(sections).containsOnlyKeys("1", "2", "3", "4", "5");
        assertThat(sections.values())
                .allSatisfy(questions -> assertThat(questions)
                        .hasSizeGreaterThan(100)
                        .extracting(HoursCase::allowed)
                        .contains(true, false));
    }
}
