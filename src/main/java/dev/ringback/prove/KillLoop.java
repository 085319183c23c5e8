package dev.ringback.prove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run: load and chaos for a while, then quiet, then the balance. */
final class KillLoop {
    private static final Duration LONGEST_QUIET = Duration.ofMinutes(10);
    private static final Duration TELL_EVERY = Duration.ofSeconds(10);
    private static final int MOST_PENDING = 100;
    private static final int MOST_WAITING = 200;
    private static final String UNFINISHED = """
            SELECT (SELECT count(*) FROM event WHERE state = 'RECEIVED')
                 + (SELECT count(*) FROM call WHERE state IN ('WAITING', 'SENDING', 'STARTED'))
            """;
    /** Campaigns whose rows are all known are still deleted, stopped or read to their end. */
    private static final String CAMPAIGNS = """
            SELECT (SELECT count(*) FROM draft WHERE state NOT IN ('SETTLED', 'GONE'))
                 + (SELECT count(*) FROM outbox_entry WHERE call IS NULL AND state IN ('DUE', 'SENDING', 'UNKNOWN'))
            """;

    private final Options options;
    private final Stage stage;
    private final Path journal;
    private final Senders senders;
    private final Operator operator;
    private final Chaos chaos;
    private final Stories stories;
    private final Instant startedAt = Instant.now();
    private volatile boolean loading = true;
    private volatile long unfinished;

    private KillLoop(Options options, Stage stage, Path directory) {
        this.options = options;
        this.stage = stage;
        this.journal = directory.resolve("logs").resolve("acts.log");
        this.senders =
                new Senders(stage.replicas(), stage.web(), stage.database().ahead());
        this.operator = new Operator(stage);
        this.chaos = new Chaos(stage, new Random(options.seed()), this::note);
        this.stories = new Stories(
                new Random(options.seed() + 1), stage.database().schema().replaceFirst(".*_", ""));
    }

    /** Runs one; leaves its directory, and a lent database's schema, only where they are worth looking at. */
    static Certificate run(Options options) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("ringback-prove-");
        IO.println("kill loop of " + options.length().toMinutes() + " minutes, seed " + options.seed() + ", in "
                + directory);
        String schema = "ringback_prove_" + Long.toString(System.currentTimeMillis(), 36);
        Certificate certificate;
        try (Stage stage = Stage.start(options, directory, schema)) {
            certificate = new KillLoop(options, stage, directory).run(directory);
            if (certificate.kept() == null && options.given() != null) {
                stage.killAll();
                stage.database().drop();
            }
        }
        if (certificate.kept() == null) {
            delete(directory);
        }
        return certificate;
    }

    private Certificate run(Path directory) throws IOException, InterruptedException {
        Instant end = startedAt.plus(options.length());
        Thread load = Thread.ofVirtual().name("load").start(this::load);
        Thread teller = Thread.ofVirtual().name("teller").start(this::tellOnAndOn);
        chaos.runUntil(end);
        loading = false;
        load.join();
        chaos.calm();
        awaitQuiet();
        operator.stop();
        teller.interrupt();
        senders.close();
        return new Notary(stage, senders, operator, chaos).certify(options, startedAt, directory);
    }

    /** Begins stories at the wanted rate, fewer where the service lags behind. */
    private void load() {
        try {
            while (loading) {
                if (senders.pending() < MOST_PENDING && unfinished < MOST_WAITING) {
                    stories.next(senders.now()).forEach(senders::send);
                }
                TimeUnit.MICROSECONDS.sleep(1_000_000 / options.rate());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is accepted, decided and ended, or stays as it is for too long. */
    private void awaitQuiet() throws InterruptedException {
        Instant latest = Instant.now().plus(LONGEST_QUIET);
        while (Instant.now().isBefore(latest)) {
            unfinished = stage.database().count(UNFINISHED);
            if (senders.pending() == 0 && unfinished == 0 && unknown() == 0 && campaigns() == 0) {
                return;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private long unknown() {
        return stage.database().count("SELECT count(*) FROM call WHERE state = 'UNKNOWN'");
    }

    /** Campaigns that are not over, and drafts at the Hub that nobody has deleted yet. */
    private long campaigns() throws InterruptedException {
        try {
            long drafts = stage.hub().campaigns().stream()
                    .filter(HubControl.Campaign::isDraft)
                    .count();
            return drafts + stage.database().count(CAMPAIGNS);
        } catch (IOException e) {
            return 1; // the Hub is being started again
        }
    }

    private void tellOnAndOn() {
        try {
            for (int tick = 1; ; tick++) {
                TimeUnit.SECONDS.sleep(1);
                unfinished = stage.database().count(UNFINISHED);
                if (tick % TELL_EVERY.toSeconds() == 0) {
                    tell();
                }
            }
        } catch (InterruptedException | IllegalStateException e) {
            Thread.currentThread().interrupt(); // the run is over
        }
    }

    private void tell() throws InterruptedException {
        List<Chaos.Done> acts = chaos.done();
        IO.println("%4ds  %d kills, %d acts; %d accepted, %d pending; %s rings; %d unfinished, %d unknown, %d settled"
                .formatted(
                        Duration.between(startedAt, Instant.now()).toSeconds(),
                        acts.stream().filter(act -> act.act().isKill).count(),
                        acts.size(),
                        senders.acceptedCount(),
                        senders.pending(),
                        ringsNow(),
                        unfinished,
                        unknown(),
                        operator.settled()));
    }

    private String ringsNow() throws InterruptedException {
        try {
            return Integer.toString(stage.hub().ringCount());
        } catch (IOException e) {
            return "?";
        }
    }

    private synchronized void note(String what) {
        try {
            Files.writeString(
                    journal, Instant.now() + " " + what + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
