package dev.ringback.outbox;

import dev.ringback.hub.HubConfig;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;

/**
 * The protocol that keeps a write from being made twice and from being forgotten, from claim to settlement. Read it from
 * top to bottom; DESIGN.md, "The outbox protocol", is its specification.
 *
 * <p>An entry is DUE, then SENDING under a claim, then what the attempt proved: DONE, REFUSED, DUE again, or UNKNOWN.
 * From UNKNOWN it leaves by evidence or by a named person only. Each method is one short transaction (READ COMMITTED);
 * none is open while the Hub is asked.
 */
@ApplicationScoped
public class Outbox {
    private static final int LOOK_AHEAD = 4; // candidates for each permit: some persons will be locked elsewhere
    private static final int SWEEP_AT_ONCE = 200;
    private static final int STRIKES = 3;
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

    /** The gates, all of them. An entry that is not here now is not claimed now. */
    private static final String SENDABLE = """
            e.state = 'DUE' AND e.due_at <= :now AND e.not_after > :now AND e.held IS NULL
            AND NOT EXISTS (SELECT FROM pause p WHERE p.scope = ANY (e.scopes))
            AND NOT EXISTS (SELECT FROM event v WHERE v.state = 'RECEIVED'
                            AND v.source || ':' || v.type LIKE ANY (e.cancel_on))
            AND NOT EXISTS (SELECT FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                            AND (o.state = 'SENDING' OR o.state IN ('UNKNOWN', 'DONE') AND o.sent_at > :rungSince))
            """;

    private final Session database;
    private final Quota quota;
    private final Attempts attempts;
    private final Pauses pauses;
    private final Leases leases;
    private final Boundaries boundaries;
    private final OutboxConfig config;
    private final HubConfig hub;
    private final Duration personGap;
    private final Map<OutboxEntry.Kind, Sender> senders = new EnumMap<>(OutboxEntry.Kind.class);

    Outbox(
            Session database,
            Quota quota,
            Attempts attempts,
            Pauses pauses,
            Leases leases,
            Boundaries boundaries,
            OutboxConfig config,
            HubConfig hub,
            @ConfigProperty(name = "ringback.person-gap") Duration personGap,
            @All List<Sender> senders) {
        this.database = database;
        this.quota = quota;
        this.attempts = attempts;
        this.pauses = pauses;
        this.leases = leases;
        this.boundaries = boundaries;
        this.config = config;
        this.hub = hub;
        this.personGap = personGap;
        senders.forEach(sender -> this.senders.put(sender.kind(), sender));
    }

    Sender sender(OutboxEntry.Kind kind) {
        return senders.get(kind);
    }

    // --- 1. Claim: persons first, then the gates in a later statement, so that it sees what the locks waited for.

    /** Takes what is due and passes every gate, skipping what another replica is taking; at most one entry a person. */
    @Transactional(TxType.REQUIRES_NEW)
    public List<Claim> claim(int permits) {
        Lease lease = leases.start(); // read before the claim exists, so never too long
        int free = Math.min(permits, quota.lockAndCountFreeForDialling());
        if (free <= 0 || pauses.stopAll()) { // a backlog that all of it waits need not be looked through
            return List.of();
        }
        Instant now = now();
        String[] locked = lockPersons(candidates(free * LOOK_AHEAD, now));
        List<OutboxEntry> taken = locked.length == 0 ? List.of() : take(locked, free, now);
        if (!taken.isEmpty()) {
            quota.spend(taken.size());
        }
        List<Claim> claims = taken.stream()
                .sorted(Comparator.comparing((OutboxEntry entry) -> entry.dueAt)) // RETURNING keeps no order
                .map(entry -> claimed(entry, lease))
                .toList();
        claims.forEach(claim -> reached(Boundary.BEFORE_CLAIM_COMMIT, claim));
        return claims;
    }

    private List<String> candidates(int most, Instant now) {
        return database.createNativeQuery(
                        "SELECT e.person FROM outbox_entry e WHERE " + SENDABLE
                                + " ORDER BY e.due_at, e.id LIMIT :most",
                        String.class)
                .setParameter("now", now)
                .setParameter("rungSince", now.minus(personGap))
                .setParameter("most", most)
                .getResultList();
    }

    /**
     * Locks those persons whom nobody else has locked. Whoever changes a person's entries or calls has locked it first.
     * NO KEY: a write that goes to another person by a newer fact refers to that one too, and must not wait for it.
     */
    private String[] lockPersons(List<String> persons) {
        return database.createNativeQuery(
                        "SELECT number FROM person WHERE number = ANY (:persons) ORDER BY number FOR NO KEY UPDATE SKIP LOCKED",
                        String.class)
                .setParameter("persons", persons.stream().distinct().toArray(String[]::new))
                .getResultStream()
                .toArray(String[]::new);
    }

