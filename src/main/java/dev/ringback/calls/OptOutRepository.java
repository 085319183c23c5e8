package dev.ringback.calls;

import dev.ringback.privacy.PhoneNumber;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** Stores opt-outs, and finds the open calls that they concern. Every method runs in the caller's transaction. */
@ApplicationScoped
public class OptOutRepository implements PanacheRepositoryBase<OptOut, UUID> {
    /** Returns the opt-out of a number, if any. The answer stays true only under the person's lock. */
    public Optional<OptOut> of(PhoneNumber number) {
        return find("number", number).firstResultOptional();
    }

    /** Whether one of the numbers has opted out. The answer stays true only under the persons' locks. */
    boolean containsAnyOf(Collection<PhoneNumber> numbers) {
        return getSession()
                .createNativeQuery("SELECT EXISTS (SELECT FROM opt_out WHERE number = ANY (:numbers))", Boolean.class)
                .setParameter("numbers", e164(numbers))
                .getSingleResult();
    }

    /** Returns the numbers that have opted out. The answer stays true only under the persons' locks. */
    Set<PhoneNumber> among(Collection<PhoneNumber> numbers) {
        return getSession()
                .createNativeQuery("SELECT number FROM opt_out WHERE number = ANY (:numbers)", String.class)
                .setParameter("numbers", e164(numbers))
                .getResultStream()
                .map(PhoneNumber::new)
                .collect(Collectors.toSet());
    }

    /** Inserts new opt-outs and returns their numbers. The persons must be locked. */
    Set<PhoneNumber> insertNew(List<OptOuts.Wanted> wanted, OptOut.Origin origin, String who) {
        return getSession()
                .createNativeQuery("""
                        INSERT INTO opt_out (number, id, note, by_whom, origin)
                        SELECT number, cast(id AS uuid), nullif(note, ''), :who, :origin
                        FROM unnest(:numbers, :ids, :notes) AS wanted (number, id, note)
                        ON CONFLICT (number) DO NOTHING
                        RETURNING number
                        """, String.class)
                .setParameter("numbers", texts(wanted, each -> each.number().e164()))
                .setParameter(
                        "ids",
                        texts(
                                wanted,
                                each -> UuidVersion7Strategy.INSTANCE
                                        .generateUuid(null)
                                        .toString()))
                .setParameter("notes", texts(wanted, each -> each.note() == null ? "" : each.note()))
                .setParameter("who", who)
                .setParameter("origin", origin.name())
                .getResultStream()
                .map(PhoneNumber::new)
                .collect(Collectors.toSet());
    }

    /**
     * Returns opt-outs of an old form of a number, and Argentine ones whose person's other form has not opted out: with the 9
     * that mobiles have from abroad, and without it.
     *
     * @param oldForm a regular expression over E.164
     * @param after the id behind which they come, in the order of ids
     */
    List<OptOut> toRenew(String oldForm, UUID after, int most) {
        return getSession()
                .createNativeQuery("""
                        SELECT * FROM opt_out o WHERE id > :after AND (number ~ :oldForm
                            OR number LIKE '+54%' AND length(number) = CASE WHEN number LIKE '+549%' THEN 14 ELSE 13 END
                               AND NOT EXISTS (
                                   SELECT FROM opt_out other WHERE other.number = CASE WHEN o.number LIKE '+549%'
                                       THEN '+54' || substr(o.number, 5) ELSE '+549' || substr(o.number, 4) END))
                        ORDER BY id LIMIT :most
                        """, OptOut.class)
                .setParameter("oldForm", oldForm)
                .setParameter("after", after)
                .setParameter("most", most)
                .getResultList();
    }

    /** Gives an opt-out of a number the origin and time of an older one, if a given name has added it. */
    void takeOver(UUID older, PhoneNumber number, String addedBy) {
        getSession()
                .createNativeMutationQuery("""
                        UPDATE opt_out SET by_whom = o.by_whom, origin = o.origin, created_at = o.created_at
                        FROM opt_out o WHERE o.id = :older AND opt_out.number = :number AND opt_out.by_whom = :addedBy
                        """)
                .setParameter("older", older)
                .setParameter("number", number.e164())
                .setParameter("addedBy", addedBy)
                .executeUpdate();
    }

    private static String[] texts(
            List<OptOuts.Wanted> wanted, java.util.function.Function<OptOuts.Wanted, String> text) {
        return wanted.stream().map(text).toArray(String[]::new);
    }

    /** Returns open calls to these persons, and open calls whose newest fact names one of them. */
    List<Call> openCalls(Collection<PhoneNumber> persons) {
        return getSession()
                .createNativeQuery("""
                        SELECT * FROM call
                        WHERE state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')
                          AND (person = ANY (:persons) OR next IS NOT NULL AND next ->> 'person' = ANY (:persons))
                        ORDER BY id
                        """, Call.class)
                .setParameter("persons", e164(persons))
                .getResultList();
    }

    /** Returns the present persons of open calls whose newest fact names one of these persons, without loading the calls. */
    List<PhoneNumber> personsBefore(Collection<PhoneNumber> next) {
        return getSession()
                .createNativeQuery("""
                        SELECT DISTINCT person FROM call
                        WHERE next IS NOT NULL AND next ->> 'person' = ANY (:persons)
                          AND state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')
                        """, String.class)
                .setParameter("persons", e164(next))
                .getResultStream()
                .map(PhoneNumber::new)
                .toList();
    }

    private static String[] e164(Collection<PhoneNumber> numbers) {
        return numbers.stream().map(PhoneNumber::e164).toArray(String[]::new);
    }
}
