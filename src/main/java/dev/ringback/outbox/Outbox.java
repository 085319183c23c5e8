package dev.ringback.outbox;

import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.Alarm;
import dev.ringback.platform.Alarms;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.hibernate.Session;

/**
 * The protocol that keeps a write from being made twice and from being forgotten, from claim to settlement. Read it from
 * top to bottom, with {@link Course} beside it; DESIGN.md, "The outbox protocol", is its specification.
 *
 * <p>An entry is DUE, then SENDING under a claim, then what the attempt proved: DONE, REFUSED, DUE again, or UNKNOWN.
 * From UNKNOWN it leaves by evidence or by a named person only. A call that is a row of a draft moves with the draft's
 * start: SENDING with it, then STARTED until the Hub shows the dial. Each method is one short transaction (READ
 * COMMITTED); none is open while the Hub is asked.
 */
@ApplicationScoped
public class Outbox {
    private static final int SWEEP_AT_ONCE = 200;
    private static final int STRIKES = 3;
    private static final long LARGEST_FILE = 8_000_000; // bytes of JSON; the Hub takes 10 MB of CSV (BEHAVIOUR.md, 6)
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
    private static final Duration LONGEST_FOR_A_BRAKE = Duration.ofSeconds(30);

    private final Session database;
    private final Claims claims;
    private final Persons persons;
    private final Quota quota;
    private final Caps caps;
    private final Attempts attempts;
    private final Pauses pauses;
    private final Alarms alarms;
    private final DatabaseIdentity identity;
    private final Leases leases;
    private final Boundaries boundaries;
    private final Jitter jitter;
    private final List<Sender> senders; // who owes what; they know this, so they are not asked before they are needed

    Outbox(
            Session database,
            Claims claims,
            Persons persons,
            Quota quota,
            Caps caps,
            Attempts attempts,
            Pauses pauses,
            Alarms alarms,
            DatabaseIdentity identity,
            Leases leases,
            Boundaries boundaries,
            Jitter jitter,
            @All List<Sender> senders) {
        this.database = database;
        this.claims = claims;
        this.persons = persons;
        this.quota = quota;
        this.caps = caps;
        this.attempts = attempts;
        this.pauses = pauses;
        this.alarms = alarms;
        this.identity = identity;
        this.leases = leases;
        this.boundaries = boundaries;
        this.jitter = jitter;
        this.senders = senders;
    }

    Sender sender(OutboxEntry.Kind kind) {
        return senders.stream()
                .filter(sender -> sender.kinds().contains(kind))
                .findFirst()
                .orElseThrow();
    }

    // --- 1. Claim: persons first, then the gates in a later statement, so that it sees what the locks waited for.

    /**
     * Takes what is due and passes every gate, skipping what another replica is taking; at most one entry a person.
     * Brakes go first, then what events ask for, then what is bulk, from what those left.
     */
    @Transactional(TxType.REQUIRES_NEW)
    public List<Claim> claim(int permits) {
        Lease lease = leases.start(identity.unchanged()); // read before the claim exists, so never too long
        Quota.Used used = quota.lockAndCount();
        int room = Math.min(permits, quota.free(used, Urgency.URGENT));
        Instant now = now();
        List<OutboxEntry> taken = new ArrayList<>(room <= 0 ? List.of() : claims.brakes(room, now));
        quota.spend(taken.size());
        if (identity.stands() && !pauses.stopAll()) { // a backlog that all of it waits need not be looked through
            taken.addAll(takeDue(Urgency.ORDINARY, permits - taken.size(), used.and(taken.size()), now));
            taken.addAll(takeDue(Urgency.BULK, permits - taken.size(), used.and(taken.size()), now));
        }
        List<Claim> made = taken.stream().map(entry -> claimed(entry, lease)).toList();
        made.forEach(claim -> reached(Boundary.BEFORE_CLAIM_COMMIT, claim));
        return made;
    }

