package dev.ringback.calls.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber;
import dev.ringback.calls.lawful.law.Blackouts;
import dev.ringback.calls.lawful.law.Law;
import dev.ringback.calls.lawful.law.Packs;
import dev.ringback.calls.lawful.law.Preset;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures on one core: reading and placing a number, beside libphonenumber alone in the same run, and the next opening of a
 * window. {@code ./ringback bench -Dtest=NumbersAndHoursBench} prints one line a figure.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
public class NumbersAndHoursBench {
    private static final int NUMBERS = 1024; // a power of two
    private static final Instant MONDAY = Instant.parse("2026-11-23T00:00:00Z");

    private final Numbers numbers = Countries.all();
    private final Whereabouts whereabouts = Countries.whereabouts();
    private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();
    private final PhoneNumberToTimeZonesMapper mapper = PhoneNumberToTimeZonesMapper.getInstance();
    private final List<String> typed = typed();
    private final LawfulWindow window = new LawfulHours(
                    whereabouts, Countries::zone, new Law(Packs.ofRelease(), Preset.LAWFUL, true, Blackouts.none()))
            .window(((Numbers.Parsed.Usable) numbers.parse("+12025550123", "")).number(), "US", Address.NONE);
    private int next;

    /** Returns valid numbers of many countries in E.164, half of them of the North American plan. */
    private static List<String> typed() {
        PhoneNumberUtil library = PhoneNumberUtil.getInstance();
        List<String> regions = List.copyOf(library.getSupportedRegions());
        List<String> typed = new ArrayList<>();
        for (int i = 0; typed.size() < NUMBERS; i++) {
            if (i % 2 == 0) {
                typed.add("+1"
                        + List.of("212", "310", "702", "850", "604", "416").get(i / 2 % 6) + "555" + (1000 + i % 9000));
            } else {
                Phonenumber.PhoneNumber example = library.getExampleNumberForType(
                        regions.get(i % regions.size()), PhoneNumberUtil.PhoneNumberType.MOBILE);
                if (example != null) {
                    typed.add(library.format(example, PhoneNumberUtil.PhoneNumberFormat.E164));
                }
            }
        }
        return typed;
    }

    private String number() {
        return typed.get(next++ & NUMBERS - 1);
    }

    @Benchmark
    public Object readAndPlace() {
        Numbers.Parsed parsed = numbers.parse(number(), "");
        return parsed instanceof Numbers.Parsed.Usable(var number, var country)
                ? whereabouts.of(number, country, Address.NONE)
                : parsed;
    }

    @Benchmark
    public Object libphonenumberAlone() throws NumberParseException {
        Phonenumber.PhoneNumber number = library.parse(number(), null);
        return library.isValidNumber(number) && library.getNumberType(number) != null
                ? mapper.getTimeZonesForNumber(number).size()
                        + library.getRegionCodeForNumber(number).length()
                : null;
    }

    @Benchmark
    public Optional<LawfulWindow.Opening> nextOpening() {
        Instant asked = MONDAY.plusSeconds((next++ & NUMBERS - 1) * 600L);
        return window.next(asked, asked.plus(Duration.ofDays(8)));
    }

    @Test
    void measures() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(NumbersAndHoursBench.class.getSimpleName())
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(2))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(2))
                        .threads(1)
                        .jvmArgs("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
                        .build())
                .run();
        double[] rates = results.stream()
                .sorted((one, other) -> one.getPrimaryResult()
                        .getLabel()
                        .compareTo(other.getPrimaryResult().getLabel()))
                .mapToDouble(result -> result.getPrimaryResult().getScore())
                .toArray();
        assertThat(rates).hasSize(3); // libphonenumberAlone, nextOpening, readAndPlace
        System.out.printf(
                "read and place a number: %,.0f a second, %.2f of libphonenumber alone%n",
                rates[2], rates[2] / rates[0]);
        System.out.printf("next opening of a window: %,.0f a second%n", rates[1]);
    }
}
