package dev.ringback.emulator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The emulated Hub without its HTTP: all state, changed only by {@link #commit}. Belongs to the loop, as does all it
 * holds; the ledger and the clock may be read from anywhere.
 */
final class Hub implements AutoCloseable {
    final Store store = new Store();
    final Ledger ledger = new Ledger();
    final Agenda agenda = new Agenda();
    final HubClock clock;
    final Ids ids;
    private final Settings settings;
    private final Seeds seeds;
    private final Map<String, Usage> usage = new HashMap<>();
    private final Journal journal;
    private Behaviour behaviour;
    private Duration moved = Duration.ZERO;
    private Instant latest = Instant.MIN;

    Hub(Settings settings, Path journal, Executor loop) {
        this.settings = settings;
        this.behaviour = settings.behaviour();
        this.clock = new HubClock(settings.clock(), behaviour.speed());
        this.ids = new Ids(clock);
        this.seeds = new Seeds(this, settings);
        this.journal = Journal.open(journal, loop, line -> apply(Json.read(line, Fact.class)));
        clock.notBefore(latest);
        seeds.sow();
    }

    Behaviour behaviour() {
        return behaviour;
    }

    /** Makes it so: in memory now, on disk before {@link #whenSynced} says so. */
    void commit(Fact fact) {
        apply(fact);
        journal.append(Json.bytes(fact));
    }

    /** Runs once all that was committed so far is on disk; with false where the disk refused it. */
    void whenSynced(Consumer<Boolean> then) {
        journal.whenSynced(then);
    }

    /** Does what has become due since the last time. */
    void runDue() {
        agenda.runDue(clock.instant());
    }

    /** The text of the cost cap that forbids the account another call at that instant, if one does. */
    Optional<String> capReached(String account, Instant now) {
        return usage(account).reached(behaviour.caps(), now);
    }

    Seeds seeds() {
        return seeds;
    }

    /** Back to how a first start finds it, by the same clock, which never goes back. */
    void reset() {
        store.clear();
        clearLedger();
        agenda.clear();
        journal.restart();
        tune(settings.behaviour());
        journal.append(Json.bytes(new Fact.ClockMoved(moved)));
        seeds.sow();
    }

    private void apply(Fact fact) {
        switch (fact) {
            case Fact.Opened(var account) -> store.open(account);
            case Fact.Put(var account, var table, var row) -> store.put(account, table, row);
            case Fact.Removed(var account, var table, var id) -> store.remove(account, table, id);
            case Fact.Rang(var ring) -> add(ring);
            case Fact.LedgerCleared() -> clearLedger();
            case Fact.ClockMoved(var by) -> moveClock(by);
            case Fact.Tuned(var tuned) -> tune(tuned);
        }
    }

    private void add(Ring ring) {
        ledger.add(ring);
        usage(ring.account()).add(ring);
        latest = ring.instant().isAfter(latest) ? ring.instant() : latest;
    }

    private Usage usage(String account) {
        return usage.computeIfAbsent(account, a -> new Usage());
    }

    private void clearLedger() {
        ledger.clear();
        usage.clear();
    }

    private void moveClock(Duration by) {
        moved = moved.plus(by);
        clock.advance(by);
    }

    private void tune(Behaviour tuned) {
        behaviour = tuned;
        clock.runAt(tuned.speed());
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
