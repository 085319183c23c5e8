package dev.ringback.proofs;

import dev.ringback.calls.Call;
import dev.ringback.calls.CallBook;
import dev.ringback.calls.CallDesk;
import dev.ringback.calls.Proposal;
import dev.ringback.calls.SenderNames;
import dev.ringback.calls.Thing;
import dev.ringback.drafts.CampaignsConfig;
import dev.ringback.drafts.DraftsConfig;
import dev.ringback.hub.CallsClient;
import dev.ringback.hub.HubConfig;
import dev.ringback.hub.ModelCampaigns;
import dev.ringback.hub.ModelHub;
import dev.ringback.hub.Rows;
import dev.ringback.hub.TelephonyClient;
import dev.ringback.outbox.Boundary;
import dev.ringback.outbox.Breaker;
import dev.ringback.outbox.Claim;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxConfig;
import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.Outcome;
import dev.ringback.outbox.Pauses;
import dev.ringback.platform.Problem;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.transaction.Transactional.TxType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;

/**
 * One schedule: a few processes that claim, send, record and sweep, people and facts that cancel, pause, settle and
 * renew, a clock that jumps, a Hub that fails, crashes and long freezes, in an order drawn from the seed. When all have
 * ended, a last process works on until nothing is open.
 */
final class Simulation implements ModelHub.Model {
    static final Duration DISPATCH_WITHIN = Duration.ofSeconds(10);
    private static final Instant START = Instant.parse(SimulatedDatabase.START);
    private static final Duration EXPIRE = Duration.ofDays(3);
    private static final List<Duration> JUMPS = List.of(
            Duration.ofSeconds(2),
            Duration.ofSeconds(9),
            Duration.ofSeconds(11),
            Duration.ofSeconds(58),
            Duration.ofSeconds(62),
            Duration.ofMinutes(16),
            Duration.ofHours(3));
    private static final String RULE = "simulated";
    private static final String SOURCE = "sim";
    private static final double IDLE = 0.15;
    private static final double FROZEN = 0.02;
    private static final int ROUNDS = 150;

    private final SimulatedDatabase database;
    private final SplittableRandom random;
    private final Scheduler scheduler;
    private final SmallRyeConfig config;
    private final int aMinute;
    private final int inFlight;
    private final double faulty;
    private final Duration personGap;
    private final Chronicle chronicle = new Chronicle();
    private final ModelCampaigns campaigns = new ModelCampaigns(this::rang);
    private final boolean[] byCampaign = new boolean[8];
    private final ThreadLocal<Claim> sending = new ThreadLocal<>();
    private final Map<Claim, Instant> claimedAt = new java.util.concurrent.ConcurrentHashMap<>();
    private final SimulatedProcess office;
    private volatile long millis = START.toEpochMilli();
    private boolean isCalm;
    private int facts;

