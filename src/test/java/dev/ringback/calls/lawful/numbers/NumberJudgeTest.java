package dev.ringback.calls.lawful.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber;
import dev.ringback.calls.lawful.places.AreaCode;
import dev.ringback.calls.lawful.places.NumberPlan;
import dev.ringback.calls.lawful.places.Origin;
import dev.ringback.calls.lawful.places.Spot;
import dev.ringback.privacy.PhoneNumber;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberJudgeTest {
    private static final Set<Spot> OHIO = Set.of(new Spot("US-OH", Set.of("America/New_York"), Origin.NUMBER));
    private static final NumberPlan PLAN = new NumberPlan(Map.of(
            "436", new AreaCode("436", AreaCode.Use.GEOGRAPHIC, "US", LocalDate.of(2024, 3, 1), OHIO),
            "924", new AreaCode("924", AreaCode.Use.GEOGRAPHIC, "US", LocalDate.of(2027, 1, 15), OHIO),
            "942", new AreaCode("942", AreaCode.Use.GEOGRAPHIC, "CA", null, OHIO),
            "457", new AreaCode("457", AreaCode.Use.OTHER, "CA", null, Set.of()),
            "822", new AreaCode("822", AreaCode.Use.TOLL_FREE, null, null, Set.of())));
    private static final NumberJudge JUDGE = judgeAt("2026-11-28T12:00:00Z");

    private static NumberJudge judgeAt(String instant) {
        return new NumberJudge(PLAN, InstantSource.fixed(Instant.parse(instant)));
    }

    private static Verdict judge(String e164) {
        return JUDGE.judge(new PhoneNumber(e164));
    }

    /** The judge asks the plan alone there, for speed. */
    @Test
    void theLibraryAgreesWithThePlanOnNumbersOfPlaces() {
        NumberPlan plan = NumberPlan.ofRelease();
        PhoneNumberUtil library = PhoneNumberUtil.getInstance();
        Set<String> other = new TreeSet<>();
        for (AreaCode code : plan.codes()) {
            boolean isAsked =
                    code.use() == AreaCode.Use.GEOGRAPHIC && Set.of("US", "CA").contains(code.country());
            for (int exchange = 200; isAsked && exchange < 1000; exchange += 3) {
                Phonenumber.PhoneNumber number = new Phonenumber.PhoneNumber()
                        .setCountryCode(1)
                        .setNationalNumber(Long.parseLong(code.code() + exchange + "2345"));
                String region = library.getRegionCodeForNumber(number);
                switch (library.getNumberType(number)) {
                    case FIXED_LINE, MOBILE, FIXED_LINE_OR_MOBILE, UNKNOWN -> {
                        if (region != null && !region.equals(code.country())) {
                            other.add(code.code() + " is in " + region);
                        }
                    }
                    default -> other.add(code.code() + " " + exchange + ": " + library.getNumberType(number));
                }
            }
        }
        assertThat(other).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "+12025550143, US", "+14165550134, CA", "+18005550199, US", "+18765550123, JM", "+17875550123, PR",
        "+442079460958, GB", "+447781123456, GG", "+38343123456, XK", "+77012345678, KZ", "+74951234567, RU",
        "+35818123456, AX", "+4930123456, DE", "+390612345678, IT", "+5511987654321, BR", "+2290197123456, BJ"
    })
    void fixedMobileAndTollFreeNumbersMayBeRung(String e164, String country) {
        assertThat(judge(e164)).isEqualTo(new Verdict.Ringable(country));
        assertThat(JUDGE.country(new PhoneNumber(e164))).isEqualTo(country);
    }

    @ParameterizedTest
    @CsvSource({
        "+19005550123, PREMIUM",
        "+499001234567, PREMIUM",
        "+448712345678, PREMIUM",
        "+491801234567, SHARED_COST",
        "+445612345678, VOIP",
        "+447012345678, PERSONAL",
        "+447640123456, PAGER",
        "+443001234567, UAN",
        "+870773123456, SATELLITE",
        "+881612345678, SATELLITE",
        "+88213123456, SATELLITE",
        "+883510012345, SATELLITE",
        "+80012345678, NO_COUNTRY",
        "+80812345678, NO_COUNTRY",
        "+19115550123, SHORT_OR_EMERGENCY",
        "+12029110123, SHORT_OR_EMERGENCY",
        "+14364110123, SHORT_OR_EMERGENCY",
        "+14575550123, SPECIAL_AREA_CODE",
        "+551187654321, NOT_IN_PLAN",
        "+441234567, NOT_IN_PLAN",
        "+999123456789, NOT_IN_PLAN",
        "+13005550123, NOT_IN_PLAN",
        "+12021550123, NOT_IN_PLAN",
        "+1202555014, NOT_IN_PLAN",
        "+12925550123, NOT_IN_PLAN",
        "+13755550123, NOT_IN_PLAN",
        "+19605550123, NOT_IN_PLAN",
        "+18815550123, NOT_IN_PLAN",
        "+19505550123, NOT_IN_PLAN",
        "+12029761234, PREMIUM",
        "+14369761234, PREMIUM",
        "+14565550123, NOT_IN_PLAN",
        "+19765550123, NOT_IN_PLAN"
    })
    void otherNumbersMayNot(String e164, Why why) {
        assertThat(judge(e164)).isEqualTo(new Verdict.NotRingable(why, why.words()));
    }

    @ParameterizedTest
    @CsvSource({"+14365550123, US", "+19425550123, CA", "+16245550123, US", "+18225550123, US"})
    void aNorthAmericanNumberMayBeRungBeforeTheLibraryKnowsIt(String e164, String country) {
        assertThat(judge(e164)).isEqualTo(new Verdict.Ringable(country));
        assertThat(JUDGE.country(new PhoneNumber(e164))).isEqualTo(country);
    }

    @Test
    void anAreaCodeIsRungFromItsFirstDay() {
        PhoneNumber number = new PhoneNumber("+19245550123");
        assertThat(JUDGE.judge(number))
                .isEqualTo(new Verdict.NotRingable(
                        Why.NOT_IN_SERVICE, "an area code that is not in service before 2027-01-15"));
        assertThat(judgeAt("2027-01-14T23:59:59Z").judge(number)).isInstanceOf(Verdict.NotRingable.class);
        assertThat(judgeAt("2027-01-15T00:00:00Z").judge(number)).isEqualTo(new Verdict.Ringable("US"));
    }

    @Test
    void anExtensionCannotBeDialled() {
        PhoneNumber number = new PhoneNumber("+12025550143");
        assertThat(JUDGE.judge(new Reading.Person(number, true)))
                .isEqualTo(new Verdict.NotRingable(Why.EXTENSION, Why.EXTENSION.words()));
        assertThat(JUDGE.judge(new Reading.Person(number, false))).isEqualTo(new Verdict.Ringable("US"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+80012345678", "+881612345678", "+999123456789", "+19115550123", "+12925550123"})
    void someNumbersAreOfNoCountry(String e164) {
        assertThat(JUDGE.country(new PhoneNumber(e164))).isEqualTo("ZZ");
    }

    @ParameterizedTest
    @EnumSource
    void eachReasonHasWords(Why why) {
        assertThat(why.words()).isNotBlank().doesNotContainPattern("\\d");
    }
}
