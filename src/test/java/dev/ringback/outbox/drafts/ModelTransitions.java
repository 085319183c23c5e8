package dev.ringback.outbox.drafts;

import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.OutboxEntry.State;
import dev.ringback.outbox.Outcome;
import dev.ringback.outbox.Outcome.Stops;
import dev.ringback.outbox.drafts.ModelState.At;
import dev.ringback.outbox.drafts.ModelState.Contact;
import dev.ringback.outbox.drafts.ModelState.Heard;
import dev.ringback.outbox.drafts.ModelState.HubCampaign;
import dev.ringback.outbox.drafts.ModelState.InFlight;
import dev.ringback.outbox.drafts.ModelState.ModelDraft;
import dev.ringback.outbox.drafts.ModelState.PendingRead;
import dev.ringback.outbox.drafts.ModelState.Row;
import dev.ringback.outbox.drafts.ModelState.Wire;
import dev.ringback.outbox.drafts.ProtocolModel.Violation;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Everything that can happen next: what workers, the wire, the Hub, the watch and persons may do, in any order. The Hub is
 * that of docs/HUB.md with what docs/PROTOCOL.md assumes of it, and no better.
 */
final class ModelTransitions {
    /**
     * How much there may be of anything in the model.
     *
     * @param ways how each call goes
     * @param drafts most at once; those that can have no more consequences make room
     * @param flights most claims and requests at once
     * @param readers most readings of campaigns at once
     * @param withdrawals of calls, in one course
     * @param forces words of a person that are not true, in one course
     * @param accidents deaths, freezes, losses, refusals and oddities, in one course
     * @param persons to whom the calls are
     * @param changes how often somebody deletes a draft by hand, a newer fact takes a row out of its draft, or the key changes
     */
    record ModelBounds(
            List<Kind> ways,
            int drafts,
            int campaigns,
            int flights,
            int readers,
            int withdrawals,
            int forces,
            int changes,
            int accidents,
            Persons persons) {
        ModelState start() {
            return new ModelState(ways.size(), drafts, campaigns);
        }
    }

    /** To whom the calls are, and with it which of them may share a draft. */
    enum Persons {
        /** All are to one person, whom no draft has twice. */
        ONE,
        /** Each is to somebody else, and none shares a draft: their agents differ, as it were. */
        APART,
        /** Each is to somebody else, and those that are due at once share a draft. */
        TOGETHER
    }

    /** What is told of each move; {@code goesOn}: it needs no person and no accident. */
    interface Sink {
        void to(byte[] next, boolean goesOn, String words, int which);

        void forbidden(String why, String words, int which);
    }

    private static final int VARIANTS = 3; // what proves that nothing was done comes in three kinds

    private final ModelBounds bounds;
    private final Tables tables;
    private byte[] from;
    private ModelState now;
    private ProtocolModel protocol;
    private Sink sink;

    ModelTransitions(ModelBounds bounds, Tables tables) {
        this.bounds = bounds;
        this.tables = tables;
    }

    ModelState read(byte[] bytes) {
        return ModelState.of(bytes, bounds.ways.size(), bounds.drafts, bounds.campaigns);
    }

    void from(byte[] bytes, Sink to) {
        from = bytes;
        now = read(bytes);
        protocol = new ProtocolModel(now, tables, bounds.persons == Persons.ONE);
        sink = to;
        for (int call = 0; call < now.rows.length; call++) {
            ofCall(call, now.rows[call]);
        }
        for (int p = 0; p < now.plans.length; p++) {
            if (now.plans[p] != null) {
                ofPlan(p, now.plans[p]);
            }
        }
        for (int f = 0; f < now.flights.size(); f++) {
            ofFlight(f, now.flights.get(f));
        }
        for (int r = 0; r < now.remotes.length; r++) {
            ofRemote(r, now.remotes[r]);
        }
        for (int g = 0; g < now.glances.size(); g++) {
            int glance = g;
            goOn(
                    "the reader of draft %d wakes and writes it down",
                    now.glances.get(g).plan, (s, p) -> p.apply(s.glances.get(glance)));
        }
        startTogether();
        gather();
        tick();
        key();
    }

