package dev.ringback.calls.lawful.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import dev.ringback.privacy.PhoneNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NumberReaderTest {
    private static final long SEED = 20261128;
    private static final NumberReader READER = new NumberReader(Regions::code);
    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

    @Test
    void readsNothingFromNoText() {
        assertThat(READER.read(null, "US")).isEqualTo(new Reading.Absent());
        assertThat(READER.read(" ".repeat(1 << 20), "US")).isEqualTo(new Reading.Absent());
        assertThat(READER.read("(202) 555-0143", null)).isEqualTo(new Reading.Unreadable(Flaw.NO_REGION));
    }

    @Test
    void refusesAMegabyteAtOnce() {
        assertThat(READER.read("1".repeat(1 << 20), "US")).isEqualTo(new Reading.Unreadable(Flaw.LONG_TEXT));
        assertThat(READER.read("80 ".repeat(80), "DE")).isEqualTo(new Reading.Unreadable(Flaw.TOO_LONG));
        assertThat(READER.read("+1" + "(".repeat(1 << 20), "")).isEqualTo(new Reading.Unreadable(Flaw.LONG_TEXT));
    }

    @ParameterizedTest
    @EnumSource
    void noReasonHoldsTheText(Flaw flaw) {
        assertThat(flaw.why()).isNotBlank().doesNotContainPattern("\\d{5}");
    }

    @Test
    void anArgentineNumberHasAnotherFormAndOthersHaveNone() {
        PhoneNumber mobile = new PhoneNumber("+5491112345678");
        PhoneNumber without = new PhoneNumber("+541112345678");
        assertThat(READER.otherForm(mobile)).hasValue(without);
        assertThat(READER.otherForm(without)).hasValue(mobile);
        assertThat(READER.otherForm(new PhoneNumber("+12025550143"))).isEmpty();
    }

    @Test
    void aNumberIsReadAsItself() {
        for (KnownNumber known : KnownNumber.all()) {
            Reading once = READER.read(known.e164(), "");
            assertThat(once).isEqualTo(new Reading.Person(new PhoneNumber(known.e164()), false));
        }
    }

    @Test
    void anE164TextIsReadAsTheParserReadsItUnlessItIsValidOrOld() throws NumberParseException {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        OldForms oldForms = OldForms.ofRelease();
        CallingCodes callingCodes = CallingCodes.of(NUMBERS);
        List<Integer> codes = new ArrayList<>(NUMBERS.getSupportedCallingCodes());
        List<String> different = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            String e164 = "+" + codes.get(random.nextInt(codes.size())) + digits(random, 5 + random.nextInt(8));
            if (READER.read(e164, "") instanceof Reading.Person(PhoneNumber number, boolean extension)
                    && oldForms.current(e164.substring(1)).isEmpty()) {
                String parsed = NUMBERS.format(NUMBERS.parse(e164, null), PhoneNumberFormat.E164);
                boolean isValid = number.e164().equals(e164) && NUMBERS.isValidNumber(callingCodes.split(e164));
                if (!isValid
                        && !oldForms.current(parsed.substring(1))
                                .orElse(parsed.substring(1))
                                .equals(number.e164().substring(1))) {
                    different.add(e164 + " " + number.e164());
                }
            }
        }
        assertThat(different).isEmpty();
    }

    @Test
    void noTextMakesItThrow() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        String[] pieces = {
            "+",
            "+49",
            "030",
            "0",
            "123456",
            "202",
            "555",
            " ",
            "-",
            ".",
            ",",
            "/",
            "(",
            ")",
            "x",
            "ext.",
            "tel:",
            ";",
            "=",
            "E+10",
            "#",
            "'",
            "\"",
            "\0",
            "\n",
            "Hans",
            "O",
            "\u202A",
            "\uFF0B",
            "\uFF11",
            "\u0661",
            "\uD83D",
            "\uDE00",
            "%2B",
            "phone-context=+1",
            "1-800-FLOWERS",
            "*",
            "~",
            "@",
            "&",
            "|",
            "\u0130",
            "\u1E9E",
            "\uFFFF",
            "\u7535"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(14);
            for (int piece = 0; piece < length; piece++) {
                text.append(
                        random.nextInt(8) == 0
                                ? String.valueOf((char) random.nextInt(0x10000))
                                : pieces[random.nextInt(pieces.length)]);
            }
            String region =
                    List.of("", "US", "DE", "IT", "AR", "BR", "ZZ", "001", "\0").get(random.nextInt(9));
            assertThat(READER.read(text.toString(), region)).isNotNull();
        }
    }

    private static String digits(Random random, int length) {
        return random.ints(length, 0, 10)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .toString();
    }
}
