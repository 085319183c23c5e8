package dev.ringback.calls.lawful.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LawTest {
    private static final Packs PACKS = Packs.ofRelease();
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 30);
    private static final LocalDate SUNDAY = LocalDate.of(2026, 11, 29);

    private final Law lawful = new Law(PACKS, Preset.LAWFUL, true, Blackouts.none());
    private final Law strict = new Law(PACKS, Preset.STRICT, true, Blackouts.none());

    @Test
    void leavesBillsOutWhereTheyAreSwitchedOff() {
        Law withoutBills = new Law(PACKS, Preset.LAWFUL, false, Blackouts.none());
        assertThat(lawful.on("US-PA", SUNDAY).allows(12 * 60)).isFalse();
        assertThat(withoutBills.on("US-PA", SUNDAY).allows(12 * 60)).isTrue();
        assertThat(withoutBills.packsOf("US-PA", SUNDAY))
                .extracting(Pack::status)
                .doesNotContain(Status.BILL);
        LocalDate christmas = LocalDate.of(2026, 12, 25);
        assertThat(withoutBills.on("US-PA", christmas).words()).isEqualTo("closed by US-PA holiday Christmas Day");
    }

    @Test
    void narrowsEveryPlaceWhenStrict() {
        assertThat(strict.on("US-CO", MONDAY).words()).isEqualTo("open from 09:00 by strict to 19:00 by strict");
        assertThat(strict.on("US-ME", MONDAY).words()).isEqualTo("open from 09:00 by US-ME to 17:00 by US-ME");
        assertThat(strict.on("US-CO", SUNDAY).words()).isEqualTo("closed by strict weekday Sunday");
        assertThat(strict.on("JP", MONDAY).words()).isEqualTo("open from 09:00 by default to 19:00 by strict");
        assertThat(strict.on(null, SUNDAY)).isInstanceOf(DayRule.Closed.class);
        assertThat(strict.limits("JP", MONDAY)).extracting(Limit::code).containsExactly("strict");
    }

    @Test
    void closesPublicHolidaysOnlyWhenStrict() {
        LocalDate thanksgiving = LocalDate.of(2026, 11, 26);
        assertThat(lawful.on("US-CO", thanksgiving)).isInstanceOf(DayRule.Open.class);
        assertThat(strict.on("US-CO", thanksgiving).words())
                .isEqualTo("closed by strict holiday Thanksgiving Day of US");
        LocalDate unity = LocalDate.of(2028, 10, 3);
        assertThat(lawful.on("DE", unity)).isInstanceOf(DayRule.Open.class);
        assertThat(strict.on("DE", unity)).isInstanceOf(DayRule.Closed.class);
    }

    @Test
    void givesEveryLimitOfAPlaceWithItsLaw() {
        assertThat(lawful.limits("US-FL", MONDAY))
                .containsExactly(new Limit(
                        3,
                        Duration.ofHours(24),
                        "US-FL",
                        lawful.packsOf("US-FL", MONDAY).getLast().source()));
        assertThat(lawful.limits("US-OR", LocalDate.of(2025, 12, 31))).isEmpty();
        assertThat(lawful.limits("US-OR", LocalDate.of(2026, 1, 1)))
                .extracting(Limit::calls)
                .containsExactly(3);
        assertThat(lawful.limits("US", MONDAY))
                .extracting(Limit::code)
                .containsExactly("US-FL", "US-MD", "US-ME", "US-OK", "US-OR");
        assertThat(lawful.limits("AE", MONDAY))
                .extracting(Limit::per)
                .containsExactly(Duration.ofHours(24), Duration.ofDays(7));
        assertThat(lawful.limits(null, MONDAY)).isEmpty();
    }

    @Test
    void namesEveryReasonOfAClosedDay() {
        Blackout hurricane = new Blackout("US-PA", SUNDAY, SUNDAY, "hurricane");
        Law law = new Law(PACKS, Preset.STRICT, true, Blackouts.of(List.of(hurricane)));
        assertThat(law.on("US-PA", SUNDAY).words())
                .isEqualTo("closed by US-PA blackout hurricane; US-PA weekday Sunday; strict weekday Sunday");
    }

    @Test
    void tellsOfAFrenchLunchBreak() {
        DayRule rule = lawful.on("FR", MONDAY);
        assertThat(rule.allows(13 * 60 - 1)).isTrue();
        assertThat(rule.allows(13 * 60)).isFalse();
        assertThat(rule.allows(14 * 60)).isTrue();
        assertThat(rule).isInstanceOfSatisfying(DayRule.Open.class, open -> {
            assertThat(open.opensAt()).isEqualTo(10 * 60);
            assertThat(open.closesAt()).isEqualTo(20 * 60);
        });
    }

    @Test
    void saysThatPacksHaveNoHourInCommon() {
        Pack morning = TestPacks.open("QQ", "mon-sun: 08:00-10:00");
        Pack evening = TestPacks.open("QQ-A", "mon-sun: 18:00-20:00");
        Law law = new Law(Packs.of(List.of(morning, evening)), Preset.LAWFUL, true, Blackouts.none());
        assertThat(law.on("QQ-A", MONDAY).words()).isEqualTo("closed by QQ no common hour QQ, QQ-A");
        assertThat(law.on("QQ", MONDAY)).isInstanceOf(DayRule.Closed.class);
        assertThat(law.on("QQ-B", MONDAY).words()).isEqualTo("open from 08:00 by QQ to 10:00 by QQ");
    }

    @Test
    void holdsTheHoursOfAutomatedVoicesBesideThoseOfAnyCall() {
        Pack both = TestPacks.read(
                "QQ", "hours: { mon-sun: 08:00-20:00 }\n    automated: { mon-fri: 10:00-21:00, sat-sun: closed }");
        Law law = new Law(Packs.of(List.of(both)), Preset.LAWFUL, true, Blackouts.none());
        assertThat(law.on("QQ", MONDAY).words()).isEqualTo("open from 10:00 by QQ to 20:00 by QQ");
        assertThat(law.on("QQ", SUNDAY).words()).isEqualTo("closed by QQ weekday Sunday");
    }

    @Test
    void showsTheDisclosureOfAnArtificialVoiceInTheUnionFromItsFirstDay() {
        LocalDate first = LocalDate.of(2026, 8, 2);
        assertThat(lawful.packsOf("AT", first)).anyMatch(pack -> pack.disclosure() != null);
        assertThat(lawful.packsOf("AT", first.minusDays(1))).noneMatch(pack -> pack.disclosure() != null);
        assertThat(lawful.packsOf("GB", first)).noneMatch(pack -> pack.code().equals("EU"));
    }

    @Test
    void answersForDaysFarAwayAndForTextsThatAreNoPlace() {
        assertThat(lawful.on("US-CO", LocalDate.of(1900, 1, 1)).words()).contains("default");
        assertThat(lawful.on("US-CO", LocalDate.of(2500, 1, 1)).words()).contains("by US");
        List<String> texts =
                List.of("", "U", "us-fl", "USA", "US-", "--", "ÄÖ", "*", "US-FLORIDA", "EU-US-FL", "\uD83D\uDE42");
        for (String text : texts) {
            assertThat(lawful.on(text, MONDAY).words()).as(text).startsWith("open");
            assertThat(PACKS.at(text, MONDAY)).as(text).isNotEmpty();
        }
    }

    @Test
    void answersAlikeInEveryThread() {
        List<LocalDate> days =
                LocalDate.of(2026, 1, 1).datesUntil(LocalDate.of(2027, 1, 1)).toList();
        List<DayRule> apart = days.stream().map(day -> lawful.on("US", day)).toList();
        Law fresh = new Law(PACKS, Preset.LAWFUL, true, Blackouts.none());
        List<DayRule> together = IntStream.range(0, 4 * days.size())
                .parallel()
                .mapToObj(i -> fresh.on("US", days.get(i % days.size())))
                .toList();
        assertThat(together.subList(0, days.size())).isEqualTo(apart);
        assertThat(together.subList(3 * days.size(), 4 * days.size())).isEqualTo(apart);
    }

    /** No minute is allowed that some pack forbids, and none is forbidden that every pack allows. */
    @Test
    void allowsExactlyTheMinutesThatAllPacksAllow() {
        long seed = 20261128L;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<String> places = PACKS.all().stream().map(Pack::code).distinct().toList();
        for (int i = 0; i < 2_000; i++) {
            String place = places.get(random.nextInt(places.size()));
            LocalDate day = LocalDate.of(2019, 1, 1).plusDays(random.nextInt(12 * 365));
            DayRule rule = lawful.on(place, day);
            List<Pack> packs = PACKS.at(place, day);
            List<Integer> differing = IntStream.range(0, Span.END_OF_DAY)
                    .filter(minute ->
                            rule.allows(minute) != packs.stream().allMatch(pack -> TestPacks.allows(pack, day, minute)))
                    .boxed()
                    .toList();
            assertThat(differing).as("%s %s", place, day).isEmpty();
        }
    }
}