    /**
     * What was started under a key can be read under its account's alone: until a person gives that back, its calls stay
     * started. So a further change counts as a way on, or every call that was started would be a dead end.
     */
    private void key() {
        if (now.keyChanged || now.changes > 0) {
            goOn("the key is another account's again", 0, (s, p) -> s.keyChanged = !s.keyChanged);
        } else if (now.changes < bounds.changes) {
            happen("the key is another account's from now on", 0, (s, p) -> {
                s.changes++;
                s.keyChanged = true;
            });
        }
    }

    private void goOn(String words, int which, BiConsumer<ModelState, ProtocolModel> change) {
        make(true, words, which, change);
    }

    private void happen(String words, int which, BiConsumer<ModelState, ProtocolModel> change) {
        make(false, words, which, change);
    }

    /** An accident, of which a course has only so many. */
    private void strike(String words, int which, BiConsumer<ModelState, ProtocolModel> change) {
        if (now.accidents < bounds.accidents) {
            make(false, words, which, (s, p) -> {
                s.accidents++;
                change.accept(s, p);
            });
        }
    }

    private void goOnOrStrike(boolean goesOn, String words, int which, BiConsumer<ModelState, ProtocolModel> change) {
        if (goesOn) {
            goOn(words, which, change);
        } else {
            strike(words, which, change);
        }
    }

    private void make(boolean goesOn, String words, int which, BiConsumer<ModelState, ProtocolModel> change) {
        ModelState next = read(from);
        try {
            change.accept(next, new ProtocolModel(next, tables, bounds.persons == Persons.ONE));
            sink.to(next.bytes(), goesOn, words, which);
        } catch (Same none) {
            return;
        } catch (Violation violation) {
            sink.forbidden(violation.getMessage(), words, which);
        }
    }

    // --- Calls: CallClaims, EntrySweeper, EntrySettler, and follow or missed, which take a row out of its draft.

    private void ofCall(int call, Row row) {
        boolean isOriginate = bounds.ways.get(call) == Kind.ORIGINATE;
        if (isOriginate && row.state == State.DUE && protocol.isPersonFree(1 << call)) {
            claim("call %d", call, (s, p) -> p.claimCall(call));
        }
        if (isOriginate && row.state == State.SENDING && isSilent(Kind.ORIGINATE, call)) {
            goOn("the silent claim of call %d is swept", call, (s, p) -> p.sweep(Kind.ORIGINATE, call));
        }
        boolean isOpen = row.state == State.DUE
                || row.state == State.SENDING
                || row.state == State.STARTED
                || row.state == State.UNKNOWN;
        if (isOpen && !row.withdrawn && now.withdrawals < bounds.withdrawals) {
            happen(
                    "call %d is withdrawn",
                    call, (s, p) -> {
                        s.withdrawals++;
                        p.withdraw(call);
                    });
        }
        if (row.state == State.DUE && row.draft >= 0 && now.changes < bounds.changes) {
            happen(
                    "a newer fact or a missed window takes call %d out of its draft",
                    call, (s, p) -> {
                        s.changes++;
                        s.rows[call].draft = -1;
                    });
        }
        if (row.state == State.UNKNOWN) {
            settle(call, row);
        }
    }

    /** A person looks when a request can no longer be on its way (docs/PROTOCOL.md, "Settling"). */
    private void settle(int call, Row row) {
        boolean isOnItsWay = now.flights.stream()
                .anyMatch(
                        flight -> flight.kind == Kind.ORIGINATE && flight.target == call && flight.wire == Wire.ON_IT);
        if (row.dials > 0) {
            happen("a person finds that call %d was placed", call, (s, p) -> p.settle(call, true));
        } else if (!isOnItsWay && protocol.maySettleAsNotPlaced(call)) {
            happen("a person finds that call %d was not placed", call, (s, p) -> p.settle(call, false));
        }
        if (now.forces < bounds.forces) {
            happen(
                    "a person FORCES call %d as not placed",
                    call, (s, p) -> {
                        s.forces++;
                        s.rows[call].forced = true;
                        p.settle(call, false);
                    });
        }
    }

    /** Past its answer_by: its worker is dead, or stands still; one that waits for an answer gives up before. */
    private boolean isSilent(Kind kind, int target) {
        return now.flights.stream()
                .noneMatch(flight -> flight.kind == kind
                        && flight.target == target
                        && flight.current
                        && flight.alive
                        && flight.wire == Wire.ON_IT
                        && flight.heard == Heard.NOTHING);
    }

