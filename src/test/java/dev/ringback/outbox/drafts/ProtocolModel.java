package dev.ringback.outbox.drafts;

import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.OutboxEntry.State;
import dev.ringback.outbox.Outcome;
import dev.ringback.outbox.TransitionTable;
import dev.ringback.outbox.drafts.ModelState.InFlight;
import dev.ringback.outbox.drafts.ModelState.ModelDraft;
import dev.ringback.outbox.drafts.ModelState.PendingRead;
import dev.ringback.outbox.drafts.ModelState.Row;
import dev.ringback.outbox.drafts.ModelState.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What {@code Outbox}, {@code DraftLifecycle} and {@code DraftReconciler} do around the functions that decide, on a situation
 * instead of a database. Each method stands for the one of the same name there, and decides nothing itself.
 */
final class ProtocolModel {
    /** What the invariants forbid. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Violation(String what) {
            super(what, null, false, false);
        }
    }

    static final List<String> STATUSES = List.of("", "missing", "pending", "skipped", "completed", "odd");
    private static final Duration WAIT = Duration.ofMinutes(2);
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final ContactProof.Proofs PROOFS =
            new ContactProof.Proofs(Set.of("completed"), Set.of("pending", "skipped"), WAIT);

    private final ModelState s;
    private final Tables tables;
    private final boolean isOnePerson;
    /** Whose key the process has that records: its own answer's, so the one it was sent with. */
    private boolean otherKey;

    /** @param isOnePerson whether all calls are to one person */
    ProtocolModel(ModelState s, Tables tables, boolean isOnePerson) {
        this.s = s;
        this.tables = tables;
        this.isOnePerson = isOnePerson;
    }

    // --- EntryClaimer: claim.

