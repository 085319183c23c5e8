package dev.ringback.outbox;

import dev.ringback.platform.Alarm;
import dev.ringback.platform.Alarms;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.hibernate.Session;

/**
 * The protocol that keeps a write from being made twice and from being forgotten. This page tells it, docs/PROTOCOL.md
 * specifies it, and each verb has a class. Every transaction is short and READ COMMITTED, and none is open while the Hub
 * is asked.
 *
 * <ol>
 *   <li><b>Claim</b> ({@link EntryClaimer}; {@link CallClaims}, {@link StepClaims}, {@link Gates}). A due entry becomes
 *       SENDING with a fencing token, its attempt, and two deadlines. Persons are locked first; the gates are asked in a
 *       later statement, which sees what the locks waited for. The database refuses a second entry that is being sent to
 *       one person: the whole claim is rolled back, and an alarm tells of it. Brakes (stop, delete) pass no gate and have
 *       a loop of their own.
 *   <li><b>Send</b> once: the kinds' {@link Sender}s and {@code Hub.once}. The request may leave until {@code
 *       dispatch_by}, by the process's own clocks ({@link Lease}). Nothing repeats it.
 *   <li><b>Record</b> ({@link OutcomeRecorder}; {@link EntryTransitions} is the transition table). The outcome moves the entry if
 *       the token still matches: DONE, REFUSED, DUE again, or UNKNOWN. A proof that comes later is never dropped ({@link
 *       LateProofs}). A claim whose commit was not answered is voided by the process that made it, from its own memory
 *       ({@link ClaimLane}).
 *   <li><b>Settle</b> ({@link EntrySettler}). An entry leaves UNKNOWN by evidence or by a named person only.
 *   <li><b>Sweep</b> ({@link EntrySweeper}). A claim that is silent past {@code answer_by} becomes UNKNOWN, never DUE. A
 *       missed window moves on, or the entry expires.
 * </ol>
 *
 * <p>A call that is a row of a draft moves with the draft's start: SENDING with it, then STARTED until the Hub shows the
 * dial ({@link DraftRows}; {@link DraftBatches} puts rows into drafts).
 *
 * <p>Locks are taken in one order: rules, things, quota, persons (by number), entries (by id), drafts.
 */
@ApplicationScoped
public class Outbox {
    private final Session database;
    private final EntryClaimer claimer;
    private final OutcomeRecorder recorder;
    private final EntrySettler settler;
    private final EntrySweeper sweeper;
    private final EntryMoves moves;
    private final EntryPersons persons;
    private final DraftRows rows;
    private final DraftBatches batches;
    private final Attempts attempts;
    private final Quota quota;
    private final Alarms alarms;
    private final CrashPointListener crashPoints;

    Outbox(
            Session database,
            EntryClaimer claimer,
            OutcomeRecorder recorder,
            EntrySettler settler,
            EntrySweeper sweeper,
            EntryMoves moves,
            EntryPersons persons,
            DraftRows rows,
            DraftBatches batches,
            Attempts attempts,
            Quota quota,
            Alarms alarms,
            CrashPointListener crashPoints) {
        this.database = database;
        this.claimer = claimer;
        this.recorder = recorder;
        this.settler = settler;
        this.sweeper = sweeper;
        this.moves = moves;
        this.persons = persons;
        this.rows = rows;
        this.batches = batches;
        this.attempts = attempts;
        this.quota = quota;
        this.alarms = alarms;
        this.crashPoints = crashPoints;
    }

    Sender sender(OutboxEntry.Kind kind) {
        return moves.sender(kind);
    }

    // --- Claim

    /**
     * Claims what is due and passes every gate, skipping what another replica is taking; at most one entry a person. The
     * claims are made once this returns.
     *
     * @param permits most claims to make
     */
    @Transactional(TxType.REQUIRES_NEW)
    public List<Claim> claim(int permits) {
        return claimer.claim(permits);
    }

    /** Claims stops and deletions of drafts; otherwise as {@link #claim}. */
    @Transactional(TxType.REQUIRES_NEW)
    public List<Claim> claimBrakes(int permits) {
        return claimer.claimBrakes(permits);
    }

