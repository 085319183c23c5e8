package dev.ringback.proofs.crashpoints;

import dev.ringback.emulator.Behaviour;
import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.emulator.Settings;
import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.platform.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Two replicas over a database and a Hub of their own, of which one goes down, case after case, while the other lives.
 * Then the living one sweeps, sends, and settles what nobody knows by the Hub's ledger, until nothing is left to do; and
 * then the ledger must balance.
 */
final class CrashLane implements AutoCloseable {
    private static final Duration REACHED_WITHIN = Duration.ofSeconds(20);
    private static final List<String> NUMBERS = List.of("+12025550101", "+12025550102");
    private static final int ROUNDS = 40;
    private static final int TRIES = 5;

    private final Path home;
    private final String[] jvm;
    private final Emulator hub = Emulator.start(Settings.defaults());
    private final Ledger database;
    private final Map<String, String> settings;
    private Replica doomed;
    private Replica living;
    private CompletableFuture<String> sentByDoomed = CompletableFuture.completedFuture("");
    private Replica successor; // of one that was halted, started while the case goes on; null without one

    CrashLane(Path home, EmbeddedPostgres postgres, int number, String... jvm) {
        this.home = home;
        this.jvm = jvm;
        this.database = new Ledger(postgres, "lane" + number);
        this.settings = LaneSettings.of(hub, postgres, database.url());
        this.doomed = start();
        this.doomed.awaitReady(); // alone, so that it migrates the empty database
        this.living = start();
    }

    private Replica start() {
        return Replica.start(home, settings, jvm);
    }

    /**
     * What became of a case.
     *
     * @param outcome the final state of each call, and how often it rang
     * @param remarks what else there is to say, above all what is wrong
     */
    record Verdict(CrashCase of, boolean holds, String outcome, String remarks) {}

    Verdict run(CrashCase of) {
        try {
            return prove(of);
        } catch (RuntimeException e) {
            String said = doomed.printed() + "\n--\n" + living.printed();
            renew(true);
            return new Verdict(of, false, "never balanced", ": " + e + "\n" + said);
        }
    }

    private Verdict prove(CrashCase of) {
        begin(of.scene());
        of.fault().arm(hub.faults(), of.scene().route(), NUMBERS.size());
        boolean isReached = goDown(of);
        hub.behave(Behaviour.DEFAULT);
        if (!doomed.isAlive()) {
            successor = start();
        }
        String during = isReached && of.mode() != CrashCase.Mode.HALT ? whileFrozen(of.mode()) : "";
        if (doomed.isAlive()) {
            doomed.await(sentByDoomed); // a claim that was held before its commit counts only from then on
            doomed.awaitIdle();
        }
        awaitHub(of);
        int rounds = runToQuiet();
        if (of.scene().isCampaign()) {
            rounds += sweepUp(of);
        }
        List<String> wrong = new CrashBalance(hub, database).wrong(of, NUMBERS.size());
        if (!isReached && of.isReachable()) {
            wrong.add("it never came to its crash point");
        }
        String remarks = during + ", " + rounds + " rounds" + (isReached ? "" : ", not reached")
                + (wrong.isEmpty() ? "" : "; WRONG: " + wrong);
        Verdict verdict = new Verdict(of, wrong.isEmpty(), states(), remarks);
        renew(false);
        return verdict;
    }

    private String states() {
        return database.states(NUMBERS, number -> hub.rings(number).size());
    }

    /** A machine that is too busy for the short timeouts can spoil it: then once more. */
    private void begin(CrashScene scene) {
        for (int tries = 1; !isSet(scene); tries++) {
            if (tries == TRIES) {
                throw new IllegalStateException(scene + " could not be set: " + states());
            }
        }
    }

    private boolean isSet(CrashScene scene) {
        hub.faults().clear();
        hub.faults().releaseFrozen();
        hub.reset();
        database.reset();
        tellAll("clock");
        tellAll("numbers");
        for (String number : NUMBERS) {
            living.tell("call " + number + " " + UUID.randomUUID() + " " + scene.via());
        }
        return switch (scene) {
            case ORIGINATE, CREATE -> true;
            case START -> sendUntil(() -> database.isDue(Kind.START));
            case STOP -> isStopOwed();
            case DELETE -> isDeleteOwed(Fault.closeBeforeEffect());
            case DELETE_LATE -> isDeleteOwed(Fault.closeAfterEffect());
        };
    }