    /** Those of one urgency; queries of its own, so that each reads its part of an index in order and stops. */
    private List<OutboxEntry> takeDue(Urgency urgency, int permits, Quota.Used used, Instant now) {
        int free = permits <= 0 ? 0 : Math.min(permits, quota.freeForDialling(used, urgency));
        int dials = free <= 0 ? 0 : caps.freeDials(urgency);
        if (dials <= 0) {
            return List.of();
        }
        Claims.Steps steps = claims.steps(urgency == Urgency.BULK, free, dials, now);
        steps.hopeless().forEach(step -> giveUp(step, "its rows changed or were not free to go"));
        List<OutboxEntry> taken = new ArrayList<>(steps.taken());
        steps.taken().stream().filter(step -> step.kind.dials()).forEach(this::sendRows);
        int left = taken.isEmpty() ? dials : caps.freeDials(urgency); // the starts took their share
        int calls = Math.min(free - taken.size(), left);
        if (calls > 0) {
            List<OutboxEntry> single = claims.calls(urgency == Urgency.BULK, calls, now);
            single.forEach(call -> caps.dialled(call.id, call.attempt));
            taken.addAll(single);
        }
        quota.spend(taken.size());
        return taken.stream()
                .sorted(Comparator.comparing(entry -> entry.dueAt)) // RETURNING keeps no order
                .toList();
    }

    private Claim claimed(OutboxEntry entry, Lease lease) {
        attempts.begin(entry);
        tell(entry, null, null, null);
        Lease watched = lease.watched(() -> boundaries.reached(Boundary.AT_THE_WIRE, entry.kind, entry.id));
        return new Claim(entry.id, entry.kind, entry.call, entry.draft, entry.payload, entry.attempt, watched);
    }

    /** The rows go with their start, before calls are looked for: to the same persons none may go now. */
    private void sendRows(OutboxEntry start) {
        List<OutboxEntry> rows = rowsOf(start.draft);
        caps.dialled(start.id, start.attempt, claims.dialsAtOnce(start)); // a series dials the others later
        for (OutboxEntry row : rows) {
            row.state = OutboxEntry.State.SENDING;
            row.attempt++;
            row.sentAt = start.sentAt;
            row.dispatchBy = start.dispatchBy;
            row.answerBy = start.answerBy;
            tell(row, null, null, null);
        }
    }

    /** A draft that was not started and never will be: its rows are free for another. */
    private void giveUp(OutboxEntry step, String reason) {
        end(step, OutboxEntry.State.CANCELLED, reason, null);
        rowsOf(step.draft).forEach(row -> row.draft = null);
    }

    /**
     * Which calls are put into drafts, and how.
     *
     * @param bulk those that stand back, or those that do not
     * @param most rows of a draft, which also makes a lot ready before it has waited
     * @param patience how long a row waits for others
     * @param ahead drafts of one series that may be there before their turn; without meaning where nothing is bulk
     */
    public record Gathering(boolean bulk, int most, Duration patience, int ahead) {}

    /**
     * Puts calls that are due together into drafts, in the caller's transaction.
     *
     * @param draft makes the draft of those rows, of which at most so many dial at once, and owes its create
     * @return how many drafts were made
     */
    public int gather(Gathering how, BiFunction<List<OutboxEntry>, Integer, UUID> draft) {
        Instant now = now();
        // A draft that dials more at once could not start. One of a series dials its rows little by little.
        int dials = how.bulk ? caps.roomFor(Urgency.BULK) : caps.freeDials(Urgency.ORDINARY);
        int most = how.bulk ? how.most : Math.min(how.most, dials);
        Map<String, Integer> ahead = how.bulk ? claims.draftsAhead() : Map.of();
        int made = 0;
        for (Claims.Lot lot :
                dials <= 0 ? List.<Claims.Lot>of() : claims.lots(how, most, full(ahead, how.ahead), now)) {
            if (how.bulk && ahead.getOrDefault(lot.series(), 0) >= how.ahead) {
                continue; // by a lot before it
            }
            List<OutboxEntry> rows = fitting(claims.rowsFor(lot, how, most, now));
            if (!rows.isEmpty()) {
                UUID id = draft.apply(rows, dials);
                rows.forEach(row -> row.draft = id);
                if (how.bulk) {
                    ahead.merge(lot.series(), 1, Integer::sum);
                }
                made++;
            }
        }
        return made;
    }