    /**
     * Claims as {@link #claim} or {@link #claimBrakes} does, for a caller who must know of claims whose commit fails.
     *
     * @param brakes whether brakes are wanted, or all else
     * @param uncommitted is told the claims just before the commit
     */
    @Transactional(TxType.REQUIRES_NEW)
    public List<Claim> claim(boolean brakes, int permits, Consumer<List<Claim>> uncommitted) {
        List<Claim> claims = brakes ? claimer.claimBrakes(permits) : claimer.claim(permits);
        uncommitted.accept(claims);
        return claims;
    }

    /** Alarms that the database refused a claim: it was rolled back, and nobody was rung. */
    @Transactional(TxType.REQUIRES_NEW)
    public void claimRefused(String constraint) {
        alarms.raise(Alarm.CLAIM_REFUSED, constraint, "the database refused a claim that the gates had let through");
    }

    /**
     * Voids a claim of this process whose commit was not answered, if the commit did succeed. Waits for the end of the
     * transaction that made it. The process must not have claimed the entry again, nor sent anything of the claim.
     */
    @Transactional(TxType.REQUIRES_NEW)
    public void voidInDoubt(Claim claim) {
        quota.lock(); // the claim's transaction holds this lock to its end
        if (attempts.isOurs(claim)) {
            recorder.record(
                    claim, new Outcome.NotSent("the commit of its claim was not answered, so nothing was sent"));
        }
    }

    /**
     * Which calls are put into drafts, and how.
     *
     * @param bulk calls that stand back, or calls that do not
     * @param most rows of a draft, which also makes a lot ready before it has waited
     * @param patience how long a row waits for others
     * @param ahead drafts of one series that may be there before their turn; without meaning where nothing is bulk
     */
    public record BatchLimits(boolean bulk, int most, Duration patience, int ahead) {}

    /**
     * Puts calls that are due together into drafts, in the caller's transaction.
     *
     * @param draft makes the draft of some rows, of which at most so many dial at once, and owes its create
     * @return how many drafts were made
     */
    public int batch(BatchLimits how, BiFunction<List<OutboxEntry>, Integer, UUID> draft) {
        return batches.batch(how, draft);
    }

    // --- Record

    /** Records an attempt's outcome. Returns whether the claim still stood, or had only been given up as silent. */
    @Transactional(TxType.REQUIRES_NEW)
    public boolean record(Claim claim, Outcome outcome) {
        boolean stood = recorder.record(claim, outcome);
        crashPoints.reached(CrashPoint.BEFORE_RECORD_COMMIT, claim.kind(), claim.entry());
        return stood;
    }

    // --- Sweep

    /** One round; returns how many entries it moved. Safe to run in every replica at once. */
    @Transactional(TxType.REQUIRES_NEW)
    public int sweep() {
        return sweeper.sweep();
    }

    // --- Cancel and settle

    /**
     * Withdraws the entry of a call because its reason ended. A waiting entry is cancelled at once. An entry that may be
     * ringing is marked, and ends cancelled if it was not placed. In the caller's transaction, with the person locked.
     *
     * @return whether the entry waited and is cancelled now
     */
    public boolean withdraw(UUID call, String reason) {
        return settler.withdraw(call, reason);
    }

    /** What came of a wish to settle. */
    public enum Settled {
        YES,
        NOT_UNKNOWN,
        ATTEMPT_MAY_LIVE
    }

    /**
     * Ends an unknown call by a person's word.
     *
     * @param placed what the person found: true, the phone rang; false, it did not, and may ring if its reason holds
     * @param force settle as not placed although the attempt's process may still be alive
     */
    @Transactional(TxType.REQUIRED)
    public Settled settle(UUID call, boolean placed, String note, boolean force) {
        return settler.settle(call, placed, note, force);
    }

    /**
     * Ends an unknown call by evidence, if the same attempt is still unknown. In the caller's transaction, with the person
     * locked, since what the evidence says must still hold.
     *
     * @param attempt the attempt the evidence is about
     * @param placed true, the phone rang; false, it is proved that it did not, and may ring if its reason holds
     * @param evidence in words, without numbers or secrets
     */
    @Transactional(TxType.MANDATORY)
    public Settled settleByEvidence(UUID call, int attempt, boolean placed, String evidence) {
        return settler.settleByEvidence(call, attempt, placed, evidence);
    }

    // --- What readings of a started campaign prove of its rows; each in the caller's transaction, persons locked

