package dev.ringback.proofs.killloop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run: load and chaos for a while, then quiet, then the balance. */
final class KillLoop {
    private static final Duration LONGEST_QUIET = Duration.ofMinutes(10);
    private static final Duration TELL_EVERY = Duration.ofSeconds(10);
    /** Limit of the time without any progress, after which the run ends. Every wait of the service is shorter here. */
    private static final Duration LONGEST_STILL = Duration.ofMinutes(3);
    /** Campaigns whose rows are all known are still deleted, stopped or read to their end. */
    private static final String CAMPAIGNS = """
            SELECT (SELECT count(*) FROM draft WHERE state NOT IN ('SETTLED', 'GONE'))
                 + (SELECT count(*) FROM outbox_entry WHERE call IS NULL AND state IN ('DUE', 'SENDING', 'UNKNOWN'))
            """;

    private final Options options;
    private final Cluster cluster;
    private final Path journal;
    private final Senders senders;
    private final Operator operator;
    private final Load load;
    private final Schedule schedule;
    private final Chaos chaos;
    private final Instant startedAt = Instant.now();

    private KillLoop(Options options, Cluster cluster, Path directory) {
        this.options = options;
        this.cluster = cluster;
        this.journal = directory.resolve("logs").resolve("acts.log");
        this.senders = new Senders(
                cluster.replicas(), cluster.web(), cluster.database().ahead());
        this.operator = new Operator(cluster);
        this.load = new Load(options, options.seed() + 1, cluster, senders);
        this.schedule = new Schedule(options.seed(), options.length(), options.given() != null, options.only());
        this.chaos = new Chaos(cluster, schedule, options.seed() + 2, load, startedAt, this::note);
    }

    /** Runs one; leaves its directory, and a lent database's schema, only where they are worth looking at. */
    static Certificate run(Options options) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("ringback-prove-");
        IO.println("kill loop of " + options.length().toMinutes() + " minutes, seed " + options.seed() + ", in "
                + directory);
        String schema = "ringback_prove_" + Long.toString(System.currentTimeMillis(), 36);
        Certificate certificate;
        try (Cluster cluster = Cluster.start(options, directory, schema)) {
            certificate = new KillLoop(options, cluster, directory).run(directory);
            if (certificate.kept() == null && options.given() != null) {
                cluster.killAll();
                cluster.database().drop();
            }
        }
        if (certificate.kept() == null) {
            delete(directory);
        }
        return certificate;
    }

    private Certificate run(Path directory) throws IOException, InterruptedException {
        Instant end = startedAt.plus(options.length());
        load.start();
        Thread teller = Thread.ofVirtual().name("teller").start(this::tellOnAndOn);
        chaos.runUntil(end);
        load.stop();
        chaos.calm();
        awaitQuiet();
        operator.stop();
        teller.interrupt();
        senders.close();
        return new CertificateBuilder(cluster, senders, operator, chaos, schedule)
                .certify(options, startedAt, directory);
    }

    /** Waits until all deliveries, calls and campaigns have ended, or nothing has changed for too long. */
    private void awaitQuiet() throws InterruptedException {
        Instant latest = Instant.now().plus(LONGEST_QUIET);
        Instant moved = Instant.now();
        List<Long> before = List.of();
        while (Instant.now().isBefore(latest) && Instant.now().isBefore(moved.plus(LONGEST_STILL))) {
            List<Long> open = List.of((long) senders.pending(), load.count(), unknown(), campaigns());
            if (open.stream().allMatch(each -> each == 0)) {
                return;
            }
            moved = open.equals(before) ? moved : Instant.now();
            before = open;
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private long unknown() {
        return cluster.database().count("SELECT count(*) FROM call WHERE state = 'UNKNOWN'");
    }

    /** Campaigns that are not over, and drafts at the Hub that nobody has deleted yet. */
    private long campaigns() throws InterruptedException {
        try {
            long drafts = cluster.hub().campaigns().stream()
                    .filter(HubControl.Campaign::isDraft)
                    .count();
            return drafts + cluster.database().count(CAMPAIGNS);
        } catch (IOException e) {
            return 1; // the Hub is being started again
        }
    }

    private void tellOnAndOn() {
        try {
            for (int tick = 1; ; tick++) {
                TimeUnit.SECONDS.sleep(1);
                load.count();
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
                        load.unfinished(),
                        unknown(),
                        operator.settled()));
    }

    private String ringsNow() throws InterruptedException {
        try {
            return Integer.toString(cluster.hub().ringCount());
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
