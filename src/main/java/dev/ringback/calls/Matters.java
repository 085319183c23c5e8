package dev.ringback.calls;

import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Keeps the calls of any rules about one matter to one at a time. Of several things, the one whose first fact is the
 * earliest goes first, whatever the order of arrival. When its call ends without a ring, the other things are decided again.
 * Owns the table {@code matter_fact}. Unless annotated otherwise, methods run in the caller's transaction, which has locked
 * the matter.
 */
@ApplicationScoped
public class Matters {
    /** The rule's part of a matter's lock. */
    private static final String LOCK = "matter:";

    private final Session database;

    Matters(Session database) {
        this.database = database;
    }

    /** A thing that is to be decided again, by its newest fact's event. */
    public record Due(String sender, String matter, String rule, String about, UUID event) {}

    /** Returns the key of a matter's lock. No rule's name has a colon. */
    public static CallKey lockOf(String matter) {
        return new CallKey(LOCK, matter);
    }

    static boolean isLock(CallKey key) {
        return key.rule().equals(LOCK);
    }

    /** Stores a fact of a thing with a matter: the earliest for its rank, and the newest for its content. */
    void remember(CallRequest fact) {
        database.createNativeMutationQuery("""
                        INSERT INTO matter_fact AS m (sender, matter, rule, about, first_as_of, first_id, as_of, as_of_id, event)
                        VALUES (:sender, :matter, :rule, :about, :asOf, :id, :asOf, :id, :event)
                        ON CONFLICT (sender, matter, rule, about) DO UPDATE SET
                            (first_as_of, first_id) = (SELECT first_as_of, first_id FROM (VALUES
                                (m.first_as_of, m.first_id), (excluded.first_as_of, excluded.first_id))
                                AS v (first_as_of, first_id) ORDER BY 1, 2 LIMIT 1),
                            (as_of, as_of_id, event) = (SELECT as_of, as_of_id, event FROM (VALUES
                                (m.as_of, m.as_of_id, m.event), (excluded.as_of, excluded.as_of_id, excluded.event))
                                AS v (as_of, as_of_id, event) ORDER BY 1 DESC, 2 DESC LIMIT 1)
                        """)
                .setParameter("sender", fact.sender().name())
                .setParameter("matter", fact.terms().matter())
                .setParameter("rule", fact.rule())
                .setParameter("about", fact.about())
                .setParameter("asOf", fact.asOf())
                .setParameter("id", fact.asOfId())
                .setParameter("event", fact.event())
                .executeUpdate();
    }

    /**
     * Returns another thing's call about the fact's matter: one that is open, or that rang less than the fact's {@code
     * expire} ago.
     */
    Optional<Call> callOf(CallRequest fact, Instant now) {
        return database.createNativeQuery("""
                        SELECT c.* FROM call c LEFT JOIN outbox_entry e ON e.call = c.id
                        WHERE c.matter = :matter AND (coalesce(c.sender, c.source) = ANY (:senders) OR c.source = ANY (:senders))
                          AND NOT (c.rule = ANY (:rules) AND c.about = :about)
                          AND (c.state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')
                               OR c.state = 'PLACED' AND e.sent_at > :rangAfter)
                        ORDER BY c.state = 'WAITING', c.id LIMIT 1
                        """, Call.class)
                .setParameter("matter", fact.terms().matter())
                .setParameter("senders", fact.sender().array())
                .setParameter("rules", fact.rules())
                .setParameter("about", fact.about())
                .setParameter("rangAfter", now.minus(Duration.between(fact.asOf(), fact.expiresAt())))
                .getResultStream()
                .findFirst();
    }

    /** Returns another call about a call's matter: one that is open, or that rang after an instant. */
    Optional<Call> otherCallOf(Call call, SenderNames sender, Instant rangAfter) {
        return call.matter == null
                ? Optional.empty()
                : database.createNativeQuery("""
                                SELECT c.* FROM call c LEFT JOIN outbox_entry e ON e.call = c.id
                                WHERE c.matter = :matter AND c.id <> :id
                                  AND (coalesce(c.sender, c.source) = ANY (:senders) OR c.source = ANY (:senders))
                                  AND (c.state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')
                                       OR c.state = 'PLACED' AND e.sent_at > :rangAfter)
                                ORDER BY c.id LIMIT 1
                                """, Call.class)
                        .setParameter("matter", call.matter)
                        .setParameter("id", call.id)
                        .setParameter("senders", sender.array())
                        .setParameter("rangAfter", rangAfter)
                        .getResultStream()
                        .findFirst();
    }

