package dev.ringback.calls;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;

/** Stores opt-outs whose number could not be read. Every method runs in the caller's transaction. */
@ApplicationScoped
public class UnreadOptOutRepository implements PanacheRepositoryBase<UnreadOptOut, UUID> {
    /**
     * How many opt-outs wait for a person.
     *
     * @param oldest when the oldest of them came; null if there is none
     */
    public record Open(long count, Instant oldest) {}

    /** Counts the opt-outs that wait for a person. */
    public Open open() {
        return getSession()
                .createNativeQuery(
                        "SELECT count(*), min(created_at) FROM unread_opt_out WHERE settled_at IS NULL", Open.class)
                .getSingleResult();
    }

    /** Inserts an opt-out, unless an equal one is open. Returns whether it is new. */
    boolean insertIfNew(UUID id, UnreadOptOuts.Unread unread, OptOut.Origin origin, String who) {
        return getSession()
                        .createNativeMutationQuery("""
                        INSERT INTO unread_opt_out (id, typed, region, note, why, by_whom, origin)
                        VALUES (:id, :typed, :region, :note, :why, :who, :origin)
                        ON CONFLICT (typed, coalesce(region, '')) WHERE settled_at IS NULL DO NOTHING
                        """)
                        .setParameter("id", id)
                        .setParameter("typed", unread.typed())
                        .setParameter("region", unread.region(), String.class)
                        .setParameter("note", unread.note(), String.class)
                        .setParameter("why", unread.why())
                        .setParameter("who", who)
                        .setParameter("origin", origin.name())
                        .executeUpdate()
                > 0;
    }
}