    // --- Drafts: StepClaims, DraftRows.giveUp, EntrySweeper, DraftReconciler.brake and due.

    private void ofPlan(int at, ModelDraft plan) {
        for (Kind step : List.of(Kind.CREATE, Kind.START, Kind.STOP, Kind.DELETE)) {
            State state = protocol.get(at, step);
            boolean isBrake = step == Kind.STOP || step == Kind.DELETE;
            boolean isFree = step != Kind.START || protocol.isPersonFree(plan.rows);
            if (state == State.DUE && (isBrake || protocol.isWhole(at) && isFree)) {
                claim("the " + step + " of draft %d", at, (s, p) -> p.claimStep(at, step));
            }
            if (state == State.DUE && !isBrake) {
                goOnOrStrike(
                        !protocol.isWhole(at),
                        "the " + step + " of draft %d is given up",
                        at,
                        (s, p) -> p.giveUp(at, step));
            }
            if (state == State.SENDING && isSilent(step, at)) {
                goOn("the silent " + step + " of draft %d is swept", at, (s, p) -> p.sweep(step, at));
            }
        }
        if (plan.state == Draft.State.STARTED && plan.stop == null) {
            goOnOrStrike(
                    protocol.mustBrake(at), "the stop of draft %d is owed", at, (s, p) -> p.enqueue(at, Kind.STOP));
        }
        boolean isRead = plan.state == Draft.State.STARTED || plan.state == Draft.State.ENDED;
        if (isRead && plan.otherKey == now.keyChanged) {
            goOn("draft %d is read", at, (s, p) -> p.apply(glance(s, at)));
        }
        if (isRead && plan.otherKey == now.keyChanged && now.glances.size() < bounds.readers) {
            strike("draft %d is read, and the reader stands still", at, (s, p) -> s.glances.add(glance(s, at)));
        }
    }

    private static PendingRead glance(ModelState s, int at) {
        PendingRead glance = new PendingRead();
        glance.plan = at;
        glance.knewEnded = s.plans[at].state == Draft.State.ENDED;
        for (int call = 0; call < s.rows.length; call++) {
            glance.shown[call] =
                    (byte) ProtocolModel.STATUSES.indexOf(s.remotes[s.plans[at].remote].contacts[call].status);
        }
        return glance;
    }

    /**
     * Two starts that are due at once may be taken by one claim. Accidents of such a claim need no moves of their own: two
     * claims after each other come to the same.
     */
    private void startTogether() {
        for (int first = 0; first < now.plans.length; first++) {
            for (int second = 0; second < now.plans.length; second++) {
                if (first != second && isStartDue(first) && isStartDue(second)) {
                    startTogether(first, second);
                }
            }
        }
    }

    private boolean isStartDue(int plan) {
        return now.plans[plan] != null
                && protocol.get(plan, Kind.START) == State.DUE
                && protocol.isWhole(plan)
                && protocol.isPersonFree(now.plans[plan].rows);
    }

    private void startTogether(int first, int second) {
        if (now.flights.size() + 2 <= bounds.flights) {
            goOn(
                    "the start of draft %d and the other one are due in one claim, which leaves",
                    first, (s, p) -> {
                        for (int plan : new int[] {first, second}) {
                            if (plan == first || p.takesStartToo(plan)) {
                                p.claimStep(plan, Kind.START);
                                leave(s, p, s.flights.getLast());
                            }
                        }
                    });
        }
    }

    private void gather() {
        int together = 0;
        for (int call = 0; call < now.rows.length; call++) {
            Row row = now.rows[call];
            if (bounds.ways.get(call) == Kind.CONTACT && row.state == State.DUE && row.draft < 0) {
                boolean isAlone = row.alone || bounds.persons != Persons.TOGETHER;
                together |= isAlone ? 0 : 1 << call;
                form(isAlone ? 1 << call : 0);
            }
        }
        form(together);
    }

    private void form(int rows) {
        if (rows != 0 && protocol.free() >= 0) {
            goOn("a draft is made of the calls %d (a mask)", rows, (s, p) -> p.form(rows));
        }
    }

