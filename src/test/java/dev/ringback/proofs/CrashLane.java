package dev.ringback.proofs;

import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.Ring;
import dev.ringback.emulator.Route;
import dev.ringback.emulator.Settings;
import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.platform.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Two replicas over a database and a Hub of their own, of which one goes down, case after case, while the other lives.
 * Then the living one sweeps, sends, and settles what nobody knows by the Hub's ledger, until nothing is left to do; and
 * then the ledger must balance.
 */
final class CrashLane implements AutoCloseable {
    private static final Duration DISPATCH_WITHIN = Duration.ofMillis(600);
    private static final Duration CONNECT = Duration.ofMillis(400);
    private static final Duration ANSWER = Duration.ofMillis(700);
    private static final Duration SLACK = Duration.ofMillis(100);
    private static final Duration PAST_ALL_LEASES =
            DISPATCH_WITHIN.plus(CONNECT).plus(ANSWER).plus(SLACK).plusMillis(200);
    private static final Duration REACHED_WITHIN = Duration.ofSeconds(20);
    private static final List<String> NUMBERS = List.of("+12025550101", "+12025550102");
    private static final int ROUNDS = 40;

    /** Where each kind's write arrives at the Hub. A kind that is not here has no crash points, which fails. */
    private static final Map<Kind, Route> ROUTES = new EnumMap<>(Map.of(Kind.ORIGINATE, Route.ORIGINATE));

    private final Path home;
    private final String[] jvm;
    private final Emulator hub = Emulator.start(Settings.defaults());
    private final Ledger database;
    private final Map<String, String> settings;
    private Replica doomed;
    private Replica living;

    CrashLane(Path home, EmbeddedPostgres postgres, int number, String... jvm) {
        this.home = home;
        this.jvm = jvm;
        this.database = new Ledger(postgres, "lane" + number);
        this.settings = settings(postgres);
        this.doomed = start();
        this.doomed.awaitReady(); // alone, so that it migrates the empty database
        this.living = start();
    }

    private Map<String, String> settings(EmbeddedPostgres postgres) {
        Map<String, String> all = new HashMap<>();
        all.put("quarkus.datasource.jdbc.url", database.url());
        all.put("quarkus.datasource.username", postgres.username());
        all.put("quarkus.datasource.password", postgres.password());
        all.put("quarkus.datasource.jdbc.max-size", "6");
        all.put("quarkus.http.port", "0");
        all.put("quarkus.log.console.json.enabled", "false");
        all.put("ringback.hub.url", hub.url().toString());
        all.put("ringback.hub.api-key", Settings.DEMO_KEY);
        all.put("ringback.hub.connect-timeout", CONNECT.toString());
        all.put("ringback.hub.answer-timeout", ANSWER.toString());
        all.put("ringback.outbox.dispatch-within", DISPATCH_WITHIN.toString());
        all.put("ringback.outbox.answer-slack", SLACK.toString());
        all.put("ringback.clock.start-at", Ledger.MONDAY_NOON);
        all.put("ringback.rules", "src/test/resources/rules.yaml");
        all.put("ringback.sources.billing.kind", "stripe");
        all.put("ringback.sources.billing.secrets", "whsec_proof");
        for (String poll :
                List.of("outbox.poll", "rules.poll", "rules.check-every", "clock.read-every", "metrics.every")) {
            all.put("ringback." + poll, "off");
        }
        return all;
    }

    private Replica start() {
        return Replica.start(home, settings, jvm);
    }

    /** What became of a case: in words, and whether all is as it must be. */
    record Verdict(CrashCase of, boolean holds, String story) {}

    Verdict run(CrashCase of) {
        try {
            return prove(of);
        } catch (RuntimeException e) {
            String said = doomed.printed() + "\n--\n" + living.printed();
            renew(true);
            return new Verdict(of, false, e + "\n" + said);
        }
    }

    private Verdict prove(CrashCase of) {
        begin(of);
        boolean isReached = goDown(of);
        String during = isReached && of.mode() == CrashCase.Mode.FREEZE ? whileFrozen(of) : "";
        if (doomed.isAlive()) {
            doomed.awaitIdle();
        }
        awaitHub(of);
        int rounds = runToQuiet();
        List<String> wrong = balance();
        if (!isReached && of.isReachable()) {
            wrong.add("it never came to its boundary");
        }
        String story = database.states(NUMBERS, number -> hub.rings(number).size()) + during + ", " + rounds + " rounds"
                + (isReached ? "" : ", not reached") + (wrong.isEmpty() ? "" : "; WRONG: " + wrong);
        renew(false);
        return new Verdict(of, wrong.isEmpty(), story);
    }

    private void begin(CrashCase of) {
        if (!ROUTES.containsKey(of.kind())) {
            throw new IllegalStateException("no crash points are described for " + of.kind());
        }
        hub.faults().clear();
        hub.faults().releaseFrozen();
        hub.reset();
        database.reset();
        tellAll("clock");
        for (String number : NUMBERS) {
            living.tell("call " + number + " " + UUID.randomUUID());
        }
        of.fault().arm(hub.faults(), ROUTES.get(of.kind()), NUMBERS.size());
    }

