package dev.ringback.proofs.simulation;

import dev.ringback.hub.CallsClient;
import dev.ringback.hub.HubConfig;
import dev.ringback.hub.ModelCampaigns;
import dev.ringback.hub.ModelHub;
import dev.ringback.hub.Rows;
import dev.ringback.hub.TelephonyClient;
import dev.ringback.intake.sources.SourcesConfig;
import dev.ringback.outbox.Claim;
import dev.ringback.outbox.CrashPoint;
import dev.ringback.outbox.CrashPointListener;
import dev.ringback.outbox.OutboxConfig;
import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.SimulatedGuard;
import dev.ringback.outbox.drafts.CampaignsConfig;
import dev.ringback.outbox.drafts.DraftsConfig;
import dev.ringback.proofs.simulation.GatedDatabase.CommitFate;
import dev.ringback.proofs.simulation.GatedDatabase.CommitLostException;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The common ground of a schedule: one database, one clock, the model of the Hub, and the processes over them. */
final class SimulatedCluster implements ModelHub.Model {
    static final Instant START = Instant.parse(SimulatedDatabase.START);
    private static final double FROZEN = 0.02;
    private static final String DEADLOCK = "40P01"; // PostgreSQL's manual, appendix A

    /** A claim that a process sends just now, and when it was made. */
    record Sent(Claim claim, Instant before, int committedAt, List<Chronicle.Claimed> calls) {}

    private final SimulatedDatabase database;
    private final Shape shape;
    private final Scheduler scheduler;
    private final Chronicle chronicle = new Chronicle();
    private final ModelCampaigns campaigns = new ModelCampaigns(this::rang);
    private final ThreadLocal<Sent> sending = new ThreadLocal<>();
    private final ThreadLocal<List<UUID>> uncommitted = ThreadLocal.withInitial(ArrayList::new);
    private final Map<UUID, String> abouts = new ConcurrentHashMap<>();
    private volatile long millis = START.toEpochMilli();
    private volatile int answering = 1; // which database
    private volatile boolean isCalm;
    private volatile boolean isOrderly;
    private volatile Scheduler.Actor starter; // the actor that starts a process just now

    SimulatedCluster(SimulatedDatabase database, Shape shape, Scheduler scheduler) {
        this.database = database;
        this.shape = shape;
        this.scheduler = scheduler;
        database.gated().setFates(this::fate);
    }

    Chronicle chronicle() {
        return chronicle;
    }

    ModelCampaigns campaigns() {
        return campaigns;
    }

    // --- Processes

    /**
     * Starts a process. Its start meets no loss of a commit: a service whose start fails is started again.
     *
     * @param sources as configured, without their prefix
     */
    SimulatedProcess process(Map<String, String> sources) {
        starter = scheduler.self();
        try {
            return started(sources);
        } finally {
            starter = null;
        }
    }

    private SimulatedProcess started(Map<String, String> sources) {
        SimulatedGuard guard = new SimulatedGuard(
                database.transactions().session(),
                () -> answering,
                () -> shape.failsOver() ? accepted() : answering,
                this::accept);
        return new SimulatedProcess(
                database, config(sources), this, this::wireStep, () -> millis, guard, crashPoints());
    }

    private CrashPointListener crashPoints() {
        return (at, kind, entry) -> {
            if (at == CrashPoint.BEFORE_CLAIM_COMMIT) {
                uncommitted.get().add(entry);
            }
            if (at == CrashPoint.AT_THE_WIRE) {
                left(sending.get());
            }
        };
    }

    private void left(Sent sent) {
        chronicle.left.add(new Chronicle.Left(
                sent.claim().kind(), sent.calls(), sent.before(), sent.committedAt(), now(), scheduler.position()));
    }

    private SmallRyeConfig config(Map<String, String> sources) {
        Map<String, String> values = new HashMap<>(Map.of(
                "ringback.hub.url",
                "http://localhost:1/v1",
                "ringback.drafts.gather-for",
                "0s",
                "ringback.campaigns.wait-for-events",
                "5m",
                "ringback.deployment",
                "simulated",
                "ringback.hub.api-key",
                "sk_live_sim_1",
                "ringback.hub.requests-per-minute",
                Integer.toString(shape.requestsPerMinute()),
                "ringback.hub.in-flight",
                Integer.toString(shape.inFlight()),
                "ringback.hub.breaker.unknowns",
                Integer.toString(shape.breakerUnknowns()),
                "ringback.person-gap",
                shape.personGap().toSeconds() + "s"));
        sources.forEach((key, value) -> values.put("ringback.sources." + key, value));
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(HubConfig.class)
                .withMapping(OutboxConfig.class)
                .withMapping(CampaignsConfig.class)
                .withMapping(DraftsConfig.class)
                .withMapping(SourcesConfig.class)
                .withMappingIgnore("ringback.campaigns.**")
                .withSources(new PropertiesConfigSource(values, "simulation", 100))
                .build();
    }

    /** Entries that the calling thread's last round was about to commit as claimed; forgets them. */
    List<UUID> takeUncommitted() {
        List<UUID> taken = List.copyOf(uncommitted.get());
        uncommitted.get().clear();
        return taken;
    }

    /** Does work whose requests are those of a claim. */
    void sending(Sent sent, Runnable work) {
        sending.set(sent);
        try {
            work.run();
        } finally {
            sending.remove();
        }
    }

