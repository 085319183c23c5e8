package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One person, several drafts and calls: no claim takes two of them, and the database itself refuses a second one. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class PersonIsTakenOnceTest {
    private static final String ANN = "+12025550141";
    private static final String BEN = "+12025550142";

    private final ServiceDriver world;
    private final Outbox outbox;

    PersonIsTakenOnceTest(ServiceDriver world, Outbox outbox) {
        this.world = world;
        this.outbox = outbox;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    /** Has a call put into a draft of its own, which is created; its start is due, and not made yet. */
    private UUID inADraftOfItsOwn(String number) {
        UUID call = world.dueReminder(number);
        world.run("UPDATE outbox_entry SET due_at = due_at + interval '1 hour' WHERE kind = 'START' AND state = 'DUE'");
        assertThat(world.send()).as("the create").isOne();
        world.run("UPDATE outbox_entry SET due_at = ringback_now() WHERE kind = 'START' AND state = 'DUE'");
        return call;
    }

    private int rings(String number) {
        return world.hub().rings(number).size();
    }

    @Test
    void ofTwoDraftsWithOnePersonOneClaimStartsOne() {
        List<UUID> calls = List.of(inADraftOfItsOwn(ANN), inADraftOfItsOwn(ANN));
        assertThat(world.send()).as("starts").isOne();
        world.workUntilQuiet();
        assertThat(rings(ANN)).isOne();
        assertThat(calls).extracting(world::stateOf).containsExactlyInAnyOrder("placed", "due");
        world.advance(Duration.ofMinutes(16));
        world.workUntilQuiet();
        assertThat(rings(ANN)).as("once its gap is over").isEqualTo(2);
    }

    @Test
    void aCallThatIsDueWithAStartOfItsPersonWaits() {
        inADraftOfItsOwn(ANN);
        world.dueCall(ANN);
        assertThat(outbox.claim(10)).extracting(Claim::kind).containsExactly(Kind.START);
    }

    @Test
    void draftsOfOtherPersonsStartInTheSameClaim() {
        inADraftOfItsOwn(ANN);
        inADraftOfItsOwn(BEN);
        assertThat(outbox.claim(10)).extracting(Claim::kind).containsExactly(Kind.START, Kind.START);
    }

    @Test
    void theDatabaseRefusesASecondEntryThatIsBeingSentToAPerson() {
        UUID first = world.dueCall(ANN);
        UUID second = world.dueCall(ANN);
        send(first);
        assertThatThrownBy(() -> send(second)).hasStackTraceContaining("cannot take its person");
        world.run("UPDATE outbox_entry SET state = 'DONE', dispatch_by = NULL, answer_by = NULL WHERE call = '" + first
                + "'");
        send(second);
    }

    @Test
    void theDatabaseRefusesTwoEntriesOfAPersonInOneStatement() {
        world.dueCall(ANN);
        world.dueCall(ANN);
        assertThatThrownBy(() -> world.run(sending("true"))).hasStackTraceContaining("cannot take its person");
        assertThat(world.number("SELECT count(*) FROM outbox_entry WHERE state = 'SENDING'"))
                .isZero();
    }

    private void send(UUID call) {
        world.run(sending("call = '" + call + "'"));
    }

    private static String sending(String condition) {
        return "UPDATE outbox_entry SET state = 'SENDING', attempt = attempt + 1, sent_at = ringback_now(),"
                + " dispatch_by = ringback_now(), answer_by = ringback_now() WHERE " + condition;
    }

    @Test
    void aProofThatAnUnsureStartTookPlaceIsStoredWhoeverIsBeingRungMeanwhile() {
        UUID row = inADraftOfItsOwn(ANN);
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.closeAfterEffect());
        assertThat(world.send()).as("the start").isOne();
        assertThat(world.stateOf(row)).isEqualTo("unknown");
        UUID other = world.dueCall(ANN);
        send(other); // as a version did that did not count what is unknown
        world.run("UPDATE outbox_entry SET due_at = ringback_now() WHERE kind = 'DELETE'");
        world.sendWithoutWaiting(); // the deletion is answered 409: it had started
        await().until(() -> world.stateOf(row).equals("started"));
    }

    @Test
    void aClaimThatTheDatabaseRefusesIsAnAlarmAndRingsNobody() throws IOException {
        UUID first = world.dueCall(ANN);
        world.dueCall(ANN);
        send(first);
        world.run("""
                CREATE OR REPLACE FUNCTION outbox_gate(e outbox_entry, at timestamptz, gap interval, countries text[])
                RETURNS TABLE (gate text, until timestamptz, detail text) LANGUAGE sql STABLE
                AS $$ SELECT null::text, null::timestamptz, null::text WHERE false $$"""); // stands for a bug of ours
        try {
            assertThatThrownBy(world::send).hasStackTraceContaining("cannot take its person");
        } finally {
            world.run(Files.readString(Path.of("migrations/V0052__gates.sql")));
        }
        assertThat(rings(ANN)).isZero();
        assertThat(world.number(
                        "SELECT count(*) FROM alarm WHERE kind = 'claim_refused' AND object = 'person_is_taken_once'"))
                .isOne();
    }
}
