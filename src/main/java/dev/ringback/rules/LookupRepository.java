package dev.ringback.rules;

import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

/** Stores the newest fact of each thing that a lookup heard of a person. Runs in the caller's transaction. */
@ApplicationScoped
class LookupRepository {
    private final Session database;

    LookupRepository(Session database) {
        this.database = database;
    }

    /** The newest fact of a thing; {@code asOfId} is its delivery, which breaks ties of {@code asOf}. */
    record Fact(String about, Instant asOf, String asOfId, UUID event) {}

    /** Stores a fact, unless a newer one about the same thing of the person is known. */
    void remember(String lookup, PhoneNumber person, Fact fact) {
        database.createNativeMutationQuery("""
                        INSERT INTO fact_of_person (lookup, person, about, as_of, as_of_id, event)
                        VALUES (:lookup, :person, :about, :asOf, :asOfId, :event)
                        ON CONFLICT (person, lookup, about) DO UPDATE
                        SET as_of = excluded.as_of, as_of_id = excluded.as_of_id, event = excluded.event
                        WHERE (fact_of_person.as_of, fact_of_person.as_of_id) < (excluded.as_of, excluded.as_of_id)
                        """)
                .setParameter("lookup", lookup)
                .setParameter("person", person.e164())
                .setParameter("about", fact.about())
                .setParameter("asOf", fact.asOf())
                .setParameter("asOfId", fact.asOfId())
                .setParameter("event", fact.event())
                .executeUpdate();
    }

    /**
     * Returns the newest fact of each thing, newest first.
     *
     * @param persons every number that may be the person's
     */
    List<Fact> newest(String lookup, Collection<PhoneNumber> persons, int most) {
        return database.createNativeQuery("""
                        SELECT about, as_of, as_of_id, event FROM (
                            SELECT DISTINCT ON (about) about, as_of, as_of_id, event FROM fact_of_person
                            WHERE lookup = :lookup AND person = ANY (:persons) ORDER BY about, as_of DESC, as_of_id DESC) AS newest
                        ORDER BY as_of DESC, as_of_id DESC LIMIT :most
                        """, Fact.class)
                .setParameter("lookup", lookup)
                .setParameter("persons", persons.stream().map(PhoneNumber::e164).toArray(String[]::new))
                .setParameter("most", most)
                .getResultList();
    }
}