    private List<OutboxEntry> take(String[] locked, int permits, Instant now) {
        Duration exchange = hub.connectTimeout().plus(hub.answerTimeout()).plus(config.answerSlack());
        return database.createNativeQuery("""
                        UPDATE outbox_entry SET state = 'SENDING', attempt = attempt + 1, sent_at = :now,
                               dispatch_by = :dispatchBy, answer_by = :answerBy
                        WHERE id = ANY (ARRAY(
                            SELECT id FROM outbox_entry
                            WHERE state = 'DUE' AND id IN (SELECT DISTINCT ON (e.person) e.id FROM outbox_entry e
                                         WHERE e.person = ANY (:locked) AND %s ORDER BY e.person, e.due_at, e.id)
                            ORDER BY due_at, id LIMIT :permits FOR UPDATE SKIP LOCKED))
                        RETURNING *""".formatted(SENDABLE), OutboxEntry.class)
                .setParameter("now", now)
                .setParameter("rungSince", now.minus(personGap))
                .setParameter("locked", locked)
                .setParameter("permits", permits)
                .setParameter("dispatchBy", now.plus(config.dispatchWithin()))
                .setParameter("answerBy", now.plus(config.dispatchWithin()).plus(exchange))
                .getResultStream()
                .toList();
    }

    private Claim claimed(OutboxEntry entry, Lease lease) {
        attempts.begin(entry);
        tell(entry, null, null, null);
        Lease watched = lease.watched(() -> boundaries.reached(Boundary.AT_THE_WIRE, entry.kind, entry.id));
        return new Claim(entry.id, entry.kind, entry.call, entry.payload, entry.attempt, watched);
    }

    // --- 2. Send once: see the kinds' senders, and Hub.once.

    // --- 3. Record what the attempt proved, if the claim still stands. What comes later is never dropped.

    /** Records an attempt's outcome. Returns whether the claim still stood, or had only been given up as silent. */
    @Transactional(TxType.REQUIRES_NEW)
    public boolean record(Claim claim, Outcome outcome) {
        boolean counted = recordLocked(claim, outcome);
        reached(Boundary.BEFORE_RECORD_COMMIT, claim);
        return counted;
    }

    private boolean recordLocked(Claim claim, Outcome outcome) {
        if (outcome instanceof Outcome.Postponed(var reason, var until, var stops)) {
            quota.stop(stops, until, reason); // before the entry's lock, in the order in which a claim takes the two
        }
        OutboxEntry entry = lockWithPerson(claim.entry());
        attempts.finish(claim, outcome);
        boolean isCurrent = entry.attempt == claim.attempt();
        if (isCurrent && (entry.state == OutboxEntry.State.SENDING || entry.state == OutboxEntry.State.UNKNOWN)) {
            apply(entry, outcome);
            return true;
        }
        if (outcome instanceof Outcome.Done(var receipt)) {
            rangAfterAll(entry, claim, receipt);
        }
        return false;
    }

    private void apply(OutboxEntry entry, Outcome outcome) {
        switch (outcome) {
            case Outcome.Done(var receipt) -> {
                pauses.forgetStrikes(entry.scopes);
                end(entry, OutboxEntry.State.DONE, null, receipt);
            }
            case Outcome.Refused(var status, var text) -> {
                pauses.strike(entry.scopes, status, text, STRIKES);
                end(entry, OutboxEntry.State.REFUSED, "hub_refused: " + status + " " + text, null);
            }
            case Outcome.KeyRefused(var text) -> {
                pauses.keyRefused(text);
                again(entry, now(), "the Hub refused the key");
            }
            case Outcome.NotSent(var reason) -> again(entry, now().plus(backoff(entry.attempt)), reason);
            case Outcome.Postponed(var reason, var until, var stops) -> again(entry, until, reason);
            case Outcome.Unknown(var reason) -> end(entry, OutboxEntry.State.UNKNOWN, reason, null);
        }
    }

    /** A ring was proved after the entry had been settled or given up: it is placed, whatever was believed meanwhile. */
    private void rangAfterAll(OutboxEntry entry, Claim claim, String receipt) {
        if (entry.state == OutboxEntry.State.SENDING || attempts.anotherIsDone(claim)) {
            Log.errorf(
                    "ALARM: call %s may ring twice, attempt %d was settled as not placed", entry.call, claim.attempt());
            attempts.alarm();
        } else {
            Log.warnf("call %s: attempt %d answered late, it is placed", entry.call, claim.attempt());
        }
        end(entry, OutboxEntry.State.DONE, "answered_late", receipt);
    }