    /**
     * A settle-wait passes: by then the Hub shows what a campaign that is over has dialled (docs/PROTOCOL.md, "Assumed of the
     * Hub").
     */
    private void tick() {
        boolean isLagging = Arrays.stream(now.remotes)
                .anyMatch(remote ->
                        remote.at == At.OVER && Arrays.asList(remote.contacts).contains(Contact.RANG_HIDDEN));
        boolean isAwaited = Arrays.stream(now.plans)
                .anyMatch(plan -> plan != null && (isYoung(plan.endedSince[0]) || isYoung(plan.endedSince[1])));
        if (isAwaited && !isLagging) {
            goOn("a settle-wait passes", 0, (s, p) -> {
                for (ModelDraft plan : s.plans) {
                    for (int call = 0; plan != null && call < 2; call++) {
                        plan.endedSince[call] += (byte) (isYoung(plan.endedSince[call]) ? 1 : 0);
                    }
                }
                s.glances.forEach(glance -> glance.age = Math.min(glance.age + 1, 2));
            });
        }
    }

    private static boolean isYoung(byte age) {
        return age == 0 || age == 1;
    }

    // --- A worker and its request: Hub.once with its lease, the senders, the crash, the freeze and the late answer.

    /** What works goes on at once; a claim that waits anywhere but on the wire is of a worker that stands still. */
    private void claim(String what, int which, BiConsumer<ModelState, ProtocolModel> claim) {
        if (now.flights.size() >= bounds.flights) {
            return;
        }
        goOn(what + " is claimed and leaves", which, (s, p) -> {
            claim.accept(s, p);
            leave(s, p, s.flights.getLast());
        });
        strike(what + " is claimed, and its worker stands still", which, claim);
        strike(what + " is claimed, and its worker dies", which, (s, p) -> {
            claim.accept(s, p);
            s.flights.removeLast();
        });
        for (int variant = 0; variant < VARIANTS; variant++) {
            int one = variant;
            strike(what + " is claimed and does not leave", which, (s, p) -> {
                claim.accept(s, p);
                hear(s, p, s.flights.getLast(), Heard.NOT_DONE, one);
            });
        }
    }

    private void ofFlight(int f, InFlight flight) {
        int which = flight.target;
        String what = flight.kind + " of %d";
        if (flight.alive) {
            strike("the worker of the " + what + " dies", which, (s, p) -> die(s, s.flights.get(f)));
        }
        if (flight.alive && flight.wire == Wire.BEFORE) {
            each("the worker of the " + what + " wakes, it does not leave", true, f, Heard.NOT_DONE);
            if (!flight.leaseOver) {
                goOn("the worker of the " + what + " wakes, it leaves", which, (s, p) -> leave(s, p, s.flights.get(f)));
            }
        }
        if (flight.wire == Wire.ON_IT) {
            onTheWire(f, flight, which, what);
        }
        if (flight.alive && flight.heard != Heard.NOTHING) {
            each("the worker of the " + what + " wakes and records", true, f, flight.heard);
        }
    }

    private void onTheWire(int f, InFlight flight, int which, String what) {
        boolean isHeard = flight.alive && flight.heard == Heard.NOTHING;
        boolean hasRoom = flight.kind != Kind.CREATE || ModelHub.room(now) >= 0;
        if (!isHeard) {
            goOn("the " + what + " is lost on the wire", which, (s, p) -> pass(s, s.flights.get(f)));
            if (hasRoom) {
                goOn("the " + what + " reaches the Hub, and nobody hears its answer", which, (s, p) -> {
                    ModelHub.meet(s, s.flights.get(f));
                    pass(s, s.flights.get(f));
                });
            }
            return;
        }
        strike(
                "the " + what + " times out, and its worker stands still",
                which,
                (s, p) -> s.flights.get(f).heard = Heard.UNKNOWN);
        strike("the " + what + " times out", which, (s, p) -> hear(s, p, s.flights.get(f), Heard.UNKNOWN, 0));
        answer("the Hub refuses the " + what, false, f, Heard.REFUSED);
        answer("the Hub has no room for the " + what, false, f, Heard.NOT_DONE);
        if (flight.kind == Kind.START) { // the account's concurrency: whatever its state is
            answer("the Hub answers 409 to the " + what, false, f, Heard.CONFLICT);
        }
        if (hasRoom) {
            answer("the " + what + " reaches the Hub", true, f, null);
            answer("the " + what + " reaches the Hub, the answer is lost", false, f, Heard.UNKNOWN);
        }
        if (hasRoom && flight.kind == Kind.CREATE) {
            answer("the " + what + " reaches the Hub, the answer is unreadable", false, f, Heard.DONE_WITHOUT_ID);
        }
    }

