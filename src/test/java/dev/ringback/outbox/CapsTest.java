package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.calls.CallCaps;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.platform.PostgresResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tenant's cost caps across replicas: read, kept under, met as a 429, stopped by, raised. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class CapsTest {
    private static final int MANY = 1_000_000;
    // There it is afternoon when the Hub's day begins, in summer and in winter.
    private static final String LOS_ANGELES = "+12135550190";
    private static final String LONDON = "+442079460123"; // of the range set aside for fiction

    private final ServiceDriver world;
    private final Outbox outbox;
    private final CallCaps reader;
    private final Dials dials;

    CapsTest(ServiceDriver world, Outbox outbox, CallCaps reader, Dials dials) {
        this.world = world;
        this.outbox = outbox;
        this.reader = reader;
        this.dials = dials;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        world.advance(Duration.ofMinutes(1)); // nine in Los Angeles is past
    }

    private void hubCaps(int concurrent, int minute, int calls, int minutes) {
        world.hub()
                .behave(world.hub()
                        .behaviour()
                        .withCaps(new dev.ringback.emulator.Caps(concurrent, minute, calls, minutes)));
    }

    private void known(int concurrent, int minute, int calls, int minutes) {
        hubCaps(concurrent, minute, calls, minutes);
        assertThat(reader.readIfDue()).isTrue();
    }

    private List<UUID> dueCalls(int calls) {
        return IntStream.range(0, calls)
                .mapToObj(i -> world.dueCall("+1213555%04d".formatted(110 + i)))
                .toList();
    }

    private JsonPath status() {
        return world.get("/api/v1/status");
    }

    private long asked() {
        return world.hub().requests(Route.ORIGINATE).heads();
    }

    private int rings() {
        return world.hub().rings().size();
    }

    private void advanceTo(Instant when) {
        world.advance(Duration.between(world.now(), when));
    }

    private Instant midnight() {
        return world.now().truncatedTo(java.time.temporal.ChronoUnit.DAYS).plus(Duration.ofDays(1));
    }

    private Instant notBefore(UUID call) {
        return Instant.parse(world.call(call).getString("not_before"));
    }

    static long alarms(String what) {
        return io.restassured.RestAssured.get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("ringback_stops_total{what=\"" + what + "\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    // --- Reading

    @Test
    void oneReplicaReadsTheCapsEachPeriod() throws Exception {
        hubCaps(7, 30, 500, 900);
        assertThat(readAtOnce()).isOne();
        assertThat(readAtOnce()).isZero();
        assertThat(world.hub().requests(Route.GET_CALL_LIMITS).heads()).isOne();
        assertThat(status().getInt("caps.concurrent_max")).isEqualTo(7);
        assertThat(status().getInt("caps.calls_per_minute")).isEqualTo(30);
        assertThat(status().getInt("caps.daily_calls_max")).isEqualTo(500);
        assertThat(status().getInt("caps.daily_minutes_max")).isEqualTo(900);
        assertThat(status().getString("caps.stopped_by")).isNull();
        world.advance(Duration.ofMinutes(5).plusSeconds(1));
        assertThat(readAtOnce()).isOne();
    }

    private long readAtOnce() throws Exception {
        List<Callable<Boolean>> replicas = List.of(reader::readIfDue, reader::readIfDue, reader::readIfDue);
        long read = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (Future<Boolean> one : threads.invokeAll(replicas)) {
                read += one.get() ? 1 : 0;
            }
        }
        return read;
    }

    @Test
    void whatCannotBeReadStaysAsItWasAndIsReadAgainSooner() {
        known(MANY, 30, MANY, MANY);
        String readAt = status().getString("caps.read_at");
        world.advance(Duration.ofMinutes(6));
        hubCaps(MANY, 40, MANY, MANY);
        world.hub().faults().next(Route.GET_CALL_LIMITS, Fault.status(403, "not today"));
        assertThat(reader.readIfDue()).isFalse();
        assertThat(status().getInt("caps.calls_per_minute")).isEqualTo(30);
        assertThat(status().getString("caps.read_at")).isEqualTo(readAt);
        world.advance(Duration.ofSeconds(61));
        assertThat(reader.readIfDue()).isTrue();
        assertThat(status().getInt("caps.calls_per_minute")).isEqualTo(40);
    }

    // --- Caps that the Hub has lost

    @Test
    void capsThatTheHubNoLongerShowsHoldAllTheSame() throws Exception {
        known(MANY, 3, MANY, MANY);
        world.hub().loseCaps();
        world.advance(Duration.ofMinutes(6));
        assertThat(reader.readIfDue()).isTrue();
        assertThat(status().getInt("caps.calls_per_minute")).isEqualTo(3);
        assertThat(status().getString("caps.missing_since")).isNotNull();
        dueCalls(8);
        assertThat(claimAtOnce()).as("by two replicas").hasSize(3);
    }

    @Test
    void theDayThatWeCountHoldsThoughTheHubHasForgottenIt() {
        known(MANY, MANY, 2, MANY);
        dueCalls(4);
        assertThat(world.send()).isEqualTo(2);
        world.hub().loseCaps();
        world.advance(Duration.ofMinutes(6));
        assertThat(reader.readIfDue()).isTrue();
        assertThat(world.send()).isZero();
        assertThat(rings()).isEqualTo(2);
    }

    @Test
    void anyNumberTheHubShowsIsBelievedAtOnce() {
        known(5, 3, MANY, MANY);
        world.hub().loseCaps();
        world.advance(Duration.ofMinutes(6));
        reader.readIfDue();
        world.hub().reset();
        hubCaps(4, 9, MANY, MANY);
        world.advance(Duration.ofMinutes(6));
        assertThat(reader.readIfDue()).isTrue();
        assertThat(status().getInt("caps.concurrent_max")).isEqualTo(4);
        assertThat(status().getInt("caps.calls_per_minute")).isEqualTo(9);
        assertThat(status().getString("caps.missing_since")).isNull();
    }

    @Test
    void aCapThatIsMissingForADayIsTakenForGone() {
        known(MANY, 3, MANY, MANY);
        world.hub().loseCaps();
        for (int hour = 0; hour < 24; hour++) {
            world.advance(Duration.ofHours(1));
            assertThat(reader.readIfDue()).isTrue();
            assertThat(status().getString("caps.calls_per_minute")).isEqualTo("3");
        }
        world.advance(Duration.ofHours(1).plusMinutes(1));
        assertThat(reader.readIfDue()).isTrue();
        assertThat(status().getString("caps.calls_per_minute")).isNull();
        assertThat(status().getString("caps.missing_since")).isNull();
    }

    // --- Keeping under them

    @Test
    void claimersAtOnceShareTheCallsOfAMinute() throws Exception {
        known(MANY, 3, MANY, MANY);
        dueCalls(8);
        assertThat(claimAtOnce()).hasSize(3);
        assertThat(claimAtOnce()).isEmpty();
        world.advance(Duration.ofSeconds(61));
        assertThat(claimAtOnce()).hasSize(3);
    }

    private List<UUID> claimAtOnce() throws Exception {
        List<Callable<List<Claim>>> replicas = List.of(() -> outbox.claim(8), () -> outbox.claim(8));
        List<UUID> claimed = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<List<Claim>> claims : threads.invokeAll(replicas)) {
                claims.get().forEach(claim -> claimed.add(claim.entry()));
            }
        }
        return claimed;
    }

    @Test
    void aHubWhoseCapsAreKnownNeverHasToRefuse() {
        known(MANY, 2, 3, MANY);
        dueCalls(5);
        assertThat(world.send()).isEqualTo(2);
        assertThat(status().getString("caps.reached_by")).isEqualTo("calls_per_minute");
        assertThat(status().getInt("caps.used_this_minute")).isEqualTo(2);
        world.advance(Duration.ofSeconds(61));
        assertThat(world.send()).isOne();
        assertThat(status().getString("caps.reached_by")).isEqualTo("daily_calls_max");
        world.advance(Duration.ofHours(6));
        assertThat(world.send()).isZero();
        assertThat(asked()).as("nothing was refused").isEqualTo(rings()).isEqualTo(3);
    }

    @Test
    void theDaysCallsAreFreeAgainMinutesAfterUtcMidnight() {
        known(MANY, MANY, 2, MANY);
        List<UUID> calls = dueCalls(3);
        assertThat(world.send()).isEqualTo(2);
        Instant midnight = midnight();
        advanceTo(midnight.plusSeconds(60));
        assertThat(world.send()).as("the Hub may still count yesterday's").isZero();
        advanceTo(midnight.plusSeconds(130));
        assertThat(world.send()).isOne();
        assertThat(calls).allSatisfy(call -> assertThat(world.stateOf(call)).isEqualTo("placed"));
        assertThat(rings()).isEqualTo(3);
        assertThat(status().getInt("caps.used_today")).isOne();
    }

    @Test
    void callsUnderWayCountForTheCapOfCallsAtOnce() {
        known(2, MANY, MANY, MANY);
        dueCalls(4);
        List<Claim> claims = outbox.claim(4);
        assertThat(claims).hasSize(2);
        assertThat(outbox.claim(4)).isEmpty();
        outbox.record(claims.getFirst(), new Outcome.Done("sess_1"));
        assertThat(outbox.claim(4)).hasSize(1);
    }

    @Test
    void aCallCountsAsTalkingForItsAssumedLengthAndLongerWhileItIsBeingSent() {
        dueCalls(2);
        List<Claim> claims = outbox.claim(2);
        outbox.record(claims.getFirst(), new Outcome.Done("sess_1"));
        assertThat(atOnce(Duration.ZERO)).isOne();
        assertThat(atOnce(Duration.ofMinutes(3))).isEqualTo(2);
        world.advance(Duration.ofMinutes(4));
        assertThat(atOnce(Duration.ofMinutes(3))).isOne();
    }

    private long atOnce(Duration assumed) {
        return QuarkusTransaction.requiringNew()
                .call(() -> dials.count(Caps.MIDNIGHT_GRACE, assumed).atOnce());
    }

    @Test
    void onlyWhatIsProvedNotToHaveDialledDoesNotCount() {
        known(MANY, MANY, MANY, MANY);
        dueCalls(6);
        List<Claim> claims = outbox.claim(6);
        assertThat(status().getInt("caps.used_today")).isEqualTo(6);
        outbox.record(claims.get(0), new Outcome.NotSent("no connection"));
        outbox.record(claims.get(1), new Outcome.Refused(400, "no"));
        outbox.record(claims.get(2), new Outcome.Postponed("cap", world.now(), Outcome.Stops.DIALLING));
        outbox.record(claims.get(3), new Outcome.KeyRefused("bad"));
        assertThat(status().getInt("caps.used_today")).isEqualTo(2);
        outbox.record(claims.get(4), new Outcome.Unknown("lost"));
        outbox.record(claims.get(5), new Outcome.Done("sess_1"));
        assertThat(status().getInt("caps.used_today")).isEqualTo(2);
    }

    // --- 0 is a stop

    @Test
    void aCapOfZeroStopsUntilTheHubShowsAnother() {
        long alarms = alarms("cap_of_zero");
        known(MANY, MANY, MANY, 0);
        dueCalls(2);
        assertThat(world.send()).isZero();
        assertThat(status().getString("caps.stopped_by")).isEqualTo("daily_minutes_max");
        world.advance(Duration.ofMinutes(6));
        known(MANY, MANY, MANY, 0);
        assertThat(alarms("cap_of_zero")).as("said once").isEqualTo(alarms + 1);
        world.advance(Duration.ofMinutes(6));
        assertThat(world.send()).isZero();
        assertThat(asked()).isZero();
        known(MANY, MANY, MANY, 60);
        assertThat(status().getString("caps.stopped_by")).isNull();
        assertThat(world.send()).as("nobody had to resume it").isEqualTo(2);
    }

    // --- 429

    @Test
    void aDailyCapMovesItsCallsToMinutesAfterMidnightAndTheOthersWait() {
        List<UUID> refused = dueCalls(3);
        world.hub().faults().next(Route.ORIGINATE, 3, Fault.capReached("Daily call limit reached"));
        assertThat(world.send()).isEqualTo(3);
        UUID other = world.dueCall(LOS_ANGELES);
        Instant midnight = midnight();
        List<Instant> moved = refused.stream().map(this::notBefore).toList();
        assertThat(moved)
                .allSatisfy(at -> assertThat(at).isBetween(midnight.plusSeconds(115), midnight.plusSeconds(611)));
        assertThat(new HashSet<>(moved)).as("not all at once").hasSize(3);
        assertThat(world.send()).isZero();
        assertThat(Instant.parse(status().getString("quota.dial_blocked_until")))
                .isBetween(midnight.plusSeconds(115), midnight.plusSeconds(125));
        assertThat(status().getString("quota.dial_blocked_by")).contains("Daily call limit");
        advanceTo(midnight.plusSeconds(612));
        assertThat(world.send()).isEqualTo(4);
        world.advance(Duration.ofMinutes(20));
        assertThat(world.send()).isZero();
        assertThat(world.stateOf(other)).isEqualTo("placed");
        assertThat(rings()).isEqualTo(4);
        refused.forEach(call ->
                assertThat(world.hub().rings(world.call(call).getString("to"))).hasSize(1));
    }

    @Test
    void aCallWhoseWindowEndsBeforeMidnightGoesInTheNextOne() {
        UUID call = world.dueCall(LONDON);
        world.hub().faults().next(Route.ORIGINATE, Fault.capReached("Daily minute budget exhausted"));
        Instant midnight = midnight();
        assertThat(world.send()).isOne();
        Instant nine = midnight.atZone(ZoneId.of("Europe/London")).withHour(9).toInstant();
        assertThat(notBefore(call)).isEqualTo(nine);
        advanceTo(nine.plusSeconds(1));
        assertThat(world.send()).isOne();
        assertThat(world.hub().rings(LONDON)).hasSize(1);
    }

    @Test
    void aCallThatHasNoWindowLeftAfterMidnightExpires() {
        world.advance(Duration.ofDays(4).plusHours(1)); // Friday evening in London
        UUID call = world.dueCall(LONDON);
        world.advance(Duration.ofDays(1));
        world.sweep(); // Friday's window was missed, Saturday's is open
        world.hub().faults().next(Route.ORIGINATE, Fault.capReached("Daily call limit reached"));
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("expired");
    }

    @Test
    void aDailyCapThatIsStillYesterdaysCostsMinutesAndNotADay() {
        UUID call = world.dueCall(LOS_ANGELES);
        Instant midnight = midnight();
        advanceTo(midnight.plusSeconds(180));
        world.hub().faults().next(Route.ORIGINATE, Fault.capReached("Daily call limit reached"));
        assertThat(world.send()).isOne();
        assertThat(notBefore(call)).isBetween(midnight.plusSeconds(780), midnight.plusSeconds(1290));
    }

    @Test
    void a429AsksForAReadingAndARaisedCapEndsTheBlock() {
        known(MANY, MANY, MANY, MANY);
        hubCaps(MANY, MANY, 1, MANY);
        List<UUID> calls = dueCalls(2);
        assertThat(world.send()).isEqualTo(2);
        assertThat(reader.readIfDue()).as("though the period is not over").isTrue();
        assertThat(status().getInt("caps.daily_calls_max")).isOne();
        UUID waiting = world.dueCall(LOS_ANGELES);
        assertThat(world.send()).isZero();
        hubCaps(MANY, MANY, 9, MANY);
        world.advance(Duration.ofMinutes(6));
        assertThat(reader.readIfDue()).isTrue();
        assertThat(status().getString("quota.dial_blocked_until")).isNull();
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(waiting)).isEqualTo("placed");
        assertThat(calls).extracting(world::stateOf).containsExactlyInAnyOrder("placed", "waiting");
    }

    @Test
    void a429NobodyHasDescribedAlarms() {
        long alarms = alarms("unknown_429");
        UUID call = world.dueCall(LOS_ANGELES);
        world.hub().faults().next(Route.ORIGINATE, Fault.capReached("the moon is full"));
        assertThat(world.send()).isOne();
        assertThat(alarms("unknown_429")).isEqualTo(alarms + 1);
        assertThat(Duration.between(world.now(), notBefore(call)))
                .isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15));
    }
}