    /**
     * Lets it work until it comes to the boundary: halted or frozen then, else it has done all it could. One round may not
     * be enough: a claim can be void on a busy machine, and some writes follow others.
     */
    private boolean goDown(CrashCase of) {
        doomed.tell("arm " + of.at() + " " + of.kind() + " " + of.mode());
        for (int round = 0; round < ROUNDS && database.isAnyDue(); round++) {
            if (isDownAfter(doomed.ask("send"))) {
                return true;
            }
            database.moveOn();
            doomed.ask("clock");
        }
        doomed.tell("disarm");
        return doomed.isFrozen();
    }

    private boolean isDownAfter(CompletableFuture<String> sent) {
        long deadline = System.nanoTime() + REACHED_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            if (!doomed.isAlive()) {
                return true;
            }
            if (doomed.isFrozen()) {
                doomed.stop();
                return true;
            }
            if (sent.isDone() && !sent.isCompletedExceptionally() && isIdle()) {
                return false;
            }
            Pause.of(3);
        }
        throw new IllegalStateException("neither down nor done");
    }

    private boolean isIdle() {
        CompletableFuture<String> idle = doomed.ask("idle");
        try {
            return idle.get(1, java.util.concurrent.TimeUnit.SECONDS).equals("ok");
        } catch (Exception e) {
            return false; // it goes down at this moment
        }
    }

    /** The other replica works while this one sleeps: what it does must be undone by nobody, and nothing settled blindly. */
    private String whileFrozen(CrashCase of) {
        Pause.of(PAST_ALL_LEASES);
        living.tell("sweep");
        CompletableFuture<String> sent = living.ask("send"); // may have to wait for locks the frozen one holds
        String refused = "";
        for (Ledger.Row row : database.rows()) {
            if (row.state().equals("UNKNOWN") && row.attemptMayLive()) {
                String answer = living.tell("settle " + row.call() + " not_placed");
                if (!answer.startsWith("refused")) {
                    throw new IllegalStateException("a word against a living attempt was believed: " + answer);
                }
                refused = ", not settled while it lived";
            }
        }
        doomed.wake();
        sent.join();
        living.awaitIdle();
        return refused;
    }

    /** Until the Hub has read what was sent before the end, and has done what it does late: the ledger is read only then. */
    private void awaitHub(CrashCase of) {
        barrier();
        long deadline = System.nanoTime() + REACHED_WITHIN.toNanos();
        while (of.fault().actsLate()
                && hub.rings().size() < hub.requests(ROUTES.get(of.kind())).bodies()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the Hub never acted");
            }
            Pause.of(20);
        }
    }

    /** Behind what came in before: the Hub reads on one thread, and a second request is read in a later turn of it. */
    private void barrier() {
        for (int i = 0; i < 2; i++) {
            try (InputStream answer =
                    hub.address().resolve("/_emulator/requests").toURL().openStream()) {
                answer.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What a surviving replica and an operator who reads the Hub's ledger do. Returns after how many rounds all was quiet. */
    private int runToQuiet() {
        for (int round = 1; round <= ROUNDS; round++) {
            hub.faults().releaseFrozen();
            barrier();
            living.tell("resume");
            living.tell("sweep");
            for (Ledger.Row row : database.rows()) {
                if (row.state().equals("UNKNOWN")) {
                    settle(row);
                }
            }
            if (!database.hasOpen()) {
                return round;
            }
            living.tell("send");
            living.awaitIdle();
            if (database.moveOn()) {
                tellAll("clock");
            }
        }
        throw new IllegalStateException("never quiet: "
                + database.states(NUMBERS, number -> hub.rings(number).size()));
    }

    private void settle(Ledger.Row row) {
        String outcome = hub.rings(row.number()).isEmpty() ? "not_placed" : "placed";
        String answer = living.tell("settle " + row.call() + " " + outcome);
        if (!answer.equals("ok")) {
            throw new IllegalStateException(row + " cannot be settled as " + outcome + ": " + answer);
        }
    }

    private List<String> balance() {
        List<String> wrong = new java.util.ArrayList<>();
        for (Ledger.Row row : database.rows()) {
            List<Ring> rings = hub.rings(row.number());
            if (rings.size() > 1) {
                wrong.add(row.number() + " rang " + rings.size() + " times");
            }
            if (row.state().equals("PLACED") != (rings.size() == 1)) {
                wrong.add(row.number() + " is " + row.state() + " and rang " + rings.size() + " times");
            }
        }
        if (database.rows().size() != NUMBERS.size()) {
            wrong.add("there are " + database.rows().size() + " calls");
        }
        wrong.addAll(database.contradictions());
        return wrong;
    }

    private void tellAll(String command) {
        living.awaitReady().tell(command);
        if (doomed.isAlive()) {
            doomed.tell(command);
        }
    }

    /** The survivor is the next to go down; whoever is gone is started anew meanwhile. */
    private void renew(boolean both) {
        if (both) {
            living.close();
            living = start();
            doomed.close();
        }
        if (both || !doomed.isAlive()) {
            doomed.close();
            doomed = start();
        }
        Replica next = living;
        living = doomed;
        doomed = next;
    }

    /** Ends the replica that started first in order, so that its JVM writes what it was told to write. */
    void end() throws IOException {
        living.close();
        doomed.endInOrder();
    }

    @Override
    public void close() {
        doomed.close();
        living.close();
        hub.faults().releaseFrozen();
        hub.close();
        database.close();
    }
}
