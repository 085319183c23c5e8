package dev.ringback.calls;

import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

/** Stores the newest that each person has said to each seller about sales calls. Owns the table {@code consent}. */
@ApplicationScoped
public class Consents {
    private final Session database;

    Consents(Session database) {
        this.database = database;
    }

    /**
     * A person's statement about sales calls.
     *
     * @param persons every form of the person's number
     * @param seller the seller that the person spoke to
     * @param given false: consent was refused or withdrawn
     * @param at when it was said
     * @param toldBy the sender's delivery, which breaks ties
     * @param basis a word such as {@code WRITTEN}; null if unknown
     * @param source where consent was given, in words; null if unknown
     * @param text what the person agreed to; null if unknown
     */
    public record Statement(
            List<PhoneNumber> persons,
            String seller,
            boolean given,
            Instant at,
            String toldBy,
            String basis,
            String source,
            String text,
            String rule,
            UUID event) {}

    /** Stores statements that are newer than what is known. Runs in the caller's transaction, with the persons locked. */
    public void remember(Collection<Statement> statements) {
        statements.forEach(said -> said.persons().forEach(person -> remember(said, person)));
    }

    private void remember(Statement said, PhoneNumber person) {
        database.createNativeMutationQuery("""
                        INSERT INTO consent AS c (person, seller, given, at, told_by, basis, source, text, rule, event)
                        VALUES (:person, :seller, :given, :at, :toldBy, :basis, :source, :text, :rule, :event)
                        ON CONFLICT (person, seller) DO UPDATE SET given = excluded.given, at = excluded.at,
                            told_by = excluded.told_by, basis = excluded.basis, source = excluded.source,
                            text = excluded.text, rule = excluded.rule, event = excluded.event
                        WHERE (c.at, c.told_by) < (excluded.at, excluded.told_by)
                        """)
                .setParameter("person", person.e164())
                .setParameter("seller", said.seller())
                .setParameter("given", said.given())
                .setParameter("at", said.at())
                .setParameter("toldBy", said.toldBy())
                .setParameter("basis", said.basis(), String.class)
                .setParameter("source", said.source(), String.class)
                .setParameter("text", said.text(), String.class)
                .setParameter("rule", said.rule())
                .setParameter("event", said.event())
                .executeUpdate();
    }
}
