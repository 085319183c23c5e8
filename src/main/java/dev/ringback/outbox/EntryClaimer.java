package dev.ringback.outbox;

import dev.ringback.hub.RequestBudget.Urgency;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.Session;

/**
 * Claims due entries that pass every gate, under the lock of the quota. Runs in the caller's transaction, whose commit makes
 * the claims.
 */
@ApplicationScoped
class EntryClaimer {
    private final Session database;
    private final StepClaims steps;
    private final CallClaims calls;
    private final Quota quota;
    private final Caps caps;
    private final DialRoom dialRoom;
    private final Attempts attempts;
    private final Pauses pauses;
    private final EntryMoves moves;
    private final DraftRows rows;
    private final InstallationGuard guard;
    private final Leases leases;
    private final CrashPointListener crashPoints;
    private final NumberCheck numbers;

    EntryClaimer(
            Session database,
            StepClaims steps,
            CallClaims calls,
            Quota quota,
            Caps caps,
            DialRoom dialRoom,
            Attempts attempts,
            Pauses pauses,
            EntryMoves moves,
            DraftRows rows,
            InstallationGuard guard,
            Leases leases,
            CrashPointListener crashPoints,
            NumberCheck numbers) {
        this.database = database;
        this.steps = steps;
        this.calls = calls;
        this.quota = quota;
        this.caps = caps;
        this.dialRoom = dialRoom;
        this.attempts = attempts;
        this.pauses = pauses;
        this.moves = moves;
        this.rows = rows;
        this.guard = guard;
        this.leases = leases;
        this.crashPoints = crashPoints;
        this.numbers = numbers;
    }

    /** Claims brakes only. Brakes pass no gate but the installation's guard, and have a reserved part of the budget. */
    List<Claim> claimBrakes(int permits) {
        if (!steps.isABrakeDue(moves.now())) {
            return List.of(); // the usual case, which needs no lock
        }
        Lease lease = leases.start(guard.unchanged());
        Quota.Used used = quota.lockAndCount();
        int room = Math.min(permits, quota.freeForBrakes(used));
        List<OutboxEntry> taken =
                room <= 0 || !guard.standing().letsBrakesGo() ? List.of() : steps.brakes(room, moves.now());
        quota.spend(taken.size());
        return made(taken, lease);
    }

    /** Claims calls about events, then bulk calls with the remaining permits; never two entries of one person. */
    List<Claim> claim(int permits) {
        Lease lease = leases.start(guard.unchanged()); // read before the claim exists, so never too long
        Quota.Used used = quota.lockAndCount();
        Pauses.Seen paused = pauses.seen();
        // A backlog that is paused as a whole is not searched.
        return made(
                guard.standing().letsCallsGo() && !paused.stopAll() ? takeDue(permits, used, paused) : List.of(),
                lease);
    }

    private List<OutboxEntry> takeDue(int permits, Quota.Used used, Pauses.Seen paused) {
        DialRoom.Room room = dialRoom.of(used.breaker());
        if (room.isShut()) {
            return List.of();
        }
        Left left = new Left(used, room, caps.use(used.caps()), paused.areAny());
        List<OutboxEntry> taken = new ArrayList<>(takeDueOf(Urgency.ORDINARY, permits, left));
        taken.addAll(takeDueOf(Urgency.BULK, permits - taken.size(), left));
        quota.spend(taken.size());
        return taken;
    }

    /** The limits of one claim, read once under the quota's lock; the claim deducts what it takes. */
    private static final class Left {
        private Quota.Used requests;
        private final DialRoom.Room room;
        private Caps.Use dials;
        private final boolean arePauses;

        private Left(Quota.Used requests, DialRoom.Room room, Caps.Use dials, boolean arePauses) {
            this.requests = requests;
            this.room = room;
            this.dials = dials;
            this.arePauses = arePauses;
        }

        private Instant now() {
            return requests.at();
        }
    }

    private List<Claim> made(List<OutboxEntry> taken, Lease lease) {
        attempts.begin(taken);
        notifySenders(taken);
        List<Claim> made = taken.stream().map(entry -> claim(entry, lease)).toList();
        database.flush(); // the database refuses here, and not at the commit
        made.forEach(claim -> crashPoints.reached(CrashPoint.BEFORE_CLAIM_COMMIT, claim.kind(), claim.entry()));
        return made;
    }

    /**
     * Claims entries of one urgency by statements of their own, so that each statement reads its part of an index in order.
     */
    private List<OutboxEntry> takeDueOf(Urgency urgency, int permits, Left left) {
        int free = permits <= 0 ? 0 : Math.min(permits, quota.freeForDialling(left.requests, urgency));
        int dials = left.dials.free(urgency);
        if (free <= 0 || dials <= 0) {
            return List.of();
        }
        boolean bulk = urgency == Urgency.BULK;
        List<OutboxEntry> taken = new ArrayList<>(takeSteps(bulk, free, dials, left));
        int most = Math.min(Math.min(free - taken.size(), left.dials.free(urgency)), left.room.left());
        if (most > 0) {
            List<OutboxEntry> single = ringable(calls.calls(bulk, most, left.arePauses, left.now()));
            left.room.took(single);
            caps.dialled(single);
            left.dials = left.dials.and(single.size());
            taken.addAll(single);
        }
        left.requests = left.requests.and(taken.size());
        return taken.stream()
                .sorted(Comparator.comparing(entry -> entry.dueAt)) // RETURNING keeps no order
                .toList();
    }

    private List<OutboxEntry> takeSteps(boolean bulk, int free, int dials, Left left) {
        StepClaims.Steps due = steps.steps(bulk, free, dials, left.room.left(), left.now());
        due.abandoned().forEach(step -> rows.giveUp(step, "its rows changed or were not free to go"));
        List<OutboxEntry> taken = new ArrayList<>();
        for (StepClaims.Taken step : due.taken()) {
            taken.add(step.step());
            notifySenders(step.rows());
            if (step.step().kind.dials()) { // a series dials its other rows later
                int atOnce = steps.dialsAtOnce(step.step());
                caps.dialled(step.step().id, step.step().attempt, atOnce);
                left.dials = left.dials.and(atOnce);
            }
        }
        left.room.took(due.starts());
        return taken;
    }

    /** Refuses calls whose number may not be rung by current knowledge, whatever their decision said. */
    private List<OutboxEntry> ringable(List<OutboxEntry> calls) {
        List<OutboxEntry> ringable = new ArrayList<>();
        for (OutboxEntry call : calls) {
            if (numbers.mayBeRung(call.person)) {
                ringable.add(call);
            } else {
                moves.finish(call, OutboxEntry.State.REFUSED, EndReason.Word.BAD_NUMBER.text(), null);
            }
        }
        return ringable;
    }

    /** Notifies each sender once for a kind's entries, so that it needs one statement. */
    private void notifySenders(List<OutboxEntry> claimed) {
        claimed.stream()
                .collect(Collectors.groupingBy(entry -> entry.kind, LinkedHashMap::new, Collectors.toList()))
                .forEach((kind, entries) -> moves.sender(kind).claimed(entries));
    }

    private Claim claim(OutboxEntry entry, Lease lease) {
        Lease watched = lease.watched(() -> crashPoints.reached(CrashPoint.AT_THE_WIRE, entry.kind, entry.id));
        return new Claim(entry.id, entry.kind, entry.call, entry.draft, entry.payload, entry.attempt, watched);
    }
}