    // --- Troubles of the database

    /** Only actors meet losses: what has no steps is the proof's own. */
    private CommitFate fate() {
        boolean isSafe = isCalm || scheduler.self() == null || scheduler.self() == starter;
        if (isSafe || shape.lostCommits() == 0 || scheduler.draw() >= shape.lostCommits()) {
            return CommitFate.ANSWERED;
        }
        CommitFate fate =
                scheduler.draw(2) == 0 ? CommitFate.LOST_AFTER_IT_TOOK_PLACE : CommitFate.LOST_BEFORE_IT_TOOK_PLACE;
        scheduler.note("the answer to the commit is lost: " + fate);
        chronicle.count("commits lost");
        return fate;
    }

    /**
     * Does work that the service repeats after trouble of the database. An activation locks entries in an order of its own,
     * so deadlocks count as such trouble where rules change.
     *
     * @return whether it was done; otherwise it may have been done, or not
     */
    boolean survives(Runnable work) {
        try {
            work.run();
            return true;
        } catch (RuntimeException e) {
            if (!isTrouble(e)) {
                throw e;
            }
            return false;
        }
    }

    private boolean isTrouble(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CommitLostException) {
                return true;
            }
            if (cause instanceof SQLException sql && DEADLOCK.equals(sql.getSQLState()) && activatesRules()) {
                chronicle.count("deadlocks");
                scheduler.note("a deadlock is over");
                return true;
            }
        }
        return false;
    }

    boolean activatesRules() {
        return shape.changesRules() || shape.changesTypes();
    }

    /** Repeats work until it is known to be done. */
    void insist(Runnable work) {
        while (!survives(work)) {
            scheduler.step("waits to try again");
        }
    }

    /** Does work in a transaction of its own. */
    void within(Runnable work) {
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

    /** Another database answers from now on; what the last one knew, it knows. */
    void failOver() {
        answering++;
        chronicle.failovers.add(scheduler.position());
    }

    /** Which database answers now. */
    int database() {
        return answering;
    }

    private int accepted() {
        return database.transactions()
                .session()
                .createNativeQuery("SELECT timeline FROM installation", Integer.class)
                .getSingleResult();
    }

    private void accept(int database) {
        this.database
                .transactions()
                .session()
                .createNativeMutationQuery("UPDATE installation SET timeline = :timeline")
                .setParameter("timeline", database)
                .executeUpdate();
    }

    // --- The clock

    Instant now() {
        return Instant.ofEpochMilli(millis);
    }

    void jump(Duration by) {
        update("UPDATE installation SET clock_offset = clock_offset + interval '" + by.toMillis() + " milliseconds'");
        millis += by.toMillis();
        scheduler.note("it is " + now());
    }

    // --- The Hub

    /** From now on nothing fails by itself. */
    void calm() {
        isCalm = true;
    }

    /** Whether each due brake has been sent by now, so that no campaign dials on which must not. */
    boolean isOrderly() {
        return isOrderly;
    }

    void setOrderly(boolean orderly) {
        isOrderly = orderly;
    }

    @Override
    public ModelHub.Fault draw() {
        ModelHub.Fault[] all = ModelHub.Fault.values();
        return isCalm || scheduler.draw() >= shape.hubFaults()
                ? ModelHub.Fault.NONE
                : all[1 + scheduler.draw(all.length - 1)];
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
        rang(aboutOf(sending.get().claim().call()), call.to().e164(), false);
        return new CallsClient.Originated("sess_" + chronicle.rings.size());
    }

    private void rang(String about, String number) {
        rang(about, number, true);
    }

    private void rang(String about, String number, boolean byCampaign) {
        chronicle.rings.add(new Chronicle.Rang(about, number, now(), scheduler.position(), byCampaign, isOrderly));
        scheduler.note("RING " + about + (byCampaign ? " by a campaign" : ""));
    }

    private void wireStep(String what) {
        if (scheduler.self() != null && scheduler.draw() < 0.25) {
            scheduler.freeze(FROZEN);
        }
        scheduler.step(what);
    }

    // --- What the proof itself asks; an actor's updates are steps, its questions are not

    /** What a call is about. */
    String aboutOf(UUID call) {
        return abouts.computeIfAbsent(call, id -> text("SELECT about FROM call WHERE id = '" + id + "'"));
    }

    /** A claim in words. */
    String wordsOf(Claim claim) {
        return claim.kind() == Kind.ORIGINATE ? aboutOf(claim.call()) : claim.kind() + " " + claim.draft();
    }

    void update(String sql) {
        try (Connection connection = database.gated().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    int number(String sql) {
        return Integer.parseInt(text(sql));
    }

    String text(String sql) {
        return texts(sql).getFirst();
    }

    List<UUID> ids(String sql) {
        return texts(sql).stream().map(UUID::fromString).toList();
    }

    List<String> texts(String sql) {
        List<String> all = new ArrayList<>();
        rows(sql, row -> all.add(row[0]));
        return all;
    }

    /** @param each is handed the columns of each row as texts, null for NULL */
    void rows(String sql, Consumer<String[]> each) {
        try (Statement statement = database.gated().free().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                String[] row = new String[rows.getMetaData().getColumnCount()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = rows.getString(i + 1);
                }
                each.accept(row);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
