package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.hibernate.Session;

/**
 * Locks persons. Every transaction locks a person before it reads or changes the person's rows, in the order of the numbers.
 * The locks last to the end of the caller's transaction.
 */
@ApplicationScoped
public class PersonLocks {
    private final Session database;

    PersonLocks(Session database) {
        this.database = database;
    }

    /**
     * Locks all persons that a query returns once they are locked. If the query then returns a new person, all locks are
     * released and taken again in order. A single lock taken later would break the order and could deadlock. The rollback
     * undoes only writes of the query itself, which then runs again. Writes before the call are kept.
     *
     * @param wanted E.164 numbers of existing rows; queried again under the locks
     */
    public void lock(Supplier<? extends Collection<String>> wanted) {
        run("SAVEPOINT before_persons");
        Set<String> locked = locked(wanted.get());
        while (!locked.containsAll(wanted.get())) {
            run("ROLLBACK TO SAVEPOINT before_persons");
            locked = locked(wanted.get());
        }
    }

    /** Locks with NO KEY, so that rows that refer to a person may be inserted meanwhile. */
    private Set<String> locked(Collection<String> numbers) {
        Set<String> sorted = new TreeSet<>(numbers);
        database.createNativeQuery(
                        "SELECT number FROM person WHERE number = ANY (:numbers) ORDER BY number FOR NO KEY UPDATE",
                        String.class)
                .setParameter("numbers", sorted.toArray(String[]::new))
                .getResultList();
        return sorted;
    }

    /**
     * Locks the persons whom no other transaction has locked, without waiting. NO KEY: rows that refer to a person may be
     * inserted meanwhile.
     *
     * @param numbers E.164
     * @return the numbers of the locked persons
     */
    String[] lockFree(Collection<String> numbers) {
        if (numbers.isEmpty()) {
            return new String[0];
        }
        return database.createNativeQuery(
                        "SELECT number FROM person WHERE number = ANY (:persons) ORDER BY number FOR NO KEY UPDATE SKIP LOCKED",
                        String.class)
                .setParameter("persons", numbers.stream().distinct().toArray(String[]::new))
                .getResultStream()
                .toArray(String[]::new);
    }

    private void run(String sql) {
        database.createNativeMutationQuery(sql).executeUpdate();
    }
}
