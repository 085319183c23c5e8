package dev.ringback.calls.lawful.numbers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OldFormsTest {
    private static final OldForms FORMS = OldForms.ofRelease();
    private static final CallingCodes CODES = CallingCodes.of(PhoneNumberUtil.getInstance());

    @ParameterizedTest
    @CsvSource({
        "5215512345678, 525512345678", "520445512345678, 525512345678", "551187654321, 5511987654321",
        "22997123456, 2290197123456", "22507123456, 2250707123456", "22544123456, 2250544123456",
        "22541123456, 2250141123456", "22520212345, 2252720212345", "22520812345, 2252120812345",
        "22520012345, 2252520012345", "5712345678, 576012345678", "841201234567, 84701234567",
        "841211234567, 84791234567", "841221234567, 84771234567", "841261234567, 84761234567",
        "841281234567, 84781234567", "841231234567, 84831234567", "841271234567, 84811234567",
        "841291234567, 84821234567", "841691234567, 84391234567", "841861234567, 84561234567",
        "841991234567, 84591234567", "24101123456, 24111123456", "24102123456, 24162123456",
        "24107123456, 24177123456", "23799123456, 237699123456", "23733123456, 237233123456",
        "2307123456, 23057123456", "59398123456, 593998123456", "2417123456, 24177123456",
        "2412123456, 24162123456", "2411123456, 24111123456", "560987654321, 56987654321",
        "37744123456, 38344123456", "38649123456, 38349123456", "38138123456, 38338123456"
    })
    void anOldNumberIsTheCurrentOne(String old, String current) {
        assertThat(FORMS.current(old)).hasValue(current);
        assertThat(FORMS.current(current)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12025550143",
                "551127654321",
                "551177654321",
                "5491112345678",
                "541112345678",
                "4930123456",
                "5",
                ""
            })
    void anyOtherNumberIsKept(String digits) {
        assertThat(FORMS.current(digits)).isEmpty();
    }

    /** Gabon's and Kosovo's old numbers are valid to the library still, though switched off in 2024 and 2019. */
    @Test
    void noOldFormIsAValidNumberOfToday() {
        System.out.println("seed 7");
        Random random = new Random(7);
        List<String> valid = new ArrayList<>();
        for (String code : List.of("52", "55", "57", "84", "229", "225", "237", "230", "593")) {
            for (int i = 0; i < 20_000; i++) {
                String digits = code
                        + random.ints(7 + random.nextInt(6), 0, 10)
                                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append);
                if (FORMS.current(digits).isPresent() && isValid(digits)) {
                    valid.add(digits);
                }
            }
        }
        assertThat(valid).isEmpty();
    }

    private static boolean isValid(String digits) {
        return PhoneNumberUtil.getInstance().getNumberType(CODES.split("+" + digits)) != PhoneNumberType.UNKNOWN;
    }

    @Test
    void eachChangeIsInForce() {
        assertThat(FORMS.changes())
                .hasSizeGreaterThan(25)
                .allSatisfy(change -> assertThat(change.since()).isBefore(LocalDate.of(2026, 11, 28)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "521(\\d{10})\t52$1\t2019-08-03\tMexico",
                "52(\t52$1\t2019-08-03\tM\ts",
                "521\t52\t2019-8-3\tM\ts",
                "x\t5\t2019-08-03\tM\ts"
            })
    void aBadLineFailsWithItsNumber(String line) {
        assertThatThrownBy(() -> OldForms.read("# head\n" + line))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("line 2");
    }
}
