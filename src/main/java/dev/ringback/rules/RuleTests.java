package dev.ringback.rules;

import dev.ringback.calls.SenderNames;
import dev.ringback.calls.Senders;
import dev.ringback.calls.campaigns.Schedule;
import dev.ringback.calls.lawful.HoursInForce;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.StandaloneHours;
import dev.ringback.calls.lawful.Whereabouts;
import dev.ringback.calls.lawful.Zones;
import dev.ringback.intake.sources.Kind;
import dev.ringback.intake.sources.Sources;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Runs the tests of a rules file by a {@link Trial}: with no effect, no database and nobody opted out. Time passes only
 * between events that say when they are received.
 */
@ApplicationScoped
class RuleTests implements FileTests {
    /** Finds the configured source of a name; empty if there is none. */
    private final Function<String, Optional<Sources.Source>> sources;

    private final Function<String, SenderNames> senders;
    private final Numbers numbers;
    private final Whereabouts whereabouts;
    private final Supplier<HoursInForce.InForce> hours;
    private final Zones zones;

    @Inject
    RuleTests(
            Sources sources,
            Senders senders,
            Numbers numbers,
            Whereabouts whereabouts,
            HoursInForce hours,
            Zones zones) {
        this(sources::named, senders::of, numbers, whereabouts, hours::now, zones);
    }

    private RuleTests(
            Function<String, Optional<Sources.Source>> sources,
            Function<String, SenderNames> senders,
            Numbers numbers,
            Whereabouts whereabouts,
            Supplier<HoursInForce.InForce> hours,
            Zones zones) {
        this.sources = sources;
        this.senders = senders;
        this.numbers = numbers;
        this.whereabouts = whereabouts;
        this.hours = hours;
        this.zones = zones;
    }

    /** Creates the tests of a command, by the same settings as the service's, without black-outs. */
    static RuleTests standalone() {
        StandaloneHours hours = StandaloneHours.read(InstantSource.system());
        return new RuleTests(
                RuleTests::configured,
                RuleTests::sender,
                hours.numbers(),
                hours.whereabouts(),
                hours.hours()::now,
                hours.zones());
    }

    /** Returns a source of the environment's settings, of which its secrets are not needed here. */
    private static Optional<Sources.Source> configured(String name) {
        Config config = ConfigProvider.getConfig();
        String prefix = KnownSources.PREFIX + name + ".";
        return config.getOptionalValue(prefix + "kind", String.class)
                .flatMap(word -> Arrays.stream(Kind.values())
                        .filter(kind ->
                                kind.name().equals(word.toUpperCase(Locale.ROOT).replace('-', '_')))
                        .findFirst())
                .map(kind -> Sources.Source.ofKnownEvents(
                        name,
                        kind,
                        sender(name).name(),
                        config.getOptionalValue(prefix + "accept-test-events", Boolean.class)
                                .orElse(false)));
    }

    private static SenderNames sender(String source) {
        String name = ConfigProvider.getConfig()
                .getOptionalValue(KnownSources.PREFIX + source + ".sender", String.class)
                .orElse(source);
        return new SenderNames(name, Stream.of(name, source).collect(Collectors.toSet()));
    }

    /**
     * Runs all tests of a file.
     *
     * @param files finds a file beside the rules file by its relative path; empty if there is none
     */
    @Override
    public List<Result> run(RulesFile file, Function<String, Optional<byte[]>> files) {
        return file.tests().stream().map(test -> run(file, test, files)).toList();
    }

    private Result run(RulesFile file, RuleTest test, Function<String, Optional<byte[]>> files) {
        TestEvents events = new TestEvents(file, test, files);
        Map<String, Sources.Source> guessed = new HashMap<>();
        TrialKeys keys = new TrialKeys();
        Trial trial = new Trial(TrialRule.of(file, keys), world(guessed), keys);
        List<TestOutcome.Step> steps = new ArrayList<>();
        for (RuleTest.Given given : test.events()) {
            try {
                TestEvents.Read read = events.next(given);
                guessed.computeIfAbsent(
                        read.event().source(),
                        name -> Sources.Source.ofKnownEvents(name, TestEvents.kindOf(read.body()), name, false));
                steps.add(new TestOutcome.Step(read.event(), trial.decide(trial.evaluate(read.event(), read.body()))));
            } catch (TestEvents.UnreadableException e) {
                return new Result(test.name(), false, e.getMessage(), line(given), column(given));
            }
        }
        String detail = new TestOutcome(steps).missing(test.expects());
        return new Result(test.name(), detail.isEmpty(), detail, test.line(), test.column());
    }

    private TrialWorld world(Map<String, Sources.Source> guessed) {
        return new TrialWorld(
                numbers,
                whereabouts,
                hours.get().hours(),
                zones::zone,
                name -> sources.apply(name).or(() -> Optional.ofNullable(guessed.get(name))),
                senders,
                persons -> false,
                (gather, after) -> Schedule.stored(gather.schedule(), gather.zone(), zones::zone)
                        .flatMap(schedule -> schedule.next(after)));
    }

    private static int line(RuleTest.Given given) {
        return switch (given) {
            case RuleTest.Given.OfFile file -> file.line();
            case RuleTest.Given.Inline inline -> inline.line();
        };
    }

    private static int column(RuleTest.Given given) {
        return switch (given) {
            case RuleTest.Given.OfFile file -> file.column();
            case RuleTest.Given.Inline inline -> inline.column();
        };
    }
}
