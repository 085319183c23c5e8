package dev.ringback.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The kill loop's draws and arguments. */
class LoadTest {
    private static final Instant NOW = Instant.parse("2027-03-10T15:05:00Z");

    @Test
    void equalSeedsDrawEqualActsFaultsAndStories() {
        assertThat(acts(5)).isEqualTo(acts(5)).isNotEqualTo(acts(6));
        assertThat(HubFaults.draw(new Random(5))).isEqualTo(HubFaults.draw(new Random(5)));
        assertThat(new Stories(new Random(5), "x").next(NOW)).isEqualTo(new Stories(new Random(5), "x").next(NOW));
    }

    private static List<Act> acts(long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, 500).mapToObj(i -> Act.draw(random)).toList();
    }

    @Test
    void everyActIsDrawn() {
        assertThat(Set.copyOf(acts(1))).containsExactlyInAnyOrder(Act.values());
        new Random(1)
                .ints(10_000)
                .forEach(seed -> assertThat(Act.draw(new Random(seed))).isNotNull());
    }

    @Test
    void aRingsLineNamesOneThing() {
        Stories stories = new Stories(new Random(3), "x");
        Set<String> things = new HashSet<>();
        Set<Line> lines = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            for (Stories.Sending sending : stories.next(NOW)) {
                Delivery delivery = sending.delivery();
                LoadRule rule = LoadRule.ALL.get(delivery.line());
                things.add(delivery.about());
                lines.add(new Line(delivery.number(), rule.agent(), rule.from()));
            }
        }
        assertThat(lines).hasSameSizeAs(things);
    }

    @Test
    void everyNumberCanBeRungWhileNewYorkIsAwake() throws NumberParseException {
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        for (int person :
                new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 199_999, 400_000}) {
            String number = Stories.number(person);
            var parsed = numbers.parse(number, null);
            assertThat(numbers.isValidNumber(parsed)).as(number).isTrue();
            assertThat(PhoneNumberToTimeZonesMapper.getInstance().getTimeZonesForNumber(parsed))
                    .as(number)
                    .containsExactly("America/New_York");
        }
    }

    @Test
    void saysWhatIsWrongWithItsArguments() {
        assertThat(Options.of(List.of("--minutes", "3", "--seed", "9")))
                .returns(Duration.ofMinutes(3), Options::length)
                .returns(9L, Options::seed)
                .returns(2, Options::replicas)
                .returns(null, Options::given);
        assertThatThrownBy(() -> Options.of(List.of())).hasMessageContaining("--minutes");
        assertThatThrownBy(() -> Options.of(List.of("--minutes", "0"))).hasMessageContaining("1 to 480");
        assertThatThrownBy(() -> Options.of(List.of("--minits", "1"))).hasMessageContaining("--minits");
        assertThatThrownBy(() -> Options.of(
                        List.of("--minutes", "1", "--database-url", "jdbc:postgresql:x?currentSchema=public")))
                .hasMessageContaining("names no schema");
    }

    @Test
    void percentilesAreNearestRanks() {
        List<Duration> hundred =
                IntStream.rangeClosed(1, 100).mapToObj(Duration::ofMillis).toList();
        assertThat(Certificate.Percentiles.of(hundred)).isEqualTo(new Certificate.Percentiles(100, 50L, 99L, 100L));
        assertThat(Certificate.Percentiles.of(List.of()).p50()).isNull();
    }
}
