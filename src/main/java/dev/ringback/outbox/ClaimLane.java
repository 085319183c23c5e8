package dev.ringback.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.postgresql.util.PSQLException;

/**
 * One road of claims in this process: brakes, or all else. Claims no more than can be sent at once, and remembers claims
 * whose commit was not answered: nothing of them is sent, and the next round voids them before it claims again.
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
     * One round. Only this process can say that a claim in doubt was not used, so it does so first: an attempt that this
     * process claims anew could not be told from the one in doubt.
     *
     * @param send is handed each claim, and must not block; {@link #done} gives its permit back
     * @return how many claims were made
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
        claims.forEach(send);
        return claims.size(); // no joining: one held answer must not stall the others
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

    /** The constraint by which the database refused the claim, if one did: our gates have let something through. */
    private static Optional<String> refusedBy(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException refusal && refusal.getServerErrorMessage() != null) {
                return Optional.ofNullable(refusal.getServerErrorMessage().getConstraint());
            }
        }
        return Optional.empty();
    }

    private void voidInDoubt() {
        while (!inDoubt.isEmpty()) {
            outbox.voidInDoubt(inDoubt.getLast()); // fails while the database is away: then the next round tries again
            inDoubt.removeLast();
        }
    }
}