    /** Recorded at once, or by a worker that stands still before it does so. {@code heard}: null for what the Hub says. */
    private void answer(String words, boolean goesOn, int f, Heard heard) {
        int which = now.flights.get(f).target;
        each(words, goesOn, f, heard);
        strike(words + ", and its worker stands still", which, (s, p) -> {
            InFlight flight = s.flights.get(f);
            flight.heard = met(s, flight, heard);
            flight.wire = Wire.PAST;
        });
    }

    private void each(String words, boolean goesOn, int f, Heard heard) {
        for (int variant = 0; variant < VARIANTS; variant++) {
            int one = variant;
            goOnOrStrike(goesOn, words, now.flights.get(f).target, (s, p) -> {
                InFlight flight = s.flights.get(f);
                Heard answer =
                        flight.heard == Heard.NOTHING && flight.wire == Wire.ON_IT ? met(s, flight, heard) : heard;
                if (flight.wire == Wire.ON_IT && flight.heard == Heard.NOTHING) {
                    flight.wire = Wire.PAST;
                }
                hear(s, p, flight, answer, one);
            });
        }
    }

    /** Refusals, and 409 for want of room, are of a Hub that did nothing. */
    private static Heard met(ModelState s, InFlight flight, Heard heard) {
        boolean isExecuted = heard == null || heard == Heard.UNKNOWN || heard == Heard.DONE_WITHOUT_ID;
        Heard answer = isExecuted ? ModelHub.meet(s, flight) : heard;
        return heard == null ? answer : heard;
    }

    private void hear(ModelState s, ProtocolModel p, InFlight flight, Heard heard, int variant) {
        flight.heard = heard == Heard.CONFLICT ? resolve(s, flight) : heard;
        if (variant > 0 && flight.heard != Heard.NOT_DONE) {
            throw new Same();
        }
        boolean isTakenOver = flight.kind == Kind.CREATE
                && flight.heard == Heard.DONE
                && !(flight.current && p.get(flight.target, Kind.CREATE) == State.SENDING);
        if (isTakenOver && p.free() < 0) {
            throw new Same(); // when there is room again
        }
        if (flight.wire == Wire.BEFORE) {
            flight.wire = Wire.PAST;
        }
        p.record(flight, outcome(s, flight, variant));
    }

