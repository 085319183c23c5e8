package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Ring;
import dev.ringback.emulator.Route;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A campaign from its file to its end over six zones and two countries, with two replicas: every step and reading fails
 * now and then, and a replica is killed in each phase. As many people as {@code ringback.proof.people} says, in about four
 * hours of an accelerated day, and what these leave over on the next: {@code ./ringback prove --campaign 10000}.
 */
@Timeout(3_000)
@EnabledIfSystemProperty(named = "ringback.proof.people", matches = "[0-9]+") // minutes, so not in CI
class CampaignOfManyIT {
    private static final int PEOPLE = Integer.getInteger("ringback.proof.people", 360);
    /** Two minutes a call: so many of them that London's cannot all be rung before its hours end. */
    private static final int CONCURRENT = Math.max(2, PEOPLE / 120);
    /** A Monday, half past seven in the evening of London and half past nine in the morning of Honolulu. */
    private static final Instant START = Instant.parse("2027-03-08T19:30:00Z");

    private static final Duration STEP = Duration.ofSeconds(20);
    private static final int BOTH = 2;

    @TempDir
    Path directory;

    private final ManyPeople people = ManyPeople.of(PEOPLE);
    private final Set<String> optedOut = new HashSet<>();
    private final List<String> killed = new ArrayList<>();
    private CampaignStage stage;

    /** A death while the Hub holds a request, before or after it did what was asked. */
    private record Death(Route route, Fault fault) {}

    private final Queue<Death> deaths = new ArrayDeque<>(List.of(
            new Death(Route.CREATE_CAMPAIGN, Fault.freezeBeforeEffect()),
            new Death(Route.CREATE_CAMPAIGN, Fault.freezeAfterEffect()),
            new Death(Route.START_CAMPAIGN, Fault.freezeAfterEffect()),
            new Death(Route.DELETE_CAMPAIGN, Fault.freezeBeforeEffect()),
            new Death(Route.START_CAMPAIGN, Fault.freezeBeforeEffect()),
            new Death(Route.DELETE_CAMPAIGN, Fault.freezeAfterEffect()),
            new Death(Route.LIST_CONTACTS, Fault.freezeAfterEffect()),
            new Death(Route.STOP_CAMPAIGN, Fault.freezeBeforeEffect()),
            new Death(Route.STOP_CAMPAIGN, Fault.freezeAfterEffect()),
            new Death(Route.GET_CAMPAIGN, Fault.freezeAfterEffect())));

    @BeforeEach
    void start() throws Exception {
        stage = new CampaignStage(directory, START, CONCURRENT * 3 / 2, Math.clamp(PEOPLE / 24, 20, 500));
    }

    @AfterEach
    void end() throws Exception {
        stage.close();
    }

    @Test
    void everyoneIsRungAtMostOnceInsideTheirHoursAndNobodyIsForgotten() {
        String campaign = uploaded();
        confirm(campaign);
        fail();
        arm();
        Instant latest = START.plus(Duration.ofDays(4));
        while (isOpen() && stage.now().isBefore(latest)) {
            die();
            optOutSomebody();
            stage.awaitRest();
            stage.advance(step());
        }
        assertThat(isOpen()).as("open, after " + stage.logs()).isFalse();
        assertThat(deaths).as("deaths that nothing led to").isEmpty();
        balance(campaign);
    }

    // --- Its beginning

