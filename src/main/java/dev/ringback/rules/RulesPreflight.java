package dev.ringback.rules;

import dev.ringback.calls.Senders;
import dev.ringback.calls.campaigns.Schedule;
import dev.ringback.calls.lawful.HoursInForce;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.Whereabouts;
import dev.ringback.calls.lawful.Zones;
import dev.ringback.hub.HubLookup;
import dev.ringback.intake.EventHistory;
import dev.ringback.intake.sources.Sources;
import dev.ringback.outbox.drafts.DraftsConfig;
import dev.ringback.platform.LongTransaction;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.hibernate.Session;

/**
 * Tries a rules file on stored events, beside the active version, with no effect: nothing is written or locked, and nobody
 * is rung. Agents and caller numbers are not looked up at the Hub.
 */
@ApplicationScoped
public class RulesPreflight {
    private static final int AT_ONCE = 2;
    private static final int OPT_OUTS_AT_ONCE = 50_000;
    private static final Duration LONGEST = Duration.ofMinutes(1); // of a statement that counts calls

    private final EventHistory history;
    private final Rules rules;
    private final Sources sources;
    private final Senders senders;
    private final Numbers numbers;
    private final Whereabouts whereabouts;
    private final HoursInForce hours;
    private final Zones zones;
    private final DraftsConfig drafts;
    private final Session database;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final Semaphore slots = new Semaphore(AT_ONCE);

    RulesPreflight(
            EventHistory history,
            Rules rules,
            Sources sources,
            Senders senders,
            Numbers numbers,
            Whereabouts whereabouts,
            HoursInForce hours,
            Zones zones,
            DraftsConfig drafts,
            Session database,
            InstantSource clock,
            MeterRegistry metrics) {
        this.history = history;
        this.rules = rules;
        this.sources = sources;
        this.senders = senders;
        this.numbers = numbers;
        this.whereabouts = whereabouts;
        this.hours = hours;
        this.zones = zones;
        this.drafts = drafts;
        this.database = database;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** A rules file that can be tried. */
    public static final class File {
        private final RulesFile rules;

        private File(RulesFile rules) {
            this.rules = rules;
        }
    }

    /** The result of reading a rules file. */
    public sealed interface Parsed {
        record Valid(File file) implements Parsed {}

        record Invalid(List<Error> errors) implements Parsed {}
    }

    /** An error of a rules file. Line and column count from 1. */
    public record Error(int line, int column, String message) {}

    /** Is told what becomes of a preflight, by the thread that runs it. */
    public interface Listener {
        /** @param total the events to decide */
        void progress(long done, long total);

        /** A decision differs from that of the active version. */
        void flip(PreflightReport.Flip flip);

        /** Whether nobody waits for the answer any more. */
        boolean isCancelled();
    }

    /** The right to run one preflight at a time, until it is closed. */
    public final class Slot implements AutoCloseable {
        private Slot() {}

        /**
         * Tries a file on the events that were received in a span. No transaction may be open.
         *
         * @param from inclusive; {@code to} is exclusive
         * @return empty if the listener cancelled it
         */
        public Optional<PreflightReport> run(File file, Instant from, Instant to, Listener listener)
                throws SQLException, InterruptedException {
            String outcome = "failed";
            try {
                Optional<PreflightReport> report = RulesPreflight.this.run(file, from, to, listener);
                outcome = report.isPresent() ? "done" : "stopped";
                return report;
            } finally {
                metrics.counter("ringback.preflights", "outcome", outcome).increment();
            }
        }

        @Override
        public void close() {
            slots.release();
        }
    }

    /** Returns the right to run a preflight; empty while as many run as this process allows. */
    public Optional<Slot> enter() {
        return slots.tryAcquire() ? Optional.of(new Slot()) : Optional.empty();
    }

    public Parsed parse(String text) {
        return switch (RulesFile.parse(text, zones::zone, clock.instant(), HubLookup.UNCHECKED)) {
            case RulesFile.Parsed.Valid(var file) -> new Parsed.Valid(new File(file));
            case RulesFile.Parsed.Invalid(var problems) ->
                new Parsed.Invalid(problems.stream()
                        .map(problem -> new Error(problem.line(), problem.column(), problem.message()))
                        .toList());
        };
    }

    private Optional<PreflightReport> run(File file, Instant from, Instant to, Listener listener)
            throws SQLException, InterruptedException {
        Optional<Active> active = QuarkusTransaction.requiringNew()
                .call(() -> rules.version().map(version -> new Active(version, rules.compiled(version))));
        TrialKeys keys = new TrialKeys();
        List<TrialRule> tried = active.map(before -> TrialRule.of(file.rules, before.file, keys))
                .orElseGet(() -> TrialRule.of(file.rules, keys));
        Trial trial = new Trial(tried, world(optOuts(keys), keys), keys);
        PreflightDifference difference =
                new PreflightDifference(file.rules, active.map(Active::file).orElse(file.rules), listener::flip);
        PreflightFigures figures = new PreflightFigures(tried, trial);
        EventHistory.Span span = history.span(from, to, trial::isHeard);
        boolean isWhole = new PreflightRun(trial, difference, figures, listener).over(history, span);
        return isWhole
                ? Optional.of(figures.report(
                        span,
                        placed(span),
                        drafts.rows(),
                        active.map(before -> difference.report(before.version)).orElse(null)))
                : Optional.empty();
    }

    private record Active(int version, RulesFile file) {}

    private TrialWorld world(TrialTable optOuts, TrialKeys keys) {
        return new TrialWorld(
                numbers,
                whereabouts,
                hours.now().hours(),
                zones::zone,
                sources::named,
                senders::of,
                persons -> persons.stream().anyMatch(person -> optOuts.contains(keys.of(person.e164()))),
                (gather, after) -> Schedule.stored(gather.schedule(), gather.zone(), zones::storedZone)
                        .flatMap(schedule -> schedule.next(after)));
    }

    /** Reads the keys of all numbers that have opted out. */
    private TrialTable optOuts(TrialKeys keys) {
        TrialTable all = new TrialTable(0);
        String after = "";
        List<String> page;
        do {
            page = optOutsAfter(after);
            page.forEach(number -> all.add(keys.of(number)));
            after = page.isEmpty() ? after : page.getLast();
        } while (page.size() == OPT_OUTS_AT_ONCE);
        return all;
    }

    private List<String> optOutsAfter(String number) {
        return QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery(
                                "SELECT number FROM opt_out WHERE number > :after ORDER BY number LIMIT :most",
                                String.class)
                        .setParameter("after", number)
                        .setParameter("most", OPT_OUTS_AT_ONCE)
                        .getResultList());
    }

    /** Returns the number of calls that rang, by the newest fact of each, which came in the span. */
    private long placed(EventHistory.Span span) {
        return LongTransaction.call(
                database,
                LONGEST,
                () -> database.createNativeQuery("""
                        SELECT count(*) FROM call c JOIN event v ON v.id = c.event
                        WHERE c.state = 'PLACED' AND v.received_at >= :from AND v.received_at < :to
                        """, Long.class)
                        .setParameter("from", span.from())
                        .setParameter("to", span.to())
                        .getSingleResult());
    }
}
