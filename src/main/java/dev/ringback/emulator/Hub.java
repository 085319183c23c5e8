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
 * Holds the emulated Hub's state, without HTTP. {@link #commit} changes it, as does {@link #reset}. Only the loop may
 * use it and its parts; any thread may read the ledger and the clock.
 */
final class Hub implements AutoCloseable {
    final Store store = new Store();
    final Ledger ledger = new Ledger();
    final Agenda agenda = new Agenda();
    final HubClock clock;
    final Ids ids;
    private final Settings settings;
    private final Seeds seeds;
    private final Campaigns campaigns = new Campaigns();
    private final Dialler dialler = new Dialler(this);
    private final Map<String, Usage> usage = new HashMap<>();
    private final Journal journal;
    private Behaviour behaviour;
    private int generation;
    private Duration moved = Duration.ZERO;
    private boolean capsLost;
    private Instant latest = Instant.MIN;

    Hub(Settings settings, Path journal, Executor loop) {
        this.settings = settings;
        this.behaviour = settings.behaviour();
        this.clock = new HubClock(settings.clock(), behaviour.speed());
        this.ids = new Ids(clock);
        this.seeds = new Seeds(this, settings);
        this.journal = Journal.open(journal, loop, line -> apply(Json.read(line, Fact.class)));
        clock.notBefore(latest);
        dialler.takeUp(clock.instant());
        seeds.sow();
    }

    Behaviour behaviour() {
        return behaviour;
    }

    /** Applies the fact in memory now. It is on disk when {@link #whenSynced} reports so. */
    void commit(Fact fact) {
        apply(fact);
        journal.append(Json.bytes(fact));
    }

    /** Runs the action once all facts committed so far are on disk; with false if the disk refused them. */
    void whenSynced(Consumer<Boolean> then) {
        journal.whenSynced(then);
    }

    /** Runs all actions that have become due. */
    void runDue() {
        agenda.runDue(clock.instant());
    }

    /** Returns the text of the cost cap that forbids the account another call at the instant, if any. */
    Optional<String> capReached(String account, Instant now) {
        return capsLost ? Optional.empty() : usage(account).reached(behaviour.caps(), now);
    }

    /** Returns the caps; empty while they are lost. */
    Optional<Caps> caps() {
        return capsLost ? Optional.empty() : Optional.of(behaviour.caps());
    }

    /** Returns when the session's call ends, if the ledger has the call. */
    Optional<Instant> ledgerEnd(String session) {
        return Optional.ofNullable(ledger.session(session)).map(Ring::end);
    }

    /**
     * Returns whether the concurrency budget has room for the campaign beside the running ones (Hub contract, section
     * 6).
     */
    boolean hasRoomFor(Campaign campaign) {
        var wanted = campaign.plan().maxConcurrentCalls();
        return capsLost
                || campaigns.concurrencyInUse(campaign.plan().account()) + wanted
                        <= behaviour.caps().concurrentMax();
    }

    /** Returns a number that changes with each {@link #reset}. */
    int generation() {
        return generation;
    }

    Campaigns campaigns() {
        return campaigns;
    }

    /** Stalls the running campaigns, as a restart of the Hub may, and returns their number. Calls in progress still end. */
    int stallCampaigns() {
        var running = campaigns.all().stream()
                .filter(campaign -> campaign.is(Campaign.Status.RUNNING) && !campaign.isStalled())
                .toList();
        running.forEach(
                campaign -> commit(new Fact.CampaignStalled(campaign.plan().id())));
        return running.size();
    }

    Dialler dialler() {
        return dialler;
    }

    Seeds seeds() {
        return seeds;
    }

    /** Resets to the state of a first start. The clock continues and never goes back. */
    void reset() {
        generation++;
        store.clear();
        clearLedger();
        agenda.clear();
        campaigns.all().forEach(campaign -> campaign.delete(clock.instant())); // ends their streams
        campaigns.clear();
        dialler.clear();
        journal.restart();
        capsLost = false;
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
            case Fact.CampaignCreated(var plan, var contacts) -> campaigns.create(plan, contacts);
            case Fact.CampaignMoved(var id, var status, var at) -> campaigns.move(id, status, at);
            case Fact.CampaignDeleted(var id, var at) -> campaigns.delete(id, at);
            case Fact.ContactEnded(var id, var contact, var status, var at) -> campaigns.ended(id, contact, status, at);
            case Fact.CampaignStalled(var id) -> campaigns.stall(id);
            case Fact.CapsLost(var lost) -> capsLost = lost;
            case Fact.LedgerCleared() -> clearLedger();
            case Fact.ClockMoved(var by) -> moveClock(by);
            case Fact.Tuned(var tuned) -> tune(tuned);
        }
    }

    private void add(Ring ring) {
        ledger.add(ring);
        usage(ring.account()).add(ring);
        if (ring.route() == Ring.Via.CAMPAIGN) {
            campaigns.rang(ring);
        }
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
