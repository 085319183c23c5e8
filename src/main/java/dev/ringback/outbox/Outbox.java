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
 * The protocol that prevents a write from being made twice and from being forgotten. This page describes the protocol,
 * docs/PROTOCOL.md specifies it, and each step has a class. Every transaction is short and READ COMMITTED, and no
 * transaction is open during a request to the Hub.
 *
 * <ol>
 *   <li><b>Claim</b> ({@link EntryClaimer}; {@link CallClaims}, {@link StepClaims}, {@link Gates}). A due entry becomes
 *       SENDING with a fencing token, its attempt, and two deadlines. Persons are locked first. A later statement evaluates
 *       the gates, so it sees the commits for which the locks waited. The database refuses a second entry that is being sent
 *       to one person: the whole claim is rolled back, and an alarm is raised. Brakes (stop, delete) pass no gate and have a
 *       loop of their own.
 *   <li><b>Send</b> once: the kinds' {@link Sender}s and {@code Hub.once}. The request may leave until {@code dispatch_by},
 *       by the process's own clocks ({@link Lease}). Nothing repeats the request.
 *   <li><b>Record</b> ({@link OutcomeRecorder}; {@link EntryTransitions} is the transition table). The outcome moves the
 *       entry if the token still matches: DONE, REFUSED, DUE again, or UNKNOWN. A later proof is never dropped ({@link
 *       LateProofs}). A claim whose commit was not answered is voided by the process that made it, from its own memory
 *       ({@link ClaimLane}).
 *   <li><b>Settle</b> ({@link EntrySettler}). An entry leaves UNKNOWN by evidence or by a named person only. The answer to
 *       its draft's deletion settles an unsure start ({@link DraftRows#resolveStart}, docs/PROTOCOL.md).
 *   <li><b>Sweep</b> ({@link EntrySweeper}). A claim that is silent past {@code answer_by} becomes UNKNOWN if it dials,
 *       never DUE. An entry that missed its window moves to the next window, or ends.
 * </ol>
 *
 * <p>A call that is a row of a draft moves with the draft's start. The row is SENDING with the start, then STARTED until the
 * Hub shows the dial ({@link DraftRows}). {@link DraftBatches} puts rows into drafts.
 *
 * <p>Locks are taken in one order: the event or the job, the active rules, rules by name, things, quota, lots, persons (by
 * number), the gathering campaign, entries (a draft's steps before its rows), drafts, calls. "Order of locks" in
 * docs/PROTOCOL.md names the statements and the exceptions.
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
     * Claims due entries that pass every gate, at most one entry for each person. Skips entries that another replica has
     * locked. The claims are committed when this returns. Tests and benches call this method; the worker calls {@link
     * #claim(boolean, int, Consumer)}.
     *
     * @param permits the largest number of claims to make
     */
    @Transactional(TxType.REQUIRES_NEW)
    public List<Claim> claim(int permits) {
        return claimer.claim(permits);
    }

    /** Claims stops and deletions of drafts, without gates; otherwise as {@link #claim(int)}. Only tests call it. */
    @Transactional(TxType.REQUIRES_NEW)
    public List<Claim> claimBrakes(int permits) {
        return claimer.claimBrakes(permits);
    }

    /**
     * Claims as {@link #claim(int)} or {@link #claimBrakes} does, for the worker, which must know the claims if the commit
     * fails.
     *
     * @param brakes whether to claim brakes, or all other entries
     * @param uncommitted receives the claims just before the commit
     */
    @Transactional(TxType.REQUIRES_NEW)
    public List<Claim> claim(boolean brakes, int permits, Consumer<List<Claim>> uncommitted) {
        List<Claim> claims = brakes ? claimer.claimBrakes(permits) : claimer.claim(permits);
        uncommitted.accept(claims);
        return claims;
    }

    /** Raises an alarm because the database refused a claim. The claim was rolled back, and nobody was rung. */
    @Transactional(TxType.REQUIRES_NEW)
    public void claimRefused(String constraint) {
        alarms.raise(Alarm.CLAIM_REFUSED, constraint, "the database refused a claim that the gates had let through");
    }

    /**
     * Voids a claim of this process whose commit was not answered, if the commit did succeed. Waits for the end of the
     * claim's transaction. The process must not have claimed the entry again, nor sent anything of the claim.
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
     * The limits by which calls are batched into drafts.
     *
     * @param bulk whether to batch bulk calls, or calls about events
     * @param most the largest number of rows in a draft; a lot of this size does not wait
     * @param patience how long a row waits for others
     * @param ahead how many drafts of one series may exist before their turn; ignored unless bulk
     */
    public record BatchLimits(boolean bulk, int most, Duration patience, int ahead) {}

    /**
     * Batches due calls into drafts, in the caller's transaction.
     *
     * @param draft makes the draft of some rows and enqueues its create; receives the rows and how many may dial at once
     * @return the number of drafts
     */
    public int batch(BatchLimits how, BiFunction<List<OutboxEntry>, Integer, UUID> draft) {
        return batches.batch(how, draft);
    }

    // --- Record

    /** Records an attempt's outcome. Returns whether the entry was still SENDING or UNKNOWN with this attempt. */
    @Transactional(TxType.REQUIRES_NEW)
    public boolean record(Claim claim, Outcome outcome) {
        boolean stood = recorder.record(claim, outcome);
        crashPoints.reached(CrashPoint.BEFORE_RECORD_COMMIT, claim.kind(), claim.entry());
        return stood;
    }

    // --- Sweep

    /** Runs one round of the sweep. Returns the number of moved entries. Safe to run in every replica at once. */
    @Transactional(TxType.REQUIRES_NEW)
    public int sweep() {
        return sweeper.sweep();
    }

    // --- Cancel and settle

    /**
     * Withdraws the entry of a call because its reason ended. A waiting entry is cancelled at once. An entry that may be
     * ringing is marked, and ends cancelled if it was not placed. Runs in the caller's transaction, with the person locked.
     *
     * @return whether the entry waited and is cancelled now
     */
    public boolean withdraw(UUID call, EndReason reason) {
        return settler.withdraw(call, reason);
    }

    /** The result of a request to settle. */
    public enum Settled {
        YES,
        NOT_UNKNOWN,
        ATTEMPT_MAY_LIVE
    }

    /**
     * Settles an unknown call on a person's decision, in the caller's transaction or its own.
     *
     * @param placed true if the phone rang; false if it did not, and may ring if its reason holds
     * @param force settles as not placed although the attempt's process or campaign may still be active
     */
    @Transactional(TxType.REQUIRED)
    public Settled settle(UUID call, boolean placed, String note, boolean force) {
        return settler.settle(call, placed, note, force);
    }

    /**
     * Settles an unknown call by evidence, if the same attempt is still unknown. Runs in the caller's transaction, with the
     * person locked, since the evidence must still hold.
     *
     * @param attempt the attempt that the evidence is about
     * @param placed true if the phone rang; false if it is proved that it did not, and may ring if its reason holds
     * @param evidence in words, without numbers or secrets
     */
    @Transactional(TxType.MANDATORY)
    public Settled settleByEvidence(UUID call, int attempt, boolean placed, String evidence) {
        return settler.settleByEvidence(call, attempt, placed, evidence);
    }

    /**
     * Ends an unknown start, once the answer to its draft's deletion proves whether the campaign started. Runs in the
     * caller's transaction, with the persons of the draft's rows locked.
     */
    public void resolveStart(UUID draft, boolean didStart) {
        rows.resolveStart(draft, didStart);
    }

    // --- Proofs from readings of a started campaign, about its rows; each in the caller's transaction, persons locked

    /** Locks the persons of all rows uploaded with a draft, and waits. Must be called before its reading is stored. */
    public void lockPersonsOfDraft(UUID draft) {
        persons.lockOfDraft(draft);
    }

    /** Records that the Hub shows a dial of a row in this draft, whatever the present state of the call. */
    public void dialled(UUID call, UUID draft, String session) {
        rows.dialled(call, draft, session);
    }

    /** Frees a row that was not dialled and never will be with this draft. The row becomes due again if its reason holds. */
    public void neverDialled(UUID call, UUID draft, String evidence) {
        rows.neverDialled(call, draft, evidence);
    }

    /**
     * Marks a started row as unknown: its campaign is over, and the campaign's reading proves neither a dial nor its
     * absence.
     */
    public void unclear(UUID call, UUID draft, String why) {
        rows.unclear(call, draft, why);
    }

    /** Makes a completed stop due again if the campaign was seen running after the stop was sent. */
    public void repeatStop(UUID draft, Instant seenGoingOn) {
        rows.repeatStop(draft, seenGoingOn);
    }

    // --- Enqueue and plan; in the caller's transaction, with the person locked, unless annotated otherwise

    public void enqueue(OutboxEntry entry) {
        database.persist(entry);
    }

    /** Adds many calls by one COPY. Bulk calls yield to calls about events. */
    public void enqueueBulk(Collection<OutboxEntry> calls) {
        EntryCopy.into(database, calls);
    }

    /**
     * Replaces the plan of a waiting write, because a newer fact came.
     *
     * @return whether the write still waited; a write that is being sent is planned anew if it was not placed
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
     * Returns calls whose entry waits or runs by another law than a given one, for {@link #planAnew}: those due first, and
     * within each batch in the order in which entries are locked. Runs in the caller's transaction and locks nothing.
     *
     * @param law the digest of the law in force
     * @param most many times {@code atOnce}: each query sorts all such calls
     * @param atOnce the calls of a batch
     */
    public List<UUID> plannedByOther(String law, int most, int atOnce) {
        return database.createNativeQuery("""
                        SELECT call FROM (
                            SELECT id, call, (row_number() OVER (ORDER BY due_at, id) - 1) / :atOnce AS batch
                            FROM outbox_entry WHERE state IN ('DUE', 'STARTED') AND call IS NOT NULL
                            AND (law IS NULL OR law < :law OR law > :law) ORDER BY due_at, id LIMIT :most) AS first
                        ORDER BY batch, id
                        """, UUID.class)
                .setParameter("law", law)
                .setParameter("most", most)
                .setParameter("atOnce", atOnce)
                .getResultList();
    }

    /**
     * Replaces the plan of a waiting write, because the law or its data changed. Its age stays. Where the times are the
     * same as before, the write keeps its draft, and its sender hears nothing.
     *
     * @param earliest the earliest time that backoff or the Hub allows
     */
    public void planAnew(OutboxEntry entry, Plan plan, Instant earliest, String reason) {
        if (entry.isPlannedAlike(plan)) {
            entry.goesBy(plan);
            return;
        }
        entry.retry(plan, earliest);
        moves.notifySender(entry, entry.held == null ? reason : HoldReason.shown(entry.held), null, plan);
    }

    /**
     * Keeps a waiting write from being claimed, since the law leaves it no hour. It ends at its expiry, unless the law
     * changes before.
     *
     * @param expiry less a margin
     * @param law the digest of the law in force
     */
    public void shut(OutboxEntry entry, Instant expiry, String law) {
        entry.shutUntil(expiry, law);
    }

    /** Waits for claims under way, and lets none begin before the caller's transaction ends. */
    public void lockClaims() {
        quota.lock();
    }

    /**
     * Keeps a running campaign's row to the hours of the law in force.
     *
     * @param stopAt when its campaign must stop by them; a later time than the present time is ignored
     * @param law the digest of the law in force
     */
    public void runsBy(OutboxEntry entry, Instant stopAt, String law) {
        entry.law = law;
        if (entry.stopAt != null && stopAt.isBefore(entry.stopAt)) {
            entry.stopAt = stopAt;
        }
    }

    /**
     * Brings forward the time at which a call's running campaign must stop, because a newer fact narrows its hours. A later
     * time than the present time is ignored.
     */
    public void stopBy(UUID call, Instant stopAt) {
        moves.lockOfCall(call)
                .filter(entry -> entry.stopAt != null && stopAt.isBefore(entry.stopAt))
                .ifPresent(entry -> entry.stopAt = stopAt);
    }

    /** Returns at most 1,000 entries that the Hub postponed and whose time has not come. Uses its own transaction. */
    @Transactional(TxType.REQUIRES_NEW)
    public List<UUID> putOff() {
        return attempts.putOff();
    }

    /** Reschedules a postponed entry for now, within its lawful window. Locks its persons, in its own transaction. */
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

    /** Clears a withdrawal for a reason of this word, because a later fact wants the call again. */
    public void wantAgain(UUID call, EndReason.Word reason) {
        moves.lockOfCall(call)
                .filter(entry -> entry.withdrawn != null && entry.withdrawn.word() == reason)
                .ifPresent(entry -> entry.withdrawn = null);
    }

    /** Refuses a waiting write for good; any other write stays unchanged. */
    public void refuse(UUID call, EndReason reason) {
        OutboxEntry entry = moves.lockOfCall(call).orElseThrow();
        if (entry.state == OutboxEntry.State.DUE) {
            moves.finish(entry, OutboxEntry.State.REFUSED, reason.text(), null);
        }
    }

    /**
     * Makes a refused or expired write due again on a person's decision, or enqueues it if it was refused before it was
     * enqueued. Its attempts go on counting, and it passes every gate anew. The caller has rechecked its reason.
     */
    public OutboxEntry reopen(UUID call, Plan plan) {
        Optional<OutboxEntry> ended = moves.lockOfCall(call);
        OutboxEntry entry = ended.orElseGet(() -> new OutboxEntry(call, plan));
        ended.ifPresentOrElse(before -> before.reopen(plan), () -> enqueue(entry));
        moves.notifySender(entry, null, null, plan);
        return entry;
    }

    /** Returns the entry of a call, locked to the end of the caller's transaction; empty if the call has none. */
    public Optional<OutboxEntry> lockOfCall(UUID call) {
        return moves.lockOfCall(call);
    }
}