    /** The gate of a person whom another entry has; how long ago that was, time tells, which the model does not have. */
    boolean isPersonFree(int ofCalls) {
        for (int call = 0; isOnePerson && call < s.rows.length; call++) {
            boolean isTaken = s.rows[call].state == State.SENDING || s.rows[call].state == State.STARTED;
            if (isTaken && (ofCalls >> call & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    /** The constraint person_is_taken_once; it undoes the whole claim, so no claim may come to it. */
    private void mustTakeAPersonOnce(int ofCalls) {
        if (!isPersonFree(ofCalls)) {
            throw new Violation("the person of the calls " + ofCalls + " (a mask) is rung while another call has them");
        }
    }

    /** EntryClaimer.claim, for a call by itself; CallClaims.calls. */
    void claimCall(int call) {
        mustTakeAPersonOnce(1 << call);
        mustNotRingTwice(call);
        s.rows[call].state = State.SENDING;
        fly(Kind.ORIGINATE, call);
    }

    /** StepClaims.steps: every row that was uploaded is still there, and due. */
    boolean isWhole(int plan) {
        for (int call = 0; call < s.rows.length; call++) {
            boolean isThere = s.rows[call].draft == plan && s.rows[call].state == State.DUE;
            if (isUploaded(plan, call) && !isThere) {
                return false;
            }
        }
        return s.plans[plan].rows != 0;
    }

    boolean isUploaded(int plan, int call) {
        return (s.plans[plan].rows >> call & 1) == 1;
    }

    /** Whether a claim that takes several starts takes this one too, when those before it are taken. */
    boolean takesStartToo(int plan) {
        return tables.has(Tables.Slip.ONE_LOOK_FOR_ALL_STARTS) || isPersonFree(s.plans[plan].rows);
    }

    /** EntryClaimer.claim, for a step; with its rows for a start. */
    void claimStep(int plan, Kind kind) {
        if (kind == Kind.START) {
            mustTakeAPersonOnce(s.plans[plan].rows);
            for (int call = 0; call < s.rows.length; call++) {
                if (isUploaded(plan, call)) {
                    mustNotRingTwice(call);
                    s.rows[call].state = State.SENDING;
                }
            }
        }
        if (kind == Kind.CREATE) {
            Arrays.stream(s.remotes)
                    .filter(remote -> remote.plan == plan)
                    .forEach(remote -> remote.ofCurrentAttempt = false);
        }
        set(plan, kind, State.SENDING);
        fly(kind, plan);
    }

    private void fly(Kind kind, int target) {
        s.flights.stream()
                .filter(flight -> flight.kind == kind && flight.target == target)
                .forEach(flight -> flight.current = false);
        InFlight flight = new InFlight();
        flight.kind = kind;
        flight.target = target;
        s.flights.add(flight);
    }

    /** The invariant of each claim that dials: nothing else may ring this call, and nothing has. */
    private void mustNotRingTwice(int call) {
        if (s.rows[call].forced) {
            return;
        }
        if (s.rows[call].dials > 0 || mayRing(call)) {
            throw new Violation("call " + call + " is to be rung though it "
                    + (s.rows[call].dials > 0 ? "rang already" : "may still ring by an earlier write"));
        }
    }

    private boolean mayRing(int call) {
        for (InFlight flight : s.flights) {
            boolean isForIt = flight.kind == Kind.ORIGINATE && flight.target == call
                    || flight.kind == Kind.START && isUploaded(flight.target, call);
            if (isForIt && flight.mayAct() && !isDead(flight)) {
                return true;
            }
        }
        for (int r = 0; r < s.remotes.length; r++) {
            if (s.remotes[r].at == ModelState.At.RUNNING && isPending(r, call)) {
                return true;
            }
        }
        return false;
    }

    private boolean isPending(int remote, int call) {
        return s.remotes[remote].contacts[call] == ModelState.Contact.PENDING;
    }

    /** A start at the wire of what is no draft any more does nothing. */
    private boolean isDead(InFlight flight) {
        return flight.kind == Kind.START && flight.remote >= 0 && s.remotes[flight.remote].at != ModelState.At.DRAFT;
    }

    /** DraftRows.giveUp. */
    void giveUp(int plan, Kind step) {
        finish(plan, step, State.CANCELLED, -1);
        for (Row row : s.rows) {
            row.draft = row.draft == plan ? -1 : row.draft;
        }
    }

    // --- OutcomeRecorder.

    /** OutcomeRecorder.record and LateProofs. */
    void record(InFlight flight, Outcome outcome) {
        State state = flight.kind == Kind.ORIGINATE ? s.rows[flight.target].state : get(flight.target, flight.kind);
        flight.alive = false;
        otherKey = flight.otherKey;
        boolean isCurrent = flight.current;
        if (flight.wire != Wire.ON_IT) {
            s.flights.remove(flight);
        }
        int remote = flight.kind == Kind.CREATE ? flight.remote : -1;
        if (isCurrent && tables.isNews(flight.kind, state, outcome)) {
            apply(flight.kind, flight.target, outcome, remote);
        } else if (outcome instanceof Outcome.Done(var receipt)) {
            if (flight.kind == Kind.ORIGINATE) {
                rangAfterAll(flight.target, state == State.SENDING || state == State.DONE);
            } else {
                answeredLate(flight.target, flight.kind, receipt == null ? -1 : remote);
            }
        }
    }

    /** EntrySweeper.sweep, for a claim that nobody recorded: from now on its lease is over, on every clock. */
    void sweep(Kind kind, int target) {
        s.flights.stream()
                .filter(flight -> flight.kind == kind && flight.target == target)
                .forEach(flight -> flight.leaseOver = true);
        boolean slips = tables.has(Tables.Slip.SILENCE_IS_NOT_SENT);
        apply(kind, target, slips ? new Outcome.NotSent("silence") : new Outcome.Unknown("silence"), -1);
    }

    private void apply(Kind kind, int target, Outcome outcome, int remote) {
        TransitionTable.Step step = tables.course().after(kind, outcome);
        State to = switch (step.write()) {
            case DONE -> State.DONE;
            case REFUSED -> State.REFUSED;
            case UNKNOWN -> State.UNKNOWN;
            case SUPERSEDED -> State.CANCELLED;
            case AGAIN -> State.DUE;
        };
        if (kind == Kind.ORIGINATE) {
            if (to == State.DUE) {
                reschedule(s.rows[target]);
            } else {
                finish(s.rows[target], to);
            }
        } else {
            finish(target, kind, to, remote);
        }
        if (step.rows() != TransitionTable.Rows.STAY) {
            moveRows(target, step.rows());
        }
    }

    private void moveRows(int plan, TransitionTable.Rows move) {
        List<Row> rows = new ArrayList<>();
        for (Row row : s.rows) {
            if (row.draft == plan && tables.follows(row.state)) {
                rows.add(row);
            }
        }
        for (Row row : rows) {
            switch (move) {
                case STARTED -> finish(row, State.STARTED);
                case UNKNOWN -> finish(row, State.UNKNOWN);
                case RETRY_SAME_DRAFT -> reschedule(row);
                case REBUILT -> rebuild(row);
                case REFUSED -> {
                    if (rows.size() > 1) {
                        row.alone = true;
                        rebuild(row);
                    } else {
                        finish(row, State.REFUSED);
                    }
                }
                case STAY -> {}
            }
        }
    }

    private void rebuild(Row row) {
        if (row.state != State.DUE) {
            reschedule(row);
        }
        row.draft = -1;
    }

    private void reschedule(Row row) {
        finish(row, row.withdrawn ? State.CANCELLED : State.DUE);
    }

    private void finish(Row row, State state) {
        if (row.state == State.DONE && state != State.DONE && !row.forced) {
            throw new Violation("a call that is known to have rung becomes " + state);
        }
        row.state = state;
        if (state == State.REFUSED || state == State.CANCELLED || state == State.EXPIRED) {
            row.draft = -1;
        }
    }

    /** EntryMoves.finish, of a step; DraftLifecycle.moved hears of it. */
    private void finish(int plan, Kind step, State state, int remote) {
        set(plan, step, state);
        moved(plan, step, state, remote);
    }

    private void rangAfterAll(int call, boolean ringsAgain) {
        s.rows[call].alarmed |= ringsAgain;
        s.rows[call].state = State.DONE;
    }

    // --- EntrySettler: withdraw and settle.

    void withdraw(int call) {
        switch (s.rows[call].state) {
            case DUE -> finish(s.rows[call], State.CANCELLED);
            case SENDING, STARTED, UNKNOWN -> s.rows[call].withdrawn = true;
            case DONE, REFUSED, CANCELLED, EXPIRED -> {}
        }
    }

    /** EntrySettler.settle's guard against a word that comes too early; an originate's attempt ended if nobody is at it. */
    boolean maySettleAsNotPlaced(int call) {
        Row row = s.rows[call];
        if (row.draft >= 0) {
            Draft.State state = s.plans[row.draft].state;
            return state == Draft.State.ENDED || state == Draft.State.SETTLED || state == Draft.State.GONE;
        }
        return s.flights.stream()
                .noneMatch(flight ->
                        flight.kind == Kind.ORIGINATE && flight.target == call && flight.current && flight.alive);
    }

    void settle(int call, boolean placed) {
        Row row = s.rows[call];
        if (placed) {
            finish(row, State.DONE);
        } else {
            row.draft = -1;
            reschedule(row);
        }
    }

    /** DraftBatches.batch and DraftRepository.form. Returns whether there was room for one more draft. */
    void form(int rows) {
        int place = free();
        ModelDraft plan = new ModelDraft();
        plan.rows = rows;
        plan.create = State.DUE;
        s.plans[place] = plan;
        for (int call = 0; call < s.rows.length; call++) {
            if ((rows >> call & 1) == 1) {
                s.rows[call].draft = place;
            }
        }
    }

    int free() {
        return Arrays.asList(s.plans).indexOf(null);
    }

    // --- DraftLifecycle.

    private void moved(int at, Kind step, State state, int remote) {
        ModelDraft plan = s.plans[at];
        switch (tables.moves().apply(step, state)) {
            case CREATED -> {
                plan.remote = remote;
                plan.otherKey = otherKey;
                plan.state = Draft.State.READY;
                enqueue(at, Kind.START);
            }
            case ABANDONED -> plan.state = Draft.State.GONE;
            case STARTED -> plan.state = Draft.State.STARTED;
            case DELETE_OWED -> enqueue(at, Kind.DELETE);
            case STOPPED, NOTHING -> {}
            case DELETED -> {
                plan.state = Draft.State.GONE;
                plan.start = plan.start == State.UNKNOWN ? State.CANCELLED : plan.start;
            }
            case STARTED_AFTER_ALL -> {
                plan.state = Draft.State.STARTED;
                plan.start = plan.start == State.UNKNOWN ? State.DONE : plan.start;
            }
        }
    }

    private void answeredLate(int at, Kind step, int remote) {
        switch (step) {
            case CREATE -> {
                if (remote >= 0 && tables.has(Tables.Slip.LATE_CREATE_IS_RECORDED) && s.plans[at].remote >= 0) {
                    s.plans[at].remote = remote;
                } else if (remote >= 0 && !s.isRecorded(remote)) {
                    takeOver(remote, otherKey);
                }
            }
            case START -> {
                if (s.plans[at].state == Draft.State.GONE) {
                    s.plans[at].state = Draft.State.STARTED;
                }
            }
            case STOP, DELETE, ORIGINATE, CONTACT -> {}
        }
    }

    /** DraftRepository.takeOver. */
    void takeOver(int remote, boolean otherKey) {
        ModelDraft orphan = new ModelDraft();
        orphan.remote = remote;
        orphan.otherKey = otherKey;
        orphan.state = Draft.State.READY;
        orphan.create = null;
        orphan.delete = State.DUE;
        s.plans[free()] = orphan;
    }

    /** The unique index outbox_entry_step lets no step be owed twice: whoever tries fails, and all that comes with it. */
    void enqueue(int plan, Kind step) {
        if (get(plan, step) != null) {
            throw new Violation("the " + step + " of draft " + plan + " is owed twice, which the database refuses");
        }
        set(plan, step, State.DUE);
    }

    State get(int plan, Kind step) {
        ModelDraft of = s.plans[plan];
        return switch (step) {
            case CREATE -> of.create;
            case START -> of.start;
            case STOP -> of.stop;
            case DELETE -> of.delete;
            case ORIGINATE, CONTACT -> throw new IllegalArgumentException();
        };
    }

    private void set(int plan, Kind step, State state) {
        ModelDraft of = s.plans[plan];
        switch (step) {
            case CREATE -> of.create = state;
            case START -> of.start = state;
            case STOP -> of.stop = state;
            case DELETE -> of.delete = state;
            case ORIGINATE, CONTACT -> throw new IllegalArgumentException();
        }
    }

    // --- DraftReconciler.

    /** DraftReconciler.brake; but for a window that ends, which may be at any time. */
    boolean mustBrake(int plan) {
        for (int call = 0; call < s.rows.length; call++) {
            boolean isKnown = PROOFS.dialled().contains(STATUSES.get(s.plans[plan].shown[call]));
            if (isUploaded(plan, call) && !isKnown && (s.rows[call].draft != plan || s.rows[call].withdrawn)) {
                return true;
            }
        }
        return false;
    }

    /** DraftReconciler.apply; the campaign's status is read last, so it is as it is now. */
    void apply(PendingRead glance) {
        s.glances.remove(glance);
        ModelDraft plan = s.plans[glance.plan];
        boolean agesNever = tables.has(Tables.Slip.READINGS_NEVER_AGE);
        boolean knewEnded = agesNever ? plan.state == Draft.State.ENDED : glance.knewEnded;
        boolean isSettled = true;
        for (int call = 0; call < s.rows.length; call++) {
            isSettled &= !isUploaded(glance.plan, call)
                    || judge(glance.plan, call, glance.shown[call], knewEnded, agesNever ? 0 : glance.age);
        }
        ModelState.At at = s.remotes[plan.remote].at;
        if (at == ModelState.At.OVER && plan.state == Draft.State.STARTED) {
            plan.state = Draft.State.ENDED;
        }
        if (at == ModelState.At.RUNNING && plan.stop == State.DONE) {
            plan.stop = State.DUE; // Outbox.repeatStop
        }
        if (isSettled) {
            plan.state = Draft.State.SETTLED;
        }
    }

    private boolean judge(int at, int call, byte shown, boolean knewEnded, int age) {
        ModelDraft plan = s.plans[at];
        boolean isUnchanged = plan.shown[call] == shown && plan.endedSince[call] >= 0;
        plan.endedSince[call] = (byte) (!knewEnded ? -1 : isUnchanged ? plan.endedSince[call] : age);
        plan.shown[call] = shown;
        Instant endedSince = plan.endedSince[call] < 0 ? null : ago(plan.endedSince[call]);
        ContactProof proof = tables.proofs().of(STATUSES.get(shown), endedSince, ago(age), PROOFS);
        switch (proof) {
            case DIALLED -> dialled(at, call);
            case NEVER_DIALLED -> neverDialled(at, call);
            case UNCLEAR -> unclear(at, call);
            case NOTHING -> {}
        }
        return proof != ContactProof.NOTHING;
    }

    private static Instant ago(int settleWaits) {
        return NOW.minus(WAIT.multipliedBy(settleWaits));
    }

    // --- DraftRows: what readings prove.

    private void dialled(int plan, int call) {
        Row row = s.rows[call];
        boolean isCurrent = row.draft == plan;
        if (isCurrent && (row.state == State.SENDING || row.state == State.STARTED || row.state == State.UNKNOWN)) {
            finish(row, State.DONE);
        } else if (!(isCurrent && row.state == State.DONE)) {
            rangAfterAll(call, row.state == State.SENDING || row.state == State.STARTED || row.state == State.DONE);
            row.draft = plan;
        }
    }

    private void neverDialled(int plan, int call) {
        Row row = s.rows[call];
        if (row.draft == plan && (row.state == State.STARTED || row.state == State.UNKNOWN)) {
            rebuild(row);
        }
    }

    private void unclear(int plan, int call) {
        Row row = s.rows[call];
        if (row.draft == plan && row.state == State.STARTED) {
            finish(row, State.UNKNOWN);
        }
    }
}