    /** This move is none, or is told as another one. */
    private static final class Same extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Same() {
            super(null, null, false, false);
        }
    }

    private static void die(ModelState s, InFlight flight) {
        flight.alive = false;
        flight.heard = Heard.NOTHING;
        if (flight.wire != Wire.ON_IT) {
            s.flights.remove(flight);
        }
    }

    private static void pass(ModelState s, InFlight flight) {
        flight.wire = Wire.PAST;
        if (!flight.alive) {
            s.flights.remove(flight);
        }
    }

    private void leave(ModelState s, ProtocolModel p, InFlight flight) {
        boolean isSecond = s.flights.stream()
                .anyMatch(other -> other != flight
                        && flight.kind == Kind.START
                        && other.kind == Kind.START
                        && other.target == flight.target
                        && other.wire == Wire.ON_IT);
        if (isSecond) {
            throw new Violation("the start of draft " + flight.target + " is sent while the first may still arrive");
        }
        flight.wire = Wire.ON_IT;
        flight.otherKey = s.keyChanged;
        if (flight.kind == Kind.CREATE) {
            for (int call = 0; call < s.rows.length; call++) {
                flight.rows |= s.rows[call].draft == flight.target ? 1 << call : 0;
            }
            if (flight.rows == 0) { // nothing to upload: StepSender fails in an unforeseen way
                flight.wire = Wire.PAST;
                hear(s, p, flight, Heard.UNKNOWN, 0);
            }
        } else if (flight.kind != Kind.ORIGINATE) {
            flight.remote = s.plans[flight.target].remote;
        }
    }

    /** StepSender.unstarted, unstopped and undeleted; or the state cannot be read. */
    private static Heard resolve(ModelState s, InFlight flight) {
        At at = s.remotes[flight.remote].at;
        boolean hasRun = at == At.RUNNING || at == At.OVER;
        return switch (flight.kind) {
            case START -> at == At.DRAFT ? Heard.NOT_DONE : hasRun ? Heard.HAD_STARTED : Heard.UNKNOWN;
            case STOP -> at == At.OVER ? Heard.DONE : Heard.UNKNOWN;
            case DELETE -> hasRun ? Heard.HAD_STARTED : Heard.UNKNOWN;
            case ORIGINATE, CONTACT, CREATE -> throw new IllegalStateException();
        };
    }

    /** OutcomeClassifier.of, and StepSender.delete of what a 404 proves. */
    private Outcome outcome(ModelState s, InFlight flight, int variant) {
        return switch (flight.heard) {
            case NOT_DONE ->
                switch (variant) {
                    case 0 -> new Outcome.NotSent("");
                    case 1 -> new Outcome.KeyRefused("");
                    default -> new Outcome.Postponed("", Instant.EPOCH, Stops.NOTHING_ELSE);
                };
            case DONE -> new Outcome.Done("id");
            case DONE_WITHOUT_ID -> new Outcome.Done(null);
            case REFUSED -> new Outcome.Refused(403, "");
            case MISSING -> missing(s, flight);
            case HAD_STARTED -> new Outcome.HadStarted("");
            case UNKNOWN -> new Outcome.Unknown("");
            case NOTHING, CONFLICT -> throw new IllegalStateException();
        };
    }

    private Outcome missing(ModelState s, InFlight flight) {
        boolean isOurs = s.plans[flight.target].otherKey == flight.otherKey;
        return flight.kind != Kind.DELETE
                ? new Outcome.Refused(404, "")
                : isOurs || tables.has(Tables.Slip.ANY_404_PROVES)
                        ? new Outcome.Done(null)
                        : new Outcome.Unknown("404 under another key");
    }

    // --- The Hub by itself, and the sweep through its campaigns.

    private void ofRemote(int r, HubCampaign remote) {
        for (int call = 0; call < now.rows.length; call++) {
            int contact = call;
            if (remote.at == At.RUNNING && remote.contacts[call] == Contact.PENDING) {
                goOn("the Hub rings call %d by a campaign", call, (s, p) -> ModelHub.ring(s, r, contact));
                goOn(
                        "the Hub fails call %d without a ring",
                        call, (s, p) -> s.remotes[r].contacts[contact] = Contact.ODD);
            }
            if (remote.contacts[call] == Contact.RANG_HIDDEN) {
                goOn(
                        "the Hub shows the ring of call %d",
                        call, (s, p) -> s.remotes[r].contacts[contact] = Contact.RANG);
                goOn(
                        "the Hub shows the ring of call %d as nobody knows",
                        call, (s, p) -> s.remotes[r].contacts[contact] = Contact.RANG_ODDLY);
            }
        }
        if (remote.at == At.RUNNING) {
            goOn("campaign %d is over", r, (s, p) -> s.remotes[r].at = At.OVER);
        }
        if (remote.at == At.DRAFT && now.changes < bounds.changes) {
            happen(
                    "somebody deletes campaign %d by hand",
                    r, (s, p) -> {
                        s.changes++;
                        s.remotes[r].at = At.DELETED;
                    });
        }
        if (remote.at == At.DRAFT && isOrphan(r, remote) && protocol.free() >= 0) {
            goOn("the sweep takes campaign %d over", r, (s, p) -> p.takeOver(r, s.keyChanged));
        }
    }

    /** OrphanRepository.consider. */
    private boolean isOrphan(int r, HubCampaign remote) {
        boolean isUnderWay =
                remote.ofCurrentAttempt && remote.plan >= 0 && now.plans[remote.plan].create == State.SENDING;
        return !now.isRecorded(r) && !isUnderWay && remote.otherKey == now.keyChanged;
    }
}