    private boolean isStopOwed() {
        hub.behave(Behaviour.DEFAULT.withDialling(
                new Behaviour.Dialling(Duration.ofSeconds(1), Duration.ofHours(1), Duration.ZERO, Set.of())));
        boolean isRunning = sendUntil(database::areAllStarted);
        living.tell("cancel " + database.rows().getFirst().call());
        living.tell("watch");
        return isRunning && database.isDue(Kind.STOP);
    }

    private boolean isDeleteOwed(Fault ofStart) {
        boolean isOwed = sendUntil(() -> database.isDue(Kind.START));
        hub.faults().next(Route.START_CAMPAIGN, ofStart);
        return sendUntil(() -> database.isDue(Kind.DELETE)) && isOwed;
    }

    private boolean sendUntil(BooleanSupplier isThere) {
        for (int round = 0; round < ROUNDS && !isThere.getAsBoolean(); round++) {
            living.tell("send");
            living.awaitIdle();
        }
        return isThere.getAsBoolean();
    }

    /**
     * Lets it work until it comes to the crash point: halted or frozen then, else it has done all it could. One round may not
     * be enough: a claim can be void on a busy machine, and some writes follow others.
     */
    private boolean goDown(CrashCase of) {
        doomed.tell("arm " + of.at() + " " + of.scene().kind() + " " + of.mode());
        for (int round = 0; round < ROUNDS && database.isAnyDue(); round++) {
            sentByDoomed = doomed.ask("send");
            if (isDownAfter(sentByDoomed)) {
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
    private String whileFrozen(CrashCase.Mode mode) {
        Pause.of(LaneSettings.PAST_ALL_LEASES);
        living.tell("sweep");
        List<CompletableFuture<String>> asked = mode == CrashCase.Mode.NAP ? List.of() : workAsFarAsPossible();
        String refused = "";
        for (Ledger.Row row : database.rows()) {
            if (row.isUnknownToAll() && row.attemptMayLive()) {
                String answer = living.tell("settle " + row.call() + " not_placed");
                if (!answer.startsWith("refused")) {
                    throw new IllegalStateException("a word against a living attempt was believed: " + answer);
                }
                refused = ", not settled while it lived";
            }
        }
        doomed.wake();
        asked.forEach(living::await);
        living.awaitIdle();
        return refused;
    }

    /** Step after step; the locks that the frozen one holds may stop it, and then it goes on when that one does. */
    private List<CompletableFuture<String>> workAsFarAsPossible() {
        List<CompletableFuture<String>> asked = new ArrayList<>();
        for (String step : List.of("send", "send", "send", "watch")) {
            CompletableFuture<String> answer = living.ask(step);
            asked.add(answer);
            Pause.of(100);
            if (!answer.isDone()) {
                break;
            }
        }
        return asked;
    }

    /**
     * Until the Hub has read what was sent before the end, and of originates has done what it does late: the ledger that
     * settles them is read only then. Campaigns settle by themselves, so they may meet what comes late.
     */
    private void awaitHub(CrashCase of) {
        barrier();
        long deadline = System.nanoTime() + REACHED_WITHIN.toNanos();
        while (of.fault().actsLate()
                && of.scene() == CrashScene.ORIGINATE
                && hub.rings().size() < hub.requests(Route.ORIGINATE).bodies()) {
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
            database.rows().stream().filter(Ledger.Row::isUnknownToAll).forEach(this::settle);
            if (!database.hasOpen()) {
                return round;
            }
            living.tell("send");
            living.awaitIdle();
            living.tell("watch");
            living.awaitIdle();
            if (database.moveOn()) {
                tellAll("clock");
            }
        }
        throw new IllegalStateException("never quiet: " + states() + database.contradictions());
    }

    /** Whatever the Hub does late it has done; then the sweep looks for drafts whose create nobody heard of. */
    private int sweepUp(CrashCase of) {
        if (of.fault().actsLate()) {
            Pause.of(HubFault.LONG);
        }
        hub.faults().clear();
        hub.faults().releaseFrozen();
        barrier();
        living.tell("orphans");
        return runToQuiet();
    }

    private void settle(Ledger.Row row) {
        String outcome = hub.rings(row.number()).isEmpty() ? "not_placed" : "placed";
        String answer = living.tell("settle " + row.call() + " " + outcome);
        if (!answer.equals("ok")) {
            throw new IllegalStateException(row + " cannot be settled as " + outcome + ": " + answer);
        }
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
            doomed = successor == null ? start() : successor;
            successor = null;
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
        if (successor != null) {
            successor.close();
        }
        hub.faults().releaseFrozen();
        hub.close();
        database.close();
    }
}