    /** Whether the fact's thing goes before a call's thing. A call whose facts were never stored goes first. */
    boolean goesBefore(CallRequest fact, Call other) {
        return database.createNativeQuery("""
                        SELECT EXISTS (SELECT FROM matter_fact mine JOIN matter_fact theirs USING (sender, matter)
                            WHERE sender = :sender AND matter = :matter AND mine.rule = :rule AND mine.about = :about
                              AND theirs.rule = :otherRule AND theirs.about = :otherAbout
                              AND (mine.first_as_of, mine.first_id, mine.rule) < (theirs.first_as_of, theirs.first_id, theirs.rule))
                        """, Boolean.class)
                .setParameter("sender", fact.sender().name())
                .setParameter("matter", fact.terms().matter())
                .setParameter("rule", fact.rule())
                .setParameter("about", fact.about())
                .setParameter("otherRule", other.origin.text())
                .setParameter("otherAbout", other.about)
                .getSingleResult();
    }

    /** Notes that another thing's call keeps this one from being made. */
    void block(String sender, String matter, String rule, String about) {
        database.createNativeMutationQuery("""
                        UPDATE matter_fact SET blocked = true
                        WHERE sender = :sender AND matter = :matter AND rule = :rule AND about = :about
                        """)
                .setParameter("sender", sender)
                .setParameter("matter", matter)
                .setParameter("rule", rule)
                .setParameter("about", about)
                .executeUpdate();
    }

    /** Schedules a thing to be decided again, by its newest fact. */
    void decideAgain(CallRequest fact) {
        decideAgain(fact.sender().name(), fact.terms().matter(), fact.rule(), fact.about());
    }

    void decideAgain(String sender, String matter, String rule, String about) {
        database.createNativeMutationQuery("""
                        UPDATE matter_fact SET due = true, blocked = false
                        WHERE sender = :sender AND matter = :matter AND rule = :rule AND about = :about
                        """)
                .setParameter("sender", sender)
                .setParameter("matter", matter)
                .setParameter("rule", rule)
                .setParameter("about", about)
                .executeUpdate();
    }

    /**
     * Schedules the things to be decided again that a call of their matter has kept from being made, since it ended without
     * a ring. Needs no lock. A thing that had its own call meanwhile is not among them, so that two things cannot free each
     * other for ever.
     */
    void isFree(Call ended) {
        if (ended.matter == null) {
            return;
        }
        database.createNativeMutationQuery("""
                        UPDATE matter_fact SET due = true, blocked = false
                        WHERE sender = :sender AND matter = :matter AND NOT (rule = :rule AND about = :about) AND blocked
                        """)
                .setParameter("sender", ended.senderName())
                .setParameter("matter", ended.matter)
                .setParameter("rule", ended.origin.text())
                .setParameter("about", ended.about)
                .executeUpdate();
    }

    /** Returns the persons of a matter's open calls, of any sender. */
    List<PhoneNumber> persons(String matter) {
        return database.createNativeQuery("""
                        SELECT person FROM call WHERE matter = :matter AND state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')
                        """, String.class)
                .setParameter("matter", matter)
                .getResultStream()
                .map(PhoneNumber::new)
                .toList();
    }

    /**
     * Returns things to decide again, those that go first before others. Uses the caller's transaction, or its own.
     *
     * @param rules the names of active rules, and those that they took over; things of other rules wait for their return
     */
    @Transactional
    public List<Due> due(Collection<String> rules, int most) {
        return database.createNativeQuery("""
                        SELECT sender, matter, rule, about, event FROM matter_fact WHERE due AND rule = ANY (:rules)
                        ORDER BY first_as_of, first_id, rule LIMIT :most
                        """, Due.class)
                .setParameter("rules", rules.toArray(String[]::new))
                .setParameter("most", most)
                .getResultList();
    }

    /**
     * Takes a thing from those to decide again. It stays taken only if the caller's transaction commits.
     *
     * @return whether it was still there
     */
    @Transactional(TxType.MANDATORY)
    public boolean take(Due due) {
        return database.createNativeMutationQuery("""
                        UPDATE matter_fact SET due = false
                        WHERE sender = :sender AND matter = :matter AND rule = :rule AND about = :about AND due
                        """)
                        .setParameter("sender", due.sender())
                        .setParameter("matter", due.matter())
                        .setParameter("rule", due.rule())
                        .setParameter("about", due.about())
                        .executeUpdate()
                == 1;
    }
}