    /** A replica dies while a file comes in: then nothing or all of it is there. */
    private String uploaded() {
        String wanted = """
                {"name":"Many","agent":"agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z","from":"+12025550123",
                 "purpose":"informational","max_concurrent":%d}""".formatted(CONCURRENT);
        Thread first = Thread.ofVirtual().start(() -> {
            try {
                stage.upload(wanted, people.csv());
            } catch (RuntimeException | AssertionError e) {
                killed.add("upload");
            }
        });
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> !first.isAlive()
                        || stage.number("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY campaign_row%'")
                                > 0);
        stage.kill(0);
        join(first);
        String there = stage.text("SELECT id FROM campaign");
        String id = there == null ? stage.upload(wanted, people.csv()) : there;
        assertThat(stage.number("SELECT count(*) FROM campaign_row")).isEqualTo(PEOPLE);
        assertThat(stage.get("/api/v1/campaigns/" + id).getInt("preflight.good"))
                .isEqualTo(PEOPLE);
        return id;
    }

    /** A replica dies while calls are made: the next confirmation goes on. */
    private void confirm(String campaign) {
        String path = "/api/v1/campaigns/" + campaign + "/confirm";
        Thread first = Thread.ofVirtual().start(() -> {
            try {
                stage.post(path, "{}");
            } catch (RuntimeException | AssertionError e) {
                killed.add("confirm");
            }
        });
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> !first.isAlive()
                        || stage.number("SELECT count(*) FROM call") > 0
                        || stage.number("SELECT count(*) FROM pause") > 0);
        stage.kill(0);
        join(first);
        stage.post(path, "{}");
        assertThat(stage.number("SELECT count(*) FROM call")).isEqualTo(PEOPLE);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // --- What goes wrong

    private void fail() {
        var faults = stage.hub().faults();
        faults.probability(Route.CREATE_CAMPAIGN, 0.1, 1, Fault.closeAfterEffect());
        faults.probability(Route.START_CAMPAIGN, 0.1, 2, Fault.closeAfterEffect());
        faults.probability(Route.START_CAMPAIGN, 0.1, 3, Fault.closeBeforeEffect());
        faults.probability(Route.STOP_CAMPAIGN, 0.2, 4, Fault.closeAfterEffect());
        faults.probability(Route.DELETE_CAMPAIGN, 0.2, 5, Fault.status(503, "try later"));
        faults.probability(Route.LIST_CONTACTS, 0.1, 6, Fault.cutBody());
        faults.probability(Route.GET_CAMPAIGN, 0.1, 7, Fault.closeAfterEffect());
    }

    /** Has the Hub hold the next request of the next death; one that no course leads to soon is brought about. */
    private void arm() {
        Death next = deaths.peek();
        if (next == null) {
            return;
        }
        stage.hub().faults().clear(); // the oldest plan has a request
        if (next.route == Route.DELETE_CAMPAIGN) {
            stage.hub().faults().next(Route.START_CAMPAIGN, Fault.closeBeforeEffect());
        }
        stage.hub().faults().next(next.route, next.fault);
        fail();
    }

    private void die() {
        if (stage.hub().faults().frozen() == 0) {
            return;
        }
        Death death = deaths.remove();
        killed.add(death.route.label());
        int turn = killed.size() % (BOTH + 1);
        stage.kill(turn == BOTH ? new int[] {0, 1} : new int[] {turn});
        arm();
    }

    /** While stops are what is waited for, somebody of the running draft opts out now and then. */
    private void optOutSomebody() {
        boolean isWanted = deaths.peek() != null && deaths.peek().route == Route.STOP_CAMPAIGN;
        if (isWanted
                && stage.number("SELECT count(*) FROM outbox_entry WHERE kind = 'STOP' AND state <> 'DONE'") == 0) {
            String number = stage.text("""
                    SELECT person FROM outbox_entry e JOIN draft d ON d.id = e.draft
                    WHERE e.kind = 'CONTACT' AND e.state = 'STARTED' AND d.state = 'STARTED' AND withdrawn IS NULL
                    ORDER BY e.id DESC LIMIT 1""");
            if (number != null && stage.hub().rings(number).isEmpty()) {
                optedOut.add(number);
                stage.post("/api/v1/opt-outs", "{\"number\":\"" + number + "\"}");
            }
        }
    }

    // --- Time

    private boolean isOpen() {
        return stage.number("SELECT count(*) FROM campaign WHERE ended_at IS NULL") > 0;
    }

    /** Nights are passed over. */
    private Duration step() {
        if (stage.number("SELECT count(*) FROM draft WHERE state NOT IN ('SETTLED', 'GONE')") > 0
                || stage.hub().faults().frozen() > 0) {
            return stage.hub().faults().frozen() > 0 ? Duration.ZERO : STEP;
        }
        Instant due = stage.instant("SELECT min(due_at) FROM outbox_entry WHERE state = 'DUE'");
        Duration left = due == null ? STEP : Duration.between(stage.now(), due.minusSeconds(30));
        return left.compareTo(STEP) > 0 ? left : STEP;
    }

    // --- Its end

    private void balance(String campaign) {
        List<Ring> rings = stage.hub().rings();
        Collection<String> rung = rings.stream().map(Ring::number).toList();
        assertThat(rung).doesNotHaveDuplicates();
        assertThat(rings).allSatisfy(ManyPeople::isInsideItsHours);
        Set<String> all = new HashSet<>(rung);
        all.addAll(optedOut);
        assertThat(all).as("rung, or opted out").containsExactlyInAnyOrderElementsOf(people.numbers());
        JsonPath detail = stage.get("/api/v1/campaigns/" + campaign);
        assertThat(detail.getString("state")).isEqualTo("completed");
        assertThat(detail.getInt("uploaded")).isEqualTo(PEOPLE);
        assertThat(detail.getInt("progress.contacts")).isEqualTo(PEOPLE);
        assertThat(detail.getBoolean("progress.differs")).isFalse();
        int placed = detail.getInt("progress.calls.placed");
        assertThat(placed).as("placed are those who were rung").isEqualTo(rings.size());
        assertThat(placed + stage.number("SELECT count(*) FROM call WHERE state = 'CANCELLED'"))
                .as("sums")
                .isEqualTo(PEOPLE);
        assertThat(detail.getDouble("progress.opt_out_effect_seconds")).isBetween(0.0, 120.0);
        assertThat(stage.number("SELECT count(*) FROM alarm")).as("alarms").isZero();
        IO.println(
                "%d people, %d rung, %d opted out, killed at %s, %d drafts, until %s, opt-outs took effect within %s s"
                        .formatted(
                                PEOPLE,
                                rings.size(),
                                optedOut.size(),
                                killed,
                                stage.number("SELECT count(*) FROM draft"),
                                stage.now(),
                                detail.getString("progress.opt_out_effect_seconds")));
    }
}
