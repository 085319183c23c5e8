package dev.ringback.proofs.killloop;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The kill loop's draws and arguments. */
class LoadTest {
    private static final Instant NOW = Instant.parse("2027-03-10T15:05:00Z");

    @Test
    void equalSeedsDrawEqualActsFaultsAndStories() {
        assertThat(acts(5)).isEqualTo(acts(5)).isNotEqualTo(acts(6));
        assertThat(HubFaults.draw(new Random(5))).isEqualTo(HubFaults.draw(new Random(5)));
        assertThat(new LoadScenarios(new Random(5), "x").next(NOW))
                .isEqualTo(new LoadScenarios(new Random(5), "x").next(NOW));
    }

    private static List<Schedule.Step> acts(long seed) {
        return steps(new Schedule(seed, Duration.ofMinutes(5), false, List.of()), 500);
    }

    private static List<Schedule.Step> steps(Schedule schedule, int many) {
        return Stream.generate(schedule::next).limit(many).toList();
    }

    @Test
    void everyActIsMade() {
        assertThat(acts(1).stream().map(Schedule.Step::act).distinct()).containsExactlyInAnyOrder(ChaosAction.values());
        new Random(1)
                .ints(10_000)
                .forEach(seed -> assertThat(ChaosAction.draw(new Random(seed))).isNotNull());
    }

    @Test
    void aLongRunMeasuresEachTroubleAndMakesTheOthersOnceAtFullLength() {
        Schedule schedule = new Schedule(7, Duration.ofMinutes(15), false, List.of());
        List<Schedule.Step> steps = steps(schedule, 30);
        assertThat(schedule.measured()).containsExactlyInAnyOrderElementsOf(ChaosAction.MEASURED);
        assertThat(of(steps, ChaosAction.Form.MEASURED)).containsExactlyInAnyOrderElementsOf(ChaosAction.MEASURED);
        assertThat(of(steps, ChaosAction.Form.WHOLE)).containsExactlyInAnyOrderElementsOf(ChaosAction.LASTING);
    }

    private static List<ChaosAction> of(List<Schedule.Step> steps, ChaosAction.Form form) {
        return steps.stream()
                .filter(step -> step.form() == form)
                .map(Schedule.Step::act)
                .toList();
    }

    @Test
    void twoMinutesHaveEveryNewTroubleButTheCopy() {
        List<Schedule.Step> steps = steps(new Schedule(7, Duration.ofMinutes(2), false, List.of()), 10);
        assertThat(of(steps, ChaosAction.Form.BRIEF))
                .contains(
                        ChaosAction.SILENT_CONNECTIONS,
                        ChaosAction.SILENT_NETWORK,
                        ChaosAction.EXHAUSTED_POOL,
                        ChaosAction.READ_ONLY_DATABASE,
                        ChaosAction.HUB_OUTAGE)
                .hasSize(10);
    }

    @Test
    void aLentServerKeepsItsProcessesSettingsAndDatabases() {
        for (int minutes : new int[] {2, 5, 15}) {
            Schedule schedule = new Schedule(3, Duration.ofMinutes(minutes), true, List.of());
            assertThat(steps(schedule, 500)).noneMatch(step -> step.act().needsOwnServer());
            assertThat(schedule.measured()).noneMatch(ChaosAction::needsOwnServer);
        }
    }

    @Test
    void onlyTheActsThatWereAskedForAreMade() {
        List<ChaosAction> only = List.of(ChaosAction.READ_ONLY_DATABASE, ChaosAction.SILENT_CONNECTIONS);
        Schedule schedule = new Schedule(3, Duration.ofMinutes(20), false, only);
        assertThat(steps(schedule, 4).stream().map(Schedule.Step::act))
                .containsExactly(
                        ChaosAction.READ_ONLY_DATABASE,
                        ChaosAction.SILENT_CONNECTIONS,
                        ChaosAction.READ_ONLY_DATABASE,
                        ChaosAction.SILENT_CONNECTIONS);
        assertThat(of(steps(schedule, 2), ChaosAction.Form.MEASURED)).containsExactly(ChaosAction.SILENT_CONNECTIONS);
    }

    @Test
    void aRingsLineNamesOneThing() {
        LoadScenarios scenarios = new LoadScenarios(new Random(3), "x");
        Set<String> things = new HashSet<>();
        Set<CallerLine> lines = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            for (LoadScenarios.Sending sending : scenarios.next(NOW)) {
                Delivery delivery = sending.delivery();
                LoadRule rule = LoadRule.ALL.get(delivery.line());
                things.add(delivery.about());
                lines.add(new CallerLine(delivery.number(), rule.agent(), rule.from()));
            }
        }
        assertThat(lines).hasSameSizeAs(things);
    }

    @Test
    void everyNumberCanBeRungWhileNewYorkIsAwake() throws NumberParseException {
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        for (int person :
                new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 199_999, 400_000}) {
            String number = LoadScenarios.number(person);
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
        assertThat(Options.of(List.of("--minutes", "3", "--only", "silent-connections,hub-outage")))
                .returns(List.of(ChaosAction.SILENT_CONNECTIONS, ChaosAction.HUB_OUTAGE), Options::only);
        assertThatThrownBy(() -> Options.of(List.of("--minutes", "3", "--only", "silence")))
                .hasMessageContaining("silent-connections");
        assertThatThrownBy(() -> Options.of(List.of(
                        "--minutes", "3", "--only", "read-only-database", "--database-url", "jdbc:postgresql:x")))
                .hasMessageContaining("read-only-database");
        assertThatThrownBy(() -> Options.of(List.of())).hasMessageContaining("--minutes");
        assertThatThrownBy(() -> Options.of(List.of("--minutes", "0"))).hasMessageContaining("1 to 480");
        assertThatThrownBy(() -> Options.of(List.of("--minits", "1"))).hasMessageContaining("--minits");
        assertThatThrownBy(() -> Options.of(
                        List.of("--minutes", "1", "--database-url", "jdbc:postgresql:x?currentSchema=public")))
                .hasMessageContaining("names no schema");
    }

    @Test
    void aProxyStandsBeforeAServerOfOneAddress() {
        assertThat(lent("jdbc:postgresql://db.example:6543/x?ssl=true").address())
                .hasToString("db.example/<unresolved>:6543");
        assertThat(lent("jdbc:postgresql://db.example/x").address()).hasToString("db.example/<unresolved>:5432");
        assertThat(lent("jdbc:postgresql://one:1,two:2/x").address()).isNull();
        assertThat(lent("jdbc:postgresql:x").address()).isNull();
        assertThat(lent("jdbc:postgresql://db.example/x?sslmode=verify-full").address())
                .isNull();
        assertThat(Server.urlAt(7777, "jdbc:postgresql://db.example:6543/x?ssl=true"))
                .isEqualTo("jdbc:postgresql://localhost:7777/x?ssl=true");
    }

    private static Server lent(String url) {
        return new Server.Lent(new Options.Given(url, "", ""));
    }

    @Test
    void percentilesAreNearestRanks() {
        List<Duration> hundred =
                IntStream.rangeClosed(1, 100).mapToObj(Duration::ofMillis).toList();
        assertThat(Certificate.Percentiles.of(hundred)).isEqualTo(new Certificate.Percentiles(100, 50L, 99L, 100L));
        assertThat(Certificate.Percentiles.of(List.of()).p50()).isNull();
    }
}