    private static String[] full(Map<String, Integer> ahead, int most) {
        return ahead.entrySet().stream()
                .filter(series -> series.getValue() >= most)
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
    }

    /** As many as one file may hold. */
    private static List<OutboxEntry> fitting(List<OutboxEntry> rows) {
        long bytes = 0;
        for (int i = 0; i < rows.size(); i++) {
            bytes += rows.get(i).payload.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > LARGEST_FILE) {
                return rows.subList(0, Math.max(1, i));
            }
        }
        return rows;
    }

    // --- 2. Send once: see the kinds' senders, and Hub.once.

    // --- 3. Record what the attempt proved, if the claim still stands. What comes later is never dropped.

    /** Records an attempt's outcome. Returns whether the claim still stood, or had only been given up as silent. */
    @Transactional(TxType.REQUIRES_NEW)
    public boolean record(Claim claim, Outcome outcome) {
        boolean stood = recordLocked(claim, outcome);
        reached(Boundary.BEFORE_RECORD_COMMIT, claim);
        return stood;
    }

    private boolean recordLocked(Claim claim, Outcome outcome) {
        if (outcome instanceof Outcome.Postponed(var reason, var until, var stops, var jitter)) {
            quota.stop(stops, until, reason); // before the entry's lock, in the order in which a claim takes the two
        }
        OutboxEntry entry = lockWithPersons(claim.entry());
        if (entry == null) { // a failover lost the claim: the pause that it caused is what a person looks at
            Log.errorf("entry %s is not in this database; its attempt came to: %s", claim.entry(), outcome.name());
            return false;
        }
        attempts.finish(claim, outcome);
        if (!outcome.mayHaveDialled()) {
            caps.notDialled(claim.entry(), claim.attempt());
        }
        boolean isCurrent = entry.attempt == claim.attempt();
        if (isCurrent && Course.isNews(entry.kind, entry.state, outcome)) {
            apply(entry, outcome);
            return true;
        }
        if (isCurrent && entry.isIn(OutboxEntry.State.SENDING, OutboxEntry.State.UNKNOWN)) {
            heed(entry, outcome); // a start that was given up: its deletion says what becomes of it
            return true;
        }
        if (outcome instanceof Outcome.Done(var receipt)) {
            doneAfterAll(entry, claim, receipt);
        }
        return false;
    }

    private void apply(OutboxEntry entry, Outcome outcome) {
        heed(entry, outcome);
        Course.Step step = Course.after(entry.kind, outcome);
        switch (step.write()) {
            case DONE -> end(entry, OutboxEntry.State.DONE, null, receiptOf(outcome));
            case REFUSED -> end(entry, OutboxEntry.State.REFUSED, "hub_refused: " + outcome.detail(), null);
            case UNKNOWN -> end(entry, OutboxEntry.State.UNKNOWN, outcome.detail(), null);
            case MOOT -> end(entry, OutboxEntry.State.CANCELLED, outcome.detail(), null);
            case AGAIN -> again(entry, earliest(entry, outcome), outcome.detail());
        }
        if (step.rows() != Course.Rows.STAY) {
            moveRows(entry, step.rows(), outcome);
        }
    }

    /** What an outcome says about other writes: a bad key, an agent or number the Hub does not know. */
    private void heed(OutboxEntry entry, Outcome outcome) {
        switch (outcome) {
            case Outcome.KeyRefused(var text) -> pauses.keyRefused(text);
            // A step's 404 is about its draft, not about the agent or the number.
            case Outcome.Refused(var status, var text)
            when entry.kind == OutboxEntry.Kind.ORIGINATE || entry.kind == OutboxEntry.Kind.CREATE ->
                pauses.strike(entry.scopes, status, text, STRIKES);
            case Outcome.Done done when entry.kind.dials() -> pauses.forgetStrikes(entry.scopes);
            case Outcome.Refused about -> Log.warnf("%s of draft %s: %s", entry.kind, entry.draft, about.detail());
            case Outcome.Done done -> { // says nothing of others
            }
            case Outcome.NotSent notSent -> { // neither
            }
            case Outcome.Postponed postponed -> { // record has stopped the others
            }
            case Outcome.HadStarted hadStarted -> { // neither
            }
            case Outcome.Unknown unknown -> { // neither
            }
        }
    }

    private static String receiptOf(Outcome outcome) {
        return outcome instanceof Outcome.Done(var receipt) ? receipt : null;
    }

    private Instant earliest(OutboxEntry entry, Outcome outcome) {
        return switch (outcome) {
            // A cap of calls says nothing of a brake, which dials nobody.
            case Outcome.Postponed brake
            when entry.kind.isBrake() && brake.stops() == Outcome.Stops.DIALLING -> afterBackoff(entry);
            case Outcome.Postponed(var reason, var until, var stops, var jitter) -> until.plus(jitter);
            case Outcome.KeyRefused refused when !entry.kind.isBrake() -> now(); // the pause holds it
            case Outcome.KeyRefused brakeGoesOn -> afterBackoff(entry);
            case Outcome.NotSent notSent -> afterBackoff(entry);
            case Outcome.Done withoutId -> afterBackoff(entry);
            case Outcome.Refused refused -> afterBackoff(entry);
            case Outcome.Unknown unknown -> afterBackoff(entry);
            case Outcome.HadStarted hadStarted -> throw new IllegalStateException("nothing follows it");
        };
    }

    /** The rows of a draft follow what its step proved. */
    private void moveRows(OutboxEntry step, Course.Rows move, Outcome outcome) {
        List<OutboxEntry> rows = rowsOf(step.draft).stream()
                .filter(row -> Course.follows(row.state))
                .toList();
        String why = step.kind.name().toLowerCase(Locale.ROOT) + " of its campaign: " + outcome.detail();
        for (OutboxEntry row : rows) {
            switch (move) {
                case STARTED -> started(row, outcome);
                case UNKNOWN -> end(row, OutboxEntry.State.UNKNOWN, why, null);
                case NOT_YET -> again(row, earliest(step, outcome), why);
                case REBUILT -> rebuild(row, why);
                case REFUSED -> refuse(row, rows.size() > 1, why);
                case STAY -> { // nothing to do
                }
            }
        }
    }

    private void started(OutboxEntry row, Outcome outcome) {
        row.moveTo(OutboxEntry.State.STARTED);
        tell(
                row,
                outcome instanceof Outcome.Done(var campaign) ? "campaign " + campaign : outcome.detail(),
                null,
                null);
    }

    private void rebuild(OutboxEntry row, String why) {
        if (row.state != OutboxEntry.State.DUE) {
            // The first time at once; a Hub that fails every start must not be asked for drafts without end.
            again(row, now().plus(row.attempt > 1 ? backoff(row.attempt - 1, LONGEST_BACKOFF) : Duration.ZERO), why);
        }
        row.draft = null;
    }

    /** One bad row may fail the whole file (BEHAVIOUR.md, 15): then each is tried by itself. */
    private void refuse(OutboxEntry row, boolean hasOthers, String why) {
        if (hasOthers) {
            row.alone = true;
            rebuild(row, why);
        } else {
            end(row, OutboxEntry.State.REFUSED, "hub_refused: " + why, null);
        }
    }

    /** Proof came after the entry had been settled, given up or repeated: what was done is done, whatever was believed. */
    private void doneAfterAll(OutboxEntry entry, Claim claim, String receipt) {
        if (entry.kind != OutboxEntry.Kind.ORIGINATE) {
            sender(entry.kind).answeredLate(entry, Optional.ofNullable(receipt));
            return;
        }
        boolean ringsAgain = entry.state == OutboxEntry.State.SENDING || attempts.anotherIsDone(claim);
        rangAfterAll(entry, ringsAgain, "attempt " + claim.attempt(), receipt);
    }

    private void rangAfterAll(OutboxEntry entry, boolean ringsAgain, String what, String receipt) {
        if (ringsAgain) {
            alarms.raise(Alarm.SECOND_RING, entry.call.toString(), what + " was taken for not placed, and rang");
        } else {
            Log.warnf("call %s: %s answered late, it is placed", entry.call, what);
        }
        end(entry, OutboxEntry.State.DONE, "answered_late", receipt);
    }

    private void again(OutboxEntry entry, Instant earliest, String reason) {
        if (entry.withdrawn != null) {
            end(entry, OutboxEntry.State.CANCELLED, entry.withdrawn, null);
            return;
        }
        switch (sender(entry.kind).next(entry, earliest)) {
            case Sender.Next.Send(var plan) -> {
                entry.moveTo(OutboxEntry.State.DUE);
                entry.follow(plan);
                tell(entry, entry.held == null ? reason : "held: " + entry.held, null, plan);
            }
            case Sender.Next.Repeat(var at) -> {
                entry.moveTo(OutboxEntry.State.DUE);
                entry.dueAt = at;
                tell(entry, reason, null, null);
            }
            case Sender.Next.Expired() -> end(entry, OutboxEntry.State.EXPIRED, "expired", null);
            case Sender.Next.Ended(var ended) -> end(entry, OutboxEntry.State.CANCELLED, ended, null);
        }
    }

    private void end(OutboxEntry entry, OutboxEntry.State state, String reason, String receipt) {
        entry.moveTo(state);
        if (entry.isIn(OutboxEntry.State.REFUSED, OutboxEntry.State.CANCELLED, OutboxEntry.State.EXPIRED)
                && entry.call != null) {
            entry.draft = null; // a start that counts its rows finds this one gone
        }
        tell(entry, reason, receipt, null);
    }

    // --- 4. What nobody recorded: a silent claim proves nothing, a missed window moves on or expires.

    /** One round; returns how many entries it moved. Safe to run in every replica at once. */
    @Transactional(TxType.REQUIRES_NEW)
    public int sweep() {
        Instant now = now();
        List<OutboxEntry> silent =
                overdue("answer_by", "state = 'SENDING' AND kind <> 'CONTACT' AND answer_by < :now", now);
        silent.forEach(entry -> apply(entry, new Outcome.Unknown("no_answer_recorded")));
        List<OutboxEntry> missed = overdue("not_after", "state = 'DUE' AND not_after <= :now", now);
        missed.forEach(entry -> missed(entry, now));
        quota.forgetOld();
        return silent.size() + missed.size();
    }

    private void missed(OutboxEntry entry, Instant now) {
        if (entry.call == null) {
            giveUp(entry, "its window closed before it could be sent");
        } else {
            entry.draft = null;
            again(entry, now, "its window closed before it could be sent");
        }
    }

    /** In the order of the deadline, which has an index of its own; in that of the id all that is open would be read. */
    private List<OutboxEntry> overdue(String deadline, String condition, Instant now) {
        List<UUID> ids = database.createNativeQuery(
                        "SELECT id FROM outbox_entry WHERE " + condition + " ORDER BY " + deadline + " LIMIT :most",
                        UUID.class)
                .setParameter("now", now)
                .setParameter("most", SWEEP_AT_ONCE)
                .getResultList();
        if (ids.isEmpty()) {
            return List.of();
        }
        UUID[] wanted = ids.stream().filter(this::haveLockedPersonsOf).toArray(UUID[]::new);
        return database.createNativeQuery(
                        "SELECT * FROM outbox_entry WHERE id = ANY (:wanted) AND " + condition
                                + " ORDER BY id FOR UPDATE SKIP LOCKED",
                        OutboxEntry.class)
                .setParameter("wanted", wanted)
                .setParameter("now", now)
                .getResultList();
    }

    /** Waits for nobody: whom another transaction has locked is for the next round. */
    private boolean haveLockedPersonsOf(UUID entry) {
        List<String> persons = personsOf(entry);
        return claims.lockPersons(persons).length == persons.size() && persons.containsAll(personsOf(entry));
    }

    // --- 5. Cancel and settle: the ways an entry ends other than by its attempt.

    /**
     * Withdraws the entries of a call because its reason ended: what waits is cancelled at once; what may be ringing is
     * marked, and ends cancelled if it was not placed. In the caller's transaction, with the person locked.
     *
     * @return whether something waited and is cancelled now
     */
    public boolean withdraw(UUID call, String reason) {
        OutboxEntry entry = lockOfCall(call).orElse(null);
        return entry != null
                && switch (entry.state) {
                    case DUE -> {
                        end(entry, OutboxEntry.State.CANCELLED, reason, null);
                        yield true;
                    }
                    case SENDING, STARTED, UNKNOWN -> {
                        entry.withdrawn = reason; // a running campaign is stopped for it
                        yield false;
                    }
                    case DONE, REFUSED, CANCELLED, EXPIRED -> false;
                };
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
        OutboxEntry entry = lockOfCall(call).orElse(null);
        if (entry == null || entry.state != OutboxEntry.State.UNKNOWN) {
            return Settled.NOT_UNKNOWN;
        }
        if (placed) {
            end(entry, OutboxEntry.State.DONE, "settled_by_operator: " + note, null);
        } else if (force || (entry.draft == null ? attempts.hasEnded(entry) : isOver(entry.draft))) {
            entry.draft = null;
            again(entry, now(), "settled as not placed: " + note);
        } else {
            return Settled.ATTEMPT_MAY_LIVE;
        }
        attempts.countSettlement(placed, "operator");
        return Settled.YES;
    }

    /**
     * Ends an unknown call by evidence, if it is still the same attempt that is unknown. In the caller's transaction, with
     * the person locked, since what the evidence says must still hold.
     *
     * @param attempt the attempt the evidence is about
     * @param placed true, the phone rang; false, it is proved that it did not, and may ring if its reason holds
     * @param evidence in words, without numbers or secrets
     */
    @Transactional(TxType.MANDATORY)
    public Settled settleByEvidence(UUID call, int attempt, boolean placed, String evidence) {
        OutboxEntry entry = lockOfCall(call).orElse(null);
        if (entry == null || entry.state != OutboxEntry.State.UNKNOWN || entry.attempt != attempt) {
            return Settled.NOT_UNKNOWN;
        }
        if (placed) {
            end(entry, OutboxEntry.State.DONE, "settled_by_carrier_log: " + evidence, null);
        } else if (attempts.hasEnded(entry)) {
            again(entry, now(), "settled as not placed by the carrier's log: " + evidence);
        } else {
            return Settled.ATTEMPT_MAY_LIVE;
        }
        attempts.countSettlement(placed, "carrier_log");
        return Settled.YES;
    }

    // --- 6. What readings of a started campaign prove of its rows; each in the caller's transaction, persons locked.

    /** The Hub shows that a row was dialled, in this draft, whatever has become of the call since. */
    public void dialled(UUID call, UUID draft, String session) {
        OutboxEntry row = lockOfCall(call).orElseThrow();
        boolean isCurrent = draft.equals(row.draft);
        if (isCurrent && row.isIn(OutboxEntry.State.SENDING, OutboxEntry.State.STARTED, OutboxEntry.State.UNKNOWN)) {
            row.sentAt = now(); // the person's gap counts from when it can have rung
            end(row, OutboxEntry.State.DONE, null, session);
        } else if (!(isCurrent && row.state == OutboxEntry.State.DONE)) {
            boolean ringsAgain = row.isIn(OutboxEntry.State.SENDING, OutboxEntry.State.STARTED, OutboxEntry.State.DONE);
            rangAfterAll(row, ringsAgain, "draft " + draft, session);
            row.draft = draft;
        }
    }

    /** It is proved that a row was never dialled and never will be with this draft: it may go on, if its reason holds. */
    public void neverDialled(UUID call, UUID draft, String evidence) {
        lockOfCall(call)
                .filter(row -> draft.equals(row.draft))
                .filter(row -> row.isIn(OutboxEntry.State.STARTED, OutboxEntry.State.UNKNOWN))
                .ifPresent(row -> rebuild(row, evidence));
    }

    /** The campaign is over and what it shows of a row proves neither. */
    public void unclear(UUID call, UUID draft, String why) {
        lockOfCall(call)
                .filter(row -> draft.equals(row.draft) && row.state == OutboxEntry.State.STARTED)
                .ifPresent(row -> end(row, OutboxEntry.State.UNKNOWN, why, null));
    }

    /** An unsure start became sure. */
    public void resolveStart(UUID draft, boolean didStart) {
        stepOf(draft, OutboxEntry.Kind.START)
                .filter(start -> start.state == OutboxEntry.State.UNKNOWN)
                .ifPresent(start -> start.moveTo(didStart ? OutboxEntry.State.DONE : OutboxEntry.State.CANCELLED));
    }

    /** A stop that was answered as done, though the campaign was seen going on since then. */
    public void repeatStop(UUID draft, Instant seenGoingOn) {
        stepOf(draft, OutboxEntry.Kind.STOP)
                .filter(stop -> stop.state == OutboxEntry.State.DONE && stop.sentAt.isBefore(seenGoingOn))
                .ifPresent(stop -> again(stop, now(), "the campaign goes on"));
    }

    private Optional<OutboxEntry> stepOf(UUID draft, OutboxEntry.Kind kind) {
        return database.createNativeQuery(
                        "SELECT * FROM outbox_entry WHERE draft = :draft AND kind = :kind FOR UPDATE",
                        OutboxEntry.class)
                .setParameter("draft", draft)
                .setParameter("kind", kind.name())
                .getResultStream()
                .findFirst();
    }

    // --- The small print.

    /** Adds a write, in the caller's transaction. */
    public void owe(OutboxEntry entry) {
        database.persist(entry);
    }

    /** Adds many calls that stand back for those about events, in the caller's transaction, with the persons locked. */
    public void oweBulk(Collection<OutboxEntry> calls) {
        CopiedEntries.into(database, calls);
    }

    /**
     * Plans a waiting write anew, because a newer fact came. In the caller's transaction, with the person locked.
     *
     * @return whether it still waited; what is being sent is left alone, and planned anew should it not have been placed
     */
    public boolean replan(UUID call, Plan plan, String reason) {
        OutboxEntry entry = lockOfCall(call).orElseThrow();
        if (entry.state != OutboxEntry.State.DUE) {
            return false;
        }
        entry.follow(plan);
        tell(entry, reason, null, plan);
        return true;
    }

    /** Takes back a withdrawal for which this was the reason, since a later fact asks again. In the caller's transaction. */
    public void wantAgain(UUID call, String reason) {
        lockOfCall(call)
                .filter(entry -> entry.withdrawn != null && entry.withdrawn.startsWith(reason))
                .ifPresent(entry -> entry.withdrawn = null);
    }

    /** Ends a waiting write for good before it was ever sent; in the caller's transaction, with the person locked. */
    public void refuse(UUID call, String reason) {
        OutboxEntry entry = lockOfCall(call).orElseThrow();
        if (entry.state == OutboxEntry.State.DUE) {
            end(entry, OutboxEntry.State.REFUSED, reason, null);
        }
    }

    /** The entry of a call, locked to the end of the caller's transaction; empty for one that was never to be sent. */
    public Optional<OutboxEntry> lockOfCall(UUID call) {
        return database.createNativeQuery("SELECT * FROM outbox_entry WHERE call = :call FOR UPDATE", OutboxEntry.class)
                .setParameter("call", call)
                .getResultStream()
                .findFirst();
    }

    /** The rows that go with a draft at present, locked. */
    private List<OutboxEntry> rowsOf(UUID draft) {
        return database.createNativeQuery(
                        "SELECT * FROM outbox_entry WHERE draft = :draft AND kind = 'CONTACT' ORDER BY id FOR UPDATE",
                        OutboxEntry.class)
                .setParameter("draft", draft)
                .getResultList();
    }

    /** Whether a draft can dial nobody any more. */
    private boolean isOver(UUID draft) {
        return database.createNativeQuery(
                        "SELECT state IN ('ENDED', 'SETTLED', 'GONE') FROM draft WHERE id = :draft", Boolean.class)
                .setParameter("draft", draft)
                .getSingleResult();
    }

    /** The persons first, as everybody does: a cancel or a newer fact under way commits before this goes on. */
    private OutboxEntry lockWithPersons(UUID entry) {
        persons.lock(() -> personsOf(entry));
        return database.find(OutboxEntry.class, entry, LockModeType.PESSIMISTIC_WRITE);
    }

    /** Waits for the persons of all rows that were uploaded with a draft; whoever reads it back calls this first. */
    public void lockPersonsOfDraft(UUID draft) {
        persons.lock(() -> database.createNativeQuery("""
                        SELECT number FROM draft_row WHERE draft = :draft
                        UNION SELECT c.next ->> 'person' FROM draft_row r JOIN call c ON c.id = r.call
                              WHERE r.draft = :draft AND c.next IS NOT NULL""", String.class)
                .setParameter("draft", draft)
                .getResultList());
    }

    /**
     * The person of a call, or of each row that was ever uploaded with the draft that a step is for; and whom a newer fact
     * names, since a write that is proved not to have been made goes there: who ends calls to that one must see it.
     */
    private List<String> personsOf(UUID entry) {
        return database.createNativeQuery("""
                        SELECT person FROM outbox_entry WHERE id = :entry AND person IS NOT NULL
                        UNION SELECT r.number FROM outbox_entry e JOIN draft_row r ON r.draft = e.draft
                              WHERE e.id = :entry AND e.call IS NULL
                        UNION SELECT c.next ->> 'person' FROM outbox_entry e
                              LEFT JOIN draft_row r ON r.draft = e.draft AND e.call IS NULL
                              JOIN call c ON c.id = coalesce(e.call, r.call)
                              WHERE e.id = :entry AND c.next IS NOT NULL""", String.class)
                .setParameter("entry", entry)
                .getResultList();
    }

    private void reached(Boundary at, Claim claim) {
        boundaries.reached(at, claim.kind(), claim.entry());
    }

    private void tell(OutboxEntry entry, String reason, String receipt, Plan plan) {
        sender(entry.kind).moved(entry, new Sender.Move(reason, receipt, plan));
    }

    private Instant afterBackoff(OutboxEntry entry) {
        return now().plus(backoff(entry.attempt, entry.kind.isBrake() ? LONGEST_FOR_A_BRAKE : LONGEST_BACKOFF));
    }

    /** Doubles from a second on; with jitter, so that an outage's end is not a stampede. */
    private Duration backoff(int attempt, Duration longest) {
        Duration plain = FIRST_BACKOFF.multipliedBy(1L << Math.min(attempt - 1, 10));
        Duration capped = plain.compareTo(longest) < 0 ? plain : longest;
        return capped.plus(jitter.upTo(capped.dividedBy(4)));
    }

    private Instant now() {
        return database.createNativeQuery("SELECT ringback_now()", Instant.class)
                .getSingleResult();
    }
}