    private void again(OutboxEntry entry, Instant earliest, String reason) {
        if (entry.withdrawn != null) {
            end(entry, OutboxEntry.State.CANCELLED, entry.withdrawn, null);
            return;
        }
        switch (senders.get(entry.kind).next(entry.call, earliest)) {
            case Sender.Next.Send(var plan) -> {
                entry.moveTo(OutboxEntry.State.DUE);
                entry.follow(plan);
                tell(entry, entry.held == null ? reason : "held: " + entry.held, null, plan);
            }
            case Sender.Next.Expired() -> end(entry, OutboxEntry.State.EXPIRED, "expired", null);
            case Sender.Next.Ended(var ended) -> end(entry, OutboxEntry.State.CANCELLED, ended, null);
        }
    }

    private void end(OutboxEntry entry, OutboxEntry.State state, String reason, String receipt) {
        entry.moveTo(state);
        tell(entry, reason, receipt, null);
    }

    // --- 4. What nobody recorded: silent claims become unknown, missed windows move on or expire.

    /** One round; returns how many entries it moved. Safe to run in every replica at once. */
    @Transactional(TxType.REQUIRES_NEW)
    public int sweep() {
        Instant now = now();
        List<OutboxEntry> silent = overdue("state = 'SENDING' AND answer_by < :now", now);
        silent.forEach(entry -> end(entry, OutboxEntry.State.UNKNOWN, "no_answer_recorded", null));
        List<OutboxEntry> missed = overdue("state = 'DUE' AND not_after <= :now", now);
        missed.forEach(entry -> again(entry, now, "its window closed before it could be sent"));
        quota.forgetOld();
        return silent.size() + missed.size();
    }

    private List<OutboxEntry> overdue(String condition, Instant now) {
        List<String> persons = database.createNativeQuery(
                        "SELECT person FROM outbox_entry WHERE " + condition + " ORDER BY id LIMIT :most", String.class)
                .setParameter("now", now)
                .setParameter("most", SWEEP_AT_ONCE)
                .getResultList();
        return database.createNativeQuery(
                        "SELECT * FROM outbox_entry WHERE person = ANY (:locked) AND " + condition
                                + " ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED",
                        OutboxEntry.class)
                .setParameter("locked", lockPersons(persons))
                .setParameter("now", now)
                .setParameter("most", SWEEP_AT_ONCE)
                .getResultList();
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
                    case SENDING, UNKNOWN -> {
                        entry.withdrawn = reason;
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
        } else if (force || attempts.hasEnded(entry)) {
            again(entry, now(), "settled as not placed: " + note);
        } else {
            return Settled.ATTEMPT_MAY_LIVE;
        }
        return Settled.YES;
    }

    // --- The small print.

    /** Adds a write, in the caller's transaction. */
    public void owe(OutboxEntry entry) {
        database.persist(entry);
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

    /**
     * The person first, as everybody does: a cancel or a newer fact under way commits before this goes on. The person of
     * a newer fact too, to whom the write may go now: who ends calls to that one must see it or be seen.
     */
    private OutboxEntry lockWithPerson(UUID entry) {
        List<String> locked = List.of();
        List<String> wanted = personsOf(entry);
        while (!locked.containsAll(wanted)) {
            locked = wanted;
            database.createNativeQuery(
                            "SELECT number FROM person WHERE number = ANY (:persons) ORDER BY number FOR NO KEY UPDATE",
                            String.class)
                    .setParameter("persons", locked.toArray(String[]::new))
                    .getResultList();
            wanted = personsOf(entry);
        }
        return database.find(OutboxEntry.class, entry, LockModeType.PESSIMISTIC_WRITE);
    }

    private List<String> personsOf(UUID entry) {
        return database.createNativeQuery("""
                        SELECT person FROM outbox_entry WHERE id = :id
                        UNION SELECT next ->> 'person' FROM call JOIN outbox_entry e ON e.call = call.id
                        WHERE e.id = :id AND next IS NOT NULL
                        """, String.class)
                .setParameter("id", entry)
                .getResultList();
    }

    private void tell(OutboxEntry entry, String reason, String receipt, Plan plan) {
        senders.get(entry.kind).moved(new Sender.Move(entry.call, entry.state, reason, receipt, plan));
    }

    /** Doubles from a second to five minutes; with jitter, so that an outage's end is not a stampede. */
    private static Duration backoff(int attempt) {
        Duration plain = FIRST_BACKOFF.multipliedBy(1L << Math.min(attempt - 1, 10));
        Duration capped = plain.compareTo(LONGEST_BACKOFF) < 0 ? plain : LONGEST_BACKOFF;
        return capped.plusMillis(
                java.util.concurrent.ThreadLocalRandom.current().nextLong(capped.toMillis() / 4 + 1));
    }

    private void reached(Boundary at, Claim claim) {
        boundaries.reached(at, claim.kind(), claim.entry());
    }

    private Instant now() {
        return database.createNativeQuery("SELECT ringback_now()", Instant.class)
                .getSingleResult();
    }
}
