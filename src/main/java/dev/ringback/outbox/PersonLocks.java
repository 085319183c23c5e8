package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.hibernate.Session;

/**
 * The lock of persons, which everybody takes before anything of theirs is read or changed, and in one order: the numbers'.
 * To the end of the caller's transaction.
 */
@ApplicationScoped
public class PersonLocks {
    private final Session database;

    PersonLocks(Session database) {
        this.database = database;
    }

    /**
     * Locks all whom a question names once the locks are there. If it names somebody new by then, lets go and takes them
     * all in their order: one more after the others would be out of order, and two who do that wait for each other. Nothing
     * else may have been written since the transaction's last lock of this kind.
     *
     * @param wanted E.164 numbers of rows that are there; asked again under the lock
     */
    public void lock(Supplier<? extends Collection<String>> wanted) {
        run("SAVEPOINT before_persons");
        Set<String> locked = locked(wanted.get());
        while (!locked.containsAll(wanted.get())) {
            run("ROLLBACK TO SAVEPOINT before_persons");
            locked = locked(wanted.get());
        }
    }

    /** NO KEY: a row that refers to a person may be inserted meanwhile. */
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
     * Locks the persons whom no other transaction has locked, without waiting. NO KEY: a row that refers to a person may be
     * inserted meanwhile.
     *
     * @param numbers E.164
     * @return the locked ones
     */
    String[] lockFree(Collection<String> numbers) {
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