    Simulation(
            SimulatedDatabase database,
            long seed,
            ExecutorService threads,
            java.util.function.Consumer<Scheduler> use) {
        this.database = database;
        this.random = new SplittableRandom(seed);
        this.scheduler = new Scheduler(random, threads, database.gated()::isBlocked);
        this.aMinute = random.nextInt(3) == 0 ? 2 : 50;
        this.inFlight = random.nextInt(3) == 0 ? 2 : 16;
        this.faulty = random.nextInt(4) * 0.25;
        this.personGap = random.nextBoolean() ? Duration.ofMinutes(15) : Duration.ofSeconds(20);
        int unknowns = random.nextBoolean() ? 2 : 1000; // in a row, which open the breaker
        this.config = config(Map.of(
                "ringback.hub.url",
                "http://localhost:1/v1",
                "ringback.drafts.gather-for",
                "0s",
                "ringback.hub.api-key",
                "sk_live_sim_1",
                "ringback.hub.requests-per-minute",
                Integer.toString(aMinute),
                "ringback.hub.in-flight",
                Integer.toString(inFlight),
                "ringback.hub.breaker.unknowns",
                Integer.toString(unknowns),
                "ringback.person-gap",
                personGap.toSeconds() + "s"));
        database.reset();
        use.accept(scheduler);
        this.office = process();
    }

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(HubConfig.class)
                .withMapping(OutboxConfig.class)
                .withMapping(CampaignsConfig.class)
                .withMapping(DraftsConfig.class)
                .withSources(new PropertiesConfigSource(values, "simulation", 100))
                .build();
    }

    private SimulatedProcess process() {
        return new SimulatedProcess(database, config, this, this::wireStep, () -> millis, (at, kind, entry) -> {
            if (at == Boundary.AT_THE_WIRE) {
                Claim claim = sending.get();
                chronicle.left.add(new Chronicle.Left(aboutOf(claim), dials(claim), claimedAt.get(claim), now()));
            }
        });
    }

    private Instant now() {
        return Instant.ofEpochMilli(millis);
    }

    // --- The schedule

    /** What of the guarantees did not hold; empty if all did. */
    List<String> run() {
        for (int i = 0; i < byCampaign.length; i++) {
            byCampaign[i] = random.nextBoolean();
        }
        int persons = 1 + random.nextInt(4);
        int things = 2 + random.nextInt(2);
        for (int i = 0; i < things; i++) {
            propose("thing" + i, "+1202555010" + random.nextInt(persons), Duration.ofSeconds(things - i));
        }
        int processes = 2;
        List<SimulatedProcess> all = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            all.add(startWorking("w" + i));
        }
        cast(things, persons, all);
        scheduler.run();
        workUntilQuiet();
        return new Guarantees(chronicle, database, aMinute, inFlight, campaigns.leftOvers()).broken();
    }

    Chronicle chronicle() {
        return chronicle;
    }

    Collection<String> trace() {
        return scheduler.trace();
    }

    private SimulatedProcess startWorking(String name) {
        SimulatedProcess process = process();
        scheduler.add(name, process, () -> work(process, name, 2 + scheduler.draw(3)));
        scheduler.add(name + ".sweep", process, () -> {
            for (int i = 0; i < 2; i++) {
                scheduler.freeze(IDLE);
                scheduler.step("waits to sweep");
                process.the(Outbox.class).sweep();
            }
        });
        scheduler.add(name + ".watch", process, () -> {
            for (int i = 0; i < 3; i++) {
                scheduler.freeze(IDLE);
                scheduler.step("waits to watch");
                process.watch().watch();
            }
        });
        return process;
    }

    /** Everybody who is not a worker. */
    private void cast(int things, int persons, List<SimulatedProcess> processes) {
        some(9, "clock", () -> jump(JUMPS.get(scheduler.draw(JUMPS.size()))));
        some(
                3,
                "facts",
                () -> propose(
                        "thing" + scheduler.draw(things + 1), "+1202555010" + scheduler.draw(persons), Duration.ZERO));
        some(4, "hub", campaigns::dialOne);
        some(4, "prober", this::probe);
        some(1, "ending", () -> end("thing" + scheduler.draw(things)));
        some(1, "desk", this::cancelOne);
        some(4, "settler", this::settleAll);
        some(1, "pauser", this::pauseAndResume);
        if (scheduler.draw(3) == 0) {
            outside("endTo", () -> endTo("+1202555010" + scheduler.draw(persons)));
        }
        if (scheduler.draw(6) == 0) {
            outside("failedEnd", this::failEnd);
        }
        if (scheduler.draw(2) == 0) {
            SimulatedProcess victim = processes.get(scheduler.draw(processes.size()));
            outside("killer", () -> crash(victim));
        }
    }

    private void some(int most, String name, Runnable work) {
        int times = scheduler.draw(most + 1);
        if (times > 0) {
            outside(name, () -> {
                for (int i = 0; i < times; i++) {
                    scheduler.step("waits");
                    work.run();
                }
            });
        }
    }

    private void outside(String name, Runnable work) {
        scheduler.add(name, name, work);
    }

    // --- Workers

    private void work(SimulatedProcess process, String name, int rounds) {
        for (int round = 0; round < rounds; round++) {
            scheduler.step("looks for work");
            process.feed();
            List<Claim> claims = claim(process);
            claims.forEach(claim -> scheduler.add(
                    name + "." + aboutOf(claim) + "#" + claim.attempt(), process, () -> carryOut(process, claim)));
            if (claims.isEmpty()) {
                scheduler.freeze(IDLE);
            }
        }
    }

    private List<Claim> claim(SimulatedProcess process) {
        Instant before = now();
        List<Claim> claims = process.claim(3);
        seeOneDialOfABreaker();
        Scheduler.Actor self = scheduler.self();
        int sending = claims.isEmpty()
                ? 0
                : number("SELECT count(*) FROM outbox_entry WHERE state = 'SENDING' AND kind <> 'CONTACT'");
        int marked = self == null ? Integer.MAX_VALUE : self.marked();
        int markedStart = self == null ? Integer.MAX_VALUE : self.markedStart();
        for (Claim claim : claims) {
            claimedAt.put(claim, before);
            switch (claim.kind()) {
                case ORIGINATE ->
                    chronicle.claims.add(claimed(process, claim, claim.call(), aboutOf(claim), marked, sending));
                case START ->
                    rowsOf(claim)
                            .forEach((call, about) ->
                                    chronicle.starts.add(claimed(process, claim, call, about, markedStart, sending)));
                case CREATE, STOP, DELETE -> { // dials nobody
                }
                case CONTACT -> throw new IllegalStateException("a row is not claimed by itself");
            }
        }
        return claims;
    }

    /** At any moment: while the breaker is not closed, one dial at the most is under way that was claimed since it opened. */
    private void seeOneDialOfABreaker() {
        int dials = number("""
                SELECT count(*) FROM outbox_entry e, quota q WHERE q.breaker <> 'CLOSED' AND e.state = 'SENDING'
                AND e.kind IN ('ORIGINATE', 'START') AND e.sent_at > q.breaker_unknown_at""");
        if (dials > 1) {
            throw new IllegalStateException(dials + " dials at once while the breaker is not closed");
        }
    }

    private Chronicle.Claimed claimed(
            SimulatedProcess process, Claim claim, UUID call, String about, int marked, int sending) {
        return new Chronicle.Claimed(
                call, about, claim.attempt(), process.worker(), marked, scheduler.position(), now(), sending);
    }

    private Map<UUID, String> rowsOf(Claim start) {
        Map<UUID, String> rows = new HashMap<>();
        texts("SELECT c.id || ' ' || c.about FROM outbox_entry e JOIN call c ON c.id = e.call WHERE e.draft = '"
                        + start.draft() + "'")
                .forEach(row -> rows.put(UUID.fromString(row.substring(0, 36)), row.substring(37)));
        return rows;
    }

    private static boolean dials(Claim claim) {
        return claim.kind() == Kind.ORIGINATE || claim.kind() == Kind.START;
    }

    private void rang(String about, String number) {
        chronicle.rings.add(new Chronicle.Rang(about, number, now()));
        scheduler.note("RING " + about + " by a campaign");
    }

    /** As the outbox's worker does. */
    private void carryOut(SimulatedProcess process, Claim claim) {
        sending.set(claim);
        try {
            Outcome outcome;
            try {
                outcome = process.send(claim);
            } catch (RuntimeException e) {
                outcome = new Outcome.Unknown("unforeseen: " + e);
            }
            scheduler.note(aboutOf(claim) + "#" + claim.attempt() + " proved " + outcome.name());
            chronicle.outcomes.add(outcome.name());
            process.the(Outbox.class).record(claim, outcome);
        } finally {
            sending.remove();
        }
    }

    private static String aboutOf(Claim claim) {
        return claim.call() == null
                ? claim.kind() + " " + claim.draft()
                : claim.payload().replaceFirst(".*\"agent_id\":\\s*\"([^\"]*)\".*", "$1");
    }

    private void wireStep(String what) {
        if (scheduler.self() != null && scheduler.draw() < 0.25) {
            scheduler.freeze(FROZEN);
        }
        scheduler.step(what);
    }

    @Override
    public ModelHub.Fault draw() {
        ModelHub.Fault[] all = ModelHub.Fault.values();
        return isCalm || scheduler.draw() >= faulty ? ModelHub.Fault.NONE : all[1 + scheduler.draw(all.length - 1)];
    }

    @Override
    public Object act(String method, Object[] arguments) {
        if (method.equals("numbers")) {
            return new Rows<>(
                    List.of(new TelephonyClient.Number("num_1", "+12025550123", null, null, null, true, true)),
                    Optional.of(false));
        }
        if (!method.equals("originate")) {
            return campaigns.act(method, arguments);
        }
        CallsClient.NewCall call = (CallsClient.NewCall) arguments[0];
        chronicle.rings.add(new Chronicle.Rang(call.agent(), call.to().e164(), now()));
        scheduler.note("RING " + call.agent());
        return new CallsClient.Originated("sess_" + chronicle.rings.size());
    }

    private void crash(SimulatedProcess victim) {
        scheduler.step("waits to kill");
        scheduler.crash(victim);
        while (!scheduler.isGone(victim)) {
            scheduler.step("waits for the death");
        }
        chronicle.crashed.add(victim.worker());
        update("UPDATE worker SET boot = 'before this one' WHERE id = '" + victim.worker() + "'");
        startWorking("reborn");
    }

    // --- Facts and people

    private void within(Runnable work) {
        try {
            database.transactions().within(TxType.REQUIRES_NEW, () -> {
                work.run();
                return null;
            });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void propose(String about, String number, Duration before) {
        facts++;
        Call.Via via = byCampaign[about.charAt(about.length() - 1) - '0'] ? Call.Via.CAMPAIGN : Call.Via.ORIGINATE;
        Instant asOf = START.minus(Duration.ofHours(1)).plusSeconds(facts * 10L);
        Proposal fact = new Proposal(
                SOURCE,
                SenderNames.of(SOURCE),
                RULE,
                Set.of(),
                1,
                about,
                new PhoneNumber(number),
                List.of(),
                via == Call.Via.CAMPAIGN ? "agent_c" : about, // its agent, so that the Hub's rings tell the calls apart
                "+12025550123",
                asOf,
                "d" + facts,
                UUID.randomUUID(),
                now().minus(before),
                now().plus(EXPIRE),
                List.of(SOURCE + ":end." + about),
                via,
                via == Call.Via.CAMPAIGN ? Map.of("about", about) : Map.of(),
                List.of(),
                null,
                null);
        chronicle.proposals.add(new Chronicle.Proposed(about, number, asOf));
        within(() -> {
            office.the(CallBook.class).lock(List.of(new Thing(RULE, about)), List.of(fact.to()), Set.of());
            office.the(CallBook.class).propose(fact);
        });
    }

    private CallBook.End newEnd() {
        return new CallBook.End(
                RULE,
                SOURCE,
                SenderNames.of(SOURCE),
                null,
                START.minus(Duration.ofHours(1)).plusSeconds(facts * 10L),
                UUID.randomUUID());
    }

    /** The event is there first, undecided, and must hold; then it is decided. */
    private void end(String about) {
        UUID event = UUID.randomUUID();
        update("INSERT INTO event (id, source, delivery_id, type, state, received_at) VALUES ('" + event + "', '"
                + SOURCE + "', '" + event + "', 'end." + about + "', 'RECEIVED', ringback_now())");
        chronicle.events.add(new Chronicle.EventStored(about, scheduler.position()));
        scheduler.step("waits to decide");
        within(() -> {
            office.the(CallBook.class).lock(List.of(new Thing(RULE, about)), List.of(), Set.of());
            office.the(CallBook.class).endAbout(newEnd(), about);
            database.transactions()
                    .session()
                    .createNativeMutationQuery(
                            "UPDATE event SET state = 'DECIDED', decided_at = ringback_now() WHERE id = :id")
                    .setParameter("id", event)
                    .executeUpdate();
        });
        chronicle.ends.add(new Chronicle.Ended(about, null, scheduler.position()));
    }

    private void endTo(String number) {
        CallBook.End end = newEnd();
        within(() -> {
            office.the(CallBook.class).lock(List.of(), List.of(new PhoneNumber(number)), Set.of(RULE), Set.of());
            office.the(CallBook.class).endTo(end, new PhoneNumber(number));
        });
        chronicle.personEnds.add(new Chronicle.PersonEnded(number, end.asOf(), scheduler.position()));
    }

    /** An end that nobody could read: it holds all that is older. */
    private void failEnd() {
        within(() -> {
            office.the(CallBook.class).lock(List.of(), List.of(), Set.of(RULE));
            office.the(CallBook.class).endFailed(newEnd());
        });
    }

    private void cancelOne() {
        List<UUID> calls = ids("SELECT id FROM call ORDER BY about, id");
        UUID call = calls.get(scheduler.draw(calls.size()));
        try {
            office.the(CallDesk.class).cancel(call, "sim");
            chronicle.ends.add(new Chronicle.Ended(null, call, scheduler.position()));
        } catch (Problem.Thrown ended) {
            scheduler.note("nothing to cancel");
        }
    }

    /** Whoever settles looks first whether the attempt has ended, then at the Hub's ledger; some do not wait, and force. */
    private void settleAll() {
        boolean isImpatient = scheduler.self() != null && scheduler.draw() < 0.3;
        List<UUID> calls =
                ids("""
                SELECT e.call FROM outbox_entry e JOIN attempt a ON a.entry = e.id AND a.attempt = e.attempt
                JOIN worker w ON w.id = a.worker WHERE e.state = 'UNKNOWN' AND e.call IS NOT NULL %s ORDER BY e.payload::text
                """.formatted(isImpatient ? "" : "AND (a.finished_at IS NOT NULL OR w.boot = 'before this one')"));
        for (UUID call : calls) {
            String about = text("SELECT about FROM call WHERE id = '" + call + "'");
            boolean placed = chronicle.rings(about) > 0;
            try {
                office.the(CallDesk.class).settle(call, placed, "by the ledger", isImpatient, "sim");
                if (isImpatient && !placed) {
                    chronicle.forced.add(about);
                }
            } catch (Problem.Thrown refused) {
                scheduler.note("not settled: " + refused.getMessage());
            }
        }
    }

    private void probe() {
        if (office.the(Breaker.class).takeProbe()) {
            office.the(Breaker.class).probed(scheduler.draw() >= faulty);
        }
    }

    private void pauseAndResume() {
        office.the(Pauses.class).pauseAll("sim", "to see");
        chronicle.paused(scheduler.position());
        for (int i = 0; i < 5; i++) {
            scheduler.step("waits while all is paused");
        }
        office.the(Pauses.class).resumeAll("sim");
        chronicle.resumed(scheduler.position());
    }

    private void jump(Duration by) {
        update("UPDATE installation SET clock_offset = clock_offset + interval '" + by.toMillis() + " milliseconds'");
        millis += by.toMillis();
    }

    // --- The end

    private void workUntilQuiet() {
        isCalm = true;
        SimulatedProcess last = process();
        for (int round = 0; round < ROUNDS; round++) {
            last.the(Pauses.class).resumeAll("sim");
            for (UUID held : ids("SELECT call FROM outbox_entry WHERE held IS NOT NULL AND state = 'DUE'")) {
                last.the(CallDesk.class).release(held, "sim");
            }
            last.the(Outbox.class).sweep();
            settleAll();
            while (campaigns.dialOne()) {
                last.watch().watch();
            }
            last.watch().watch();
            last.watch().sweep(campaigns.list());
            last.feed();
            if (number("SELECT (SELECT count(*) FROM call WHERE state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN'))"
                            + " + (SELECT count(*) FROM draft WHERE state NOT IN ('SETTLED', 'GONE'))"
                            + " + (SELECT count(*) FROM outbox_entry WHERE call IS NULL"
                            + " AND state IN ('DUE', 'SENDING', 'UNKNOWN'))")
                    == 0) {
                return;
            }
            List<Claim> claims = claim(last);
            claims.forEach(claim -> carryOut(last, claim));
            jump(claims.isEmpty() ? personGap : Duration.ZERO); // who waits for nothing else waits for that
            jump(Duration.ofMillis(1000L + number("""
                    SELECT coalesce(ceil(1000 * extract(epoch FROM greatest(
                        min(CASE state WHEN 'DUE' THEN greatest(due_at, ringback_now()) WHEN 'SENDING' THEN answer_by END),
                        (SELECT greatest(dial_blocked_until, held_until) FROM quota), ringback_now()) - ringback_now())), 0)
                    FROM outbox_entry""")));
        }
    }

    // --- What the simulation itself asks; an actor's updates are steps, its questions are not

    private void update(String sql) {
        try (Connection connection = database.gated().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private int number(String sql) {
        return Integer.parseInt(text(sql));
    }

    private String text(String sql) {
        return texts(sql).getFirst();
    }

    private List<UUID> ids(String sql) {
        return texts(sql).stream().map(UUID::fromString).toList();
    }

    private List<String> texts(String sql) {
        try (Statement statement = database.gated().free().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
