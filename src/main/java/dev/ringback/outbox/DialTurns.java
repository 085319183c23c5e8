package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Limits the unanswered dials of this process: each dial waits for a turn before its request leaves. If the Hub dies, every
 * dial in flight becomes unknown, so the number of turns limits the calls that an outage makes unknown.
 *
 * <p>Each claim sets the number of turns from the database's count over all replicas, see {@link DialRoom}. A lost dial
 * keeps its turn until its outcome is stored. From then on the database counts it.
 */
@ApplicationScoped
public class DialTurns {
    /** The longest answer time of a quick Hub. A quick Hub lets a claim take more dials than there are turns. */
    private static final Duration QUICK = Duration.ofSeconds(1);

    /** Three turns of a quick Hub are 15 claims, the number that the default limit in flight leaves to dials. */
    private static final int CLAIMS_A_TURN = 5;

    private static final long LOOK_MILLIS = 50; // how often a waiting dial checks its lease
    private static final String NO_TURN = "earlier dials are unanswered, so this one was not sent";

    private record Attempt(UUID entry, int number) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Attempt, Long> sentAt = new HashMap<>(); // nanoseconds, of the attempts that hold a turn
    private final Set<Attempt> lost = new HashSet<>(); // their outcome is not stored yet, so they keep their turn
    private int turns;
    private int closings;
    private Duration lastAnswerTook = Duration.ZERO;

    /**
     * Sends a dial once it has a turn. Blocks while the claim's lease lasts; no transaction may be open.
     *
     * @param send makes the write; not called if the lease ended, or dialling stopped, before a turn was free
     * @return the outcome of {@code send}, or {@code NotSent}
     */
    public Outcome inTurn(Claim claim, Supplier<Outcome> send) {
        Attempt attempt = new Attempt(claim.entry(), claim.attempt());
        if (!hasTurn(attempt, claim.lease())) {
            return new Outcome.NotSent(NO_TURN);
        }
        boolean isLost = true; // also if an exception ends the write
        try {
            Outcome outcome = send.get();
            isLost = outcome instanceof Outcome.Unknown;
            return outcome;
        } finally {
            end(attempt, isLost);
        }
    }

    private boolean hasTurn(Attempt attempt, Lease lease) {
        lock.lock();
        try {
            int closingsBefore = closings;
            while (sentAt.size() + lost.size() >= turns) {
                if (closings != closingsBefore || !lease.lasts()) {
                    return false;
                }
                changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
            sentAt.put(attempt, System.nanoTime());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void end(Attempt attempt, boolean isLost) {
        lock.lock();
        try {
            lastAnswerTook = Duration.ofNanos(System.nanoTime() - sentAt.remove(attempt));
            if (isLost) {
                lost.add(attempt);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Frees the turn of a lost dial whose outcome is stored. The database counts the dial from now on. */
    void stored(Claim claim) {
        lock.lock();
        try {
            if (lost.remove(new Attempt(claim.entry(), claim.attempt()))) {
                turns--; // until the next claim sets a number that counts this dial
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets the number of turns. Must be called in a claim's transaction with the quota locked, so that no outcome is stored
     * meanwhile.
     *
     * @param number how many dials of this process may be unanswered at once
     * @param sending how many dials of this process are SENDING in the database
     * @return how many more dials may be claimed
     */
    int allow(int number, int sending) {
        lock.lock();
        try {
            if (sending == 0) { // no dial in flight: lost outcomes are stored, and new answers show the Hub's speed
                lost.clear();
                lastAnswerTook = Duration.ZERO;
            }
            turns = number;
            changed.signalAll();
            return Math.max(0, number * (isQuick() ? CLAIMS_A_TURN : 1) - sending);
        } finally {
            lock.unlock();
        }
    }

    /** Removes all turns. Dials that wait for a turn return as not sent. */
    void close() {
        lock.lock();
        try {
            turns = 0;
            closings++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isQuick() {
        long longAgo = System.nanoTime() - QUICK.toNanos();
        return lastAnswerTook.compareTo(QUICK) <= 0 && sentAt.values().stream().allMatch(at -> at - longAgo > 0);
    }
}
