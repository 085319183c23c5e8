package dev.ringback.calls.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.lawful.Explanation.HeldBy;
import dev.ringback.calls.lawful.clocks.ZoneData;
import dev.ringback.calls.lawful.law.Blackouts;
import dev.ringback.calls.lawful.law.Law;
import dev.ringback.calls.lawful.law.Packs;
import dev.ringback.calls.lawful.law.Preset;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Holds the hours of random persons against a search of every minute, around changes of clocks of the years 2024 to 2028.
 * The seed is fixed, so that a failure can be seen again.
 */
class LawfulPropertiesTest {
    private static final int PERSONS = 600;
    private static final int CHANGES_OF_A_PERSON = 3;
    private static final Law LAW = new Law(Packs.ofRelease(), Preset.LAWFUL, true, Blackouts.none());

    private final Random random = new Random(RandomPersons.SEED);
    private final ChangesOfClocks changes = new ChangesOfClocks(random);

    @Test
    void aPersonIsRungOnlyWhileEachClockAllowsItAndAtTheFirstSuchInstant() {
        System.out.println("seed " + RandomPersons.SEED);
        WhenAsked asked = asked();
        RandomPersons persons = new RandomPersons(
                random, ZoneData.ofRelease().ids().stream().sorted().toList());
        int placed = 0;
        int opened = 0;
        for (int i = 0; i < PERSONS; i++) {
            RandomPersons.Person person = persons.next();
            for (Instant at : instants(asked, person)) {
                When when = found(ask(asked, person, at));
                check(person, when, at);
                checkTheNumber(person, when, found(ask(asked, person.byNumberAlone(), at)), at);
                placed += when.zones().isEmpty() ? 0 : 1;
                opened += when.next() == null ? 0 : 1;
            }
        }
        assertThat(placed).as("answers for a known place").isGreaterThan(PERSONS);
        assertThat(opened).as("answers with an hour").isGreaterThan(PERSONS);
    }

    /** Returns an instant anywhere and some around the changes of clocks where the person may be; none for no number. */
    private List<Instant> instants(WhenAsked asked, RandomPersons.Person person) {
        List<Instant> instants = new ArrayList<>();
        Instant anywhere = changes.anywhere();
        if (ask(asked, person, anywhere) instanceof WhenAsked.Answer.Found(When when)) {
            instants.add(anywhere);
            List<Instant> there =
                    ChangesOfClocks.in(when.zones().stream().map(HeldBy::zone).toList());
            for (int n = 0; n < CHANGES_OF_A_PERSON && !there.isEmpty(); n++) {
                instants.add(changes.near(there.get(random.nextInt(there.size()))));
            }
        }
        return instants;
    }

    private static WhenAsked asked() {
        Whereabouts whereabouts = Countries.whereabouts();
        Zones zones = new Zones(Optional.empty(), InstantSource.system());
        return new WhenAsked(
                Countries.all(),
                whereabouts,
                new HoursInForce(Countries.TABLES, zones, whereabouts, Preset.LAWFUL, "true"));
    }

    private static WhenAsked.Answer ask(WhenAsked asked, RandomPersons.Person person, Instant at) {
        return asked.when(person.number(), person.region(), person.places(), person.postal(), person.zone(), at);
    }

    private static When found(WhenAsked.Answer answer) {
        return switch (answer) {
            case WhenAsked.Answer.Found(var when) -> when;
            case WhenAsked.Answer.Unreadable(var why) -> throw new AssertionError(why);
        };
    }

    private static void check(RandomPersons.Person person, When when, Instant at) {
        String what = "seed %d: %s at %s: %s".formatted(RandomPersons.SEED, person, at, when);
        if (when.zones().isEmpty()) {
            assertThat(when.allowed()).as(what).isFalse();
            assertThat(when.next()).as(what).isNull();
            return;
        }
        EveryMinute oracle = new EveryMinute(LAW, when.zones());
        assertThat(when.allowed()).as(what).isEqualTo(oracle.allows(at));
        oracle.check(
                what, Optional.ofNullable(when.next()).map(from -> new LawfulWindow.Opening(from, when.until())), at);
    }

    /** What a payload says of the place never opens an hour in which the number by itself may not be rung. */
    private static void checkTheNumber(RandomPersons.Person person, When when, When byNumberAlone, Instant at) {
        if (when.next() != null) {
            assertThat(new EveryMinute(LAW, byNumberAlone.zones()).allows(when.next()))
                    .as("seed %d: %s at %s: %s", RandomPersons.SEED, person, at, when)
                    .isTrue();
        }
    }
}
