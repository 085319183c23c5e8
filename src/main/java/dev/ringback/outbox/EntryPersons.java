package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

/** Locks the persons of an entry or a draft, before the entry itself is read. Runs in the caller's transaction. */
@ApplicationScoped
class EntryPersons {
    private final Session database;
    private final PersonLocks persons;

    EntryPersons(Session database, PersonLocks persons) {
        this.database = database;
        this.persons = persons;
    }

    /**
     * Locks the persons, then the entry, which is null if it does not exist. Waits for a concurrent cancel or newer fact to
     * commit.
     */
    OutboxEntry lockWithPersons(UUID entry) {
        persons.lock(() -> personsOf(entry));
        return database.find(OutboxEntry.class, entry, LockModeType.PESSIMISTIC_WRITE);
    }

    /** Locks the persons of all rows that were uploaded with a draft, and waits for other transactions. */
    void lockOfDraft(UUID draft) {
        persons.lock(() -> database.createNativeQuery("""
                        SELECT number FROM draft_row WHERE draft = :draft
                        UNION SELECT c.next ->> 'person' FROM draft_row r JOIN call c ON c.id = r.call
                              WHERE r.draft = :draft AND c.next IS NOT NULL
                        UNION SELECT o.person FROM draft_row r JOIN call c ON c.id = r.call AND NOT c.holds_thing
                              JOIN call o ON o.about = c.about AND o.id <> c.id AND o.holds_thing
                              WHERE r.draft = :draft AND o.state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')
                        """, String.class)
                .setParameter("draft", draft)
                .getResultList());
    }

    /**
     * Locks the persons of an entry without waiting. Returns false if another transaction has locked a person, or the
     * persons changed meanwhile.
     */
    boolean haveLockedPersonsOf(UUID entry) {
        List<String> wanted = personsOf(entry);
        return persons.lockFree(wanted).length == wanted.size() && wanted.containsAll(personsOf(entry));
    }

    /**
     * Lists the person of a call, or of each row that was ever uploaded with a step's draft. Includes the person named by a
     * newer fact, since a write that was not made goes to that person. Includes the persons of open calls about the same
     * thing, since a late proof of a ring ends those calls.
     */
    private List<String> personsOf(UUID entry) {
        return database.createNativeQuery("""
                        SELECT person FROM outbox_entry WHERE id = :entry AND person IS NOT NULL
                        UNION SELECT r.number FROM outbox_entry e JOIN draft_row r ON r.draft = e.draft
                              WHERE e.id = :entry AND e.call IS NULL
                        UNION SELECT c.next ->> 'person' FROM outbox_entry e
                              LEFT JOIN draft_row r ON r.draft = e.draft AND e.call IS NULL
                              JOIN call c ON c.id = coalesce(e.call, r.call)
                              WHERE e.id = :entry AND c.next IS NOT NULL
                        UNION SELECT o.person FROM call c
                              JOIN call o ON o.about = c.about AND o.id <> c.id AND o.holds_thing
                              WHERE c.id = (SELECT call FROM outbox_entry WHERE id = :entry) AND NOT c.holds_thing
                                AND o.state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')
                        """, String.class)
                .setParameter("entry", entry)
                .getResultList();
    }
}
