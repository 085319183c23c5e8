package dev.ringback.calls;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** Stores opt-outs whose number could not be read. Every method runs in the caller's transaction. */
@ApplicationScoped
public class UnreadOptOutRepository implements PanacheRepositoryBase<UnreadOptOut, UUID> {
    /**
     * The opt-outs that wait for a person.
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

    /** Inserts opt-outs, except those that equal an open one. Returns the ids of the new ones. */
    List<UUID> insertNew(List<UnreadOptOuts.Unread> unread, OptOut.Origin origin, String who) {
        return getSession()
                .createNativeQuery("""
                        INSERT INTO unread_opt_out (id, typed, region, note, why, by_whom, origin)
                        SELECT cast(id AS uuid), typed, nullif(region, ''), nullif(note, ''), why, :who, :origin
                        FROM unnest(:ids, :typed, :regions, :notes, :whys) AS wanted (id, typed, region, note, why)
                        ON CONFLICT (typed, coalesce(region, '')) WHERE settled_at IS NULL DO NOTHING
                        RETURNING id
                        """, UUID.class)
                .setParameter(
                        "ids",
                        texts(
                                unread,
                                each -> UuidVersion7Strategy.INSTANCE
                                        .generateUuid(null)
                                        .toString()))
                .setParameter("typed", texts(unread, UnreadOptOuts.Unread::typed))
                .setParameter("regions", texts(unread, UnreadOptOuts.Unread::region))
                .setParameter("notes", texts(unread, UnreadOptOuts.Unread::note))
                .setParameter("whys", texts(unread, UnreadOptOuts.Unread::why))
                .setParameter("who", who)
                .setParameter("origin", origin.name())
                .getResultList();
    }

    private static String[] texts(List<UnreadOptOuts.Unread> unread, Function<UnreadOptOuts.Unread, String> text) {
        return unread.stream()
                .map(text.andThen(found -> found == null ? "" : found))
                .toArray(String[]::new);
    }
}
