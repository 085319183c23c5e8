package dev.ringback.platform;

import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.Session;

/** Who did what to the installation, and when; written in the transaction that does it. */
@ApplicationScoped
public class Audit {
    private final Session database;

    Audit(Session database) {
        this.database = database;
    }

    /**
     * @param who an API token's name, or {@code ringback} for what it does by itself
     * @param object what it was done to; null for the whole
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
