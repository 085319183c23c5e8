package dev.ringback.outbox;

import dev.ringback.platform.DatabaseTrouble;
import io.quarkus.logging.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.postgresql.util.PSQLException;

/**
 * A lane of claims in this process: brakes, or all other entries. A round claims no more entries than can be sent at once.
 * A claim whose commit was not answered is kept in doubt and never sent. The next round voids claims in doubt before it
 * claims again.
 */
final class ClaimLane {
    private final Outbox outbox;
    private final boolean brakes;
    private final Semaphore permits;
    private final List<Claim> inDoubt = new ArrayList<>();

    ClaimLane(Outbox outbox, boolean brakes, int permits) {
        this.outbox = outbox;
        this.brakes = brakes;
        this.permits = new Semaphore(permits);
    }

    /**
     * Runs one round. Claims in doubt are voided first, since a new claim could not be told from a claim in doubt with the
     * same attempt.
     *
     * @param send receives each claim and must not block; {@link #done} returns the claim's permit
     * @return the number of claims
     */
    synchronized int round(Consumer<Claim> send) {
        voidInDoubt();
        int wanted = permits.drainPermits();
        List<Claim> claims = List.of();
        try {
            claims = wanted == 0 ? List.of() : claim(wanted);
        } finally {
            permits.release(wanted - claims.size());
        }
        for (int i = 0; i < claims.size(); i++) {
            try {
                send.accept(claims.get(i));
            } catch (RuntimeException
                    | Error e) { // no thread was available: this claim and the later claims were not sent
                inDoubt.addAll(claims.subList(i, claims.size()));
                permits.release(claims.size() - i);
                throw e;
            }
        }
        return claims.size(); // no joining: one delayed answer must not stall the others
    }

    void done() {
        permits.release();
    }

    private List<Claim> claim(int wanted) {
        List<Claim> uncommitted = new ArrayList<>();
        try {
            return outbox.claim(brakes, wanted, uncommitted::addAll);
        } catch (RuntimeException | Error e) {
            inDoubt.addAll(uncommitted);
            refusedBy(e).ifPresent(outbox::claimRefused);
            throw e;
        }
    }

    /** Returns the constraint that refused the claim, if any. A refusal means that our gates let a claim through. */
    private static Optional<String> refusedBy(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException refusal && refusal.getServerErrorMessage() != null) {
                return Optional.ofNullable(refusal.getServerErrorMessage().getConstraint());
            }
        }
        return Optional.empty();
    }

    /**
     * Voids the claims in doubt. Throws while the database is unavailable, and the next round tries again. A claim that
     * cannot be voided for another reason is left to the sweep.
     */
    synchronized void voidInDoubt() {
        while (!inDoubt.isEmpty()) {
            Claim claim = inDoubt.getLast();
            try {
                outbox.voidInDoubt(claim);
            } catch (RuntimeException e) {
                if (DatabaseTrouble.isAbsence(e)) {
                    throw e;
                }
                Log.errorf(e, "entry %s: the claim that was not sent could not be voided", claim.entry());
            }
            inDoubt.removeLast();
        }
    }
}