    /** Waits for the persons of all rows that were uploaded with a draft; whoever reads it back calls this first. */
    public void lockPersonsOfDraft(UUID draft) {
        persons.lockOfDraft(draft);
    }

    /** Records that the Hub shows a dial of a row in this draft, whatever has become of the call since. */
    public void dialled(UUID call, UUID draft, String session) {
        rows.dialled(call, draft, session);
    }

    /** Frees a row that was never dialled and never will be with this draft: it may go on, if its reason holds. */
    public void neverDialled(UUID call, UUID draft, String evidence) {
        rows.neverDialled(call, draft, evidence);
    }

    /** Leaves a row unknown: its campaign is over, and what it shows proves neither a dial nor that there was none. */
    public void unclear(UUID call, UUID draft, String why) {
        rows.unclear(call, draft, why);
    }

    /** Ends an unsure start, once it is known whether it took place. */
    public void resolveStart(UUID draft, boolean didStart) {
        rows.resolveStart(draft, didStart);
    }

    /** Makes a stop due again that was answered as done, though the campaign was seen going on since then. */
    public void repeatStop(UUID draft, Instant seenGoingOn) {
        rows.repeatStop(draft, seenGoingOn);
    }

    // --- Owe and plan; each in the caller's transaction, with the person locked

    /** Adds a write. */
    public void enqueue(OutboxEntry entry) {
        database.persist(entry);
    }

    /** Adds many calls that stand back for calls about events. */
    public void enqueueBulk(Collection<OutboxEntry> calls) {
        EntryCopy.into(database, calls);
    }

    /**
     * Plans a waiting write anew, because a newer fact came.
     *
     * @return whether it still waited; what is being sent is left alone, and planned anew should it not have been placed
     */
    public boolean replan(UUID call, Plan plan, String reason) {
        OutboxEntry entry = moves.lockOfCall(call).orElseThrow();
        if (entry.state != OutboxEntry.State.DUE) {
            return false;
        }
        entry.follow(plan);
        moves.notifySender(entry, reason, null, plan);
        return true;
    }

    /**
     * Brings forward the time at which a call's running campaign must stop, because a newer fact narrows its hours. A later
     * time than the present one is ignored.
     */
    public void stopBy(UUID call, Instant stopAt) {
        moves.lockOfCall(call)
                .filter(entry -> entry.stopAt != null && stopAt.isBefore(entry.stopAt))
                .ifPresent(entry -> entry.stopAt = stopAt);
    }

    /** The entries that an answer of the Hub put off, and that wait for the time it named. */
    @Transactional(TxType.REQUIRES_NEW)
    public List<UUID> putOff() {
        return attempts.putOff();
    }

    /** Plans an entry anew, for now, which an answer of the Hub had put off; its lawful window holds. */
    @Transactional(TxType.REQUIRES_NEW)
    public void goOn(UUID id, String reason) {
        OutboxEntry entry = persons.lockWithPersons(id);
        Instant now = moves.now();
        if (entry == null || entry.state != OutboxEntry.State.DUE || !entry.dueAt.isAfter(now)) {
            return;
        }
        if (entry.kind.dials() && entry.draft != null) {
            rows.of(entry.draft).stream()
                    .filter(row -> row.state == OutboxEntry.State.DUE)
                    .forEach(row -> moves.goOn(row, now, reason));
        }
        moves.goOn(entry, now, reason);
    }

    /** Takes back a withdrawal for which this was the reason, since a later fact asks again. */
    public void wantAgain(UUID call, String reason) {
        moves.lockOfCall(call)
                .filter(entry -> entry.withdrawn != null && entry.withdrawn.startsWith(reason))
                .ifPresent(entry -> entry.withdrawn = null);
    }

    /** Ends a waiting write for good before it was ever sent. */
    public void refuse(UUID call, String reason) {
        OutboxEntry entry = moves.lockOfCall(call).orElseThrow();
        if (entry.state == OutboxEntry.State.DUE) {
            moves.finish(entry, OutboxEntry.State.REFUSED, reason, null);
        }
    }

    /** The entry of a call, locked to the end of the caller's transaction; empty for a call that was never to be sent. */
    public Optional<OutboxEntry> lockOfCall(UUID call) {
        return moves.lockOfCall(call);
    }
}
