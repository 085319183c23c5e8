package dev.ringback.proofs;

import dev.ringback.emulator.Behaviour;
import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Ring;
import dev.ringback.emulator.Route;
import dev.ringback.emulator.Settings;
import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.platform.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
    private static final Duration DISPATCH_WITHIN = Duration.ofMillis(600);
    private static final Duration CONNECT = Duration.ofMillis(400);
    private static final Duration ANSWER = Duration.ofMillis(700);
    private static final Duration SLACK = Duration.ofMillis(100);
    private static final Duration PAST_ALL_LEASES =
            DISPATCH_WITHIN.plus(CONNECT).plus(ANSWER).plus(SLACK).plusMillis(200);
    private static final Duration REACHED_WITHIN = Duration.ofSeconds(20);
    private static final List<String> NUMBERS = List.of("+12025550101", "+12025550102");
    private static final int ROUNDS = 40;
    private static final int TRIES = 5;

    /** Whatever works by itself: here everything is told when. */
    private static final List<String> OFF = List.of(
            "outbox.poll",
            "rules.poll",
            "rules.check-every",
            "clock.read-every",
            "metrics.every",
            "drafts.watch",
            "drafts.sweep",
            "settle.every",
            "alerts.every",
            "hub.caps-every");

    private final Path home;
    private final String[] jvm;
    private final Emulator hub = Emulator.start(Settings.defaults());
    private final HttpClient http = HttpClient.newHttpClient();
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
        all.put("ringback.hub.upload-timeout", ANSWER.toString());
        all.put("ringback.hub.read-timeout", "1s");
        all.put("ringback.hub.read-backoff", "50ms");
        all.put("ringback.hub.settle-wait", "1s");
        all.put("ringback.drafts.gather-for", "0s");
        all.put("ringback.drafts.first-reading", "1s");
        OFF.forEach(each -> all.put("ringback." + each, "off"));
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
        begin(of.scene());
        of.fault().arm(hub.faults(), of.scene().route(), NUMBERS.size());
        boolean isReached = goDown(of);
        hub.behave(Behaviour.DEFAULT);
        String during = isReached && of.mode() == CrashCase.Mode.FREEZE ? whileFrozen() : "";
        if (doomed.isAlive()) {
            doomed.awaitIdle();
        }
        awaitHub(of);
        int rounds = runToQuiet();
        if (of.scene().isCampaign()) {
            rounds += sweepUp(of);
        }
        List<String> wrong = balance(of);
        if (!isReached && of.isReachable()) {
            wrong.add("it never came to its boundary");
        }
        String story = states() + during + ", " + rounds + " rounds" + (isReached ? "" : ", not reached")
                + (wrong.isEmpty() ? "" : "; WRONG: " + wrong);
        renew(false);
        return new Verdict(of, wrong.isEmpty(), story);
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
            case DELETE -> isDeleteOwed();
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

    private boolean isDeleteOwed() {
        boolean isOwed = sendUntil(() -> database.isDue(Kind.START));
        hub.faults().next(Route.START_CAMPAIGN, Fault.closeBeforeEffect());
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
     * Lets it work until it comes to the boundary: halted or frozen then, else it has done all it could. One round may not
     * be enough: a claim can be void on a busy machine, and some writes follow others.
     */
    private boolean goDown(CrashCase of) {
        doomed.tell("arm " + of.at() + " " + of.scene().kind() + " " + of.mode());
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
    private String whileFrozen() {
        Pause.of(PAST_ALL_LEASES);
        living.tell("sweep");
        List<CompletableFuture<String>> asked = workAsFarAsPossible();
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
        asked.forEach(CompletableFuture::join);
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

    private List<String> balance(CrashCase of) {
        List<Ledger.Row> rows = database.rows();
        List<String> wrong = new ArrayList<>();
        for (Ledger.Row row : rows) {
            List<Ring> rings = hub.rings(row.number());
            if (rings.size() > 1) {
                wrong.add(row.number() + " rang " + rings.size() + " times");
            }
            if (row.state().equals("PLACED") != (rings.size() == 1)) {
                wrong.add(row.number() + " is " + row.state() + " and rang " + rings.size() + " times");
            }
            boolean isCancelled = of.scene() == CrashScene.STOP && row.equals(rows.getFirst());
            if (row.state().equals("CANCELLED") != isCancelled || row.state().equals("EXPIRED")) {
                wrong.add(row.number() + " is " + row.state() + ": " + row.reason());
            }
        }
        if (rows.size() != NUMBERS.size()) {
            wrong.add("there are " + rows.size() + " calls");
        }
        if (draftsAtTheHub() > 0) {
            wrong.add(draftsAtTheHub() + " drafts are left at the Hub");
        }
        wrong.addAll(database.contradictions());
        return wrong;
    }

    private int draftsAtTheHub() {
        HttpRequest list = HttpRequest.newBuilder(URI.create(hub.url() + "/campaigns"))
                .header("Authorization", "Bearer " + Settings.DEMO_KEY)
                .build();
        try {
            String body = http.send(list, HttpResponse.BodyHandlers.ofString()).body();
            return body.split("\"status\":\"draft\"", -1).length - 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
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
