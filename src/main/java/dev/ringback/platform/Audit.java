package dev.ringback.platform;

import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.Session;

/** Records who changed the installation, how, and when. Each record is written in the transaction of its change. */
@ApplicationScoped
public class Audit {
    private final Session database;

    Audit(Session database) {
        this.database = database;
    }

    /**
     * Records an action in the caller's transaction.
     *
     * @param who an API token's name, or {@code ringback} for actions of its own
     * @param object the target of the action; null for the whole installation
     * @param detail in words; null if there is nothing to add
     */
    public void record(String who, String what, String object, String detail) {
        database.createNativeMutationQuery(
                        "INSERT INTO audit (who, what, object, detail) VALUES (:who, :what, :object, :detail)")
                .setParameter("who", who)
                .setParameter("what", what)
                .setParameter("object", object)
                .setParameter("detail", detail)
                .executeUpdate();
    }
}
