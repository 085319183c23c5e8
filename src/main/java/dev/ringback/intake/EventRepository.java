package dev.ringback.intake;

import dev.ringback.intake.sources.Delivery;
import dev.ringback.platform.Sha256;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** Stores each delivery once, and finds and locks undecided events. */
@ApplicationScoped
public class EventRepository implements PanacheRepositoryBase<Event, UUID> {
    /** @param isNew false if this delivery was stored before; {@code event} is then the first copy's */
    record Stored(UUID event, boolean isNew) {}

    /**
     * Stores a delivery unless its key exists, in a transaction of its own that has committed on return. Simultaneous copies
     * wait at the key's unique index for the first copy's commit.
     *
     * @param ends the things that the event may end once it is decided
     */
    @Transactional(TxType.REQUIRES_NEW)
    Stored insertIfNew(String source, Delivery.Authentic delivery, byte[] body, EndReader.Ends ends) {
        String[] keys = ends instanceof EndReader.Ends.Read(var activatedAt, var read)
                ? read.stream().map(EventRepository::storable).toArray(String[]::new)
                : new String[0];
        UUID key = key(source, delivery.id());
        UUID event = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        int inserted = getSession()
                .createNativeMutationQuery("""
                        WITH fresh AS (
                            INSERT INTO delivery_key (key, event) VALUES (:key, :event)
                            ON CONFLICT (key) DO NOTHING RETURNING event
                        ), stored AS (
                            INSERT INTO event (id, source, delivery_id, type, state, received_at, ends_read_for)
                            SELECT event, :source, :delivery, :type, 'RECEIVED', ringback_now(), :readFor
                            FROM fresh RETURNING id
                        ), ends AS (
                            INSERT INTO event_end (key, event) SELECT key, id FROM stored, unnest(:keys) AS key
                        )
                        INSERT INTO event_body (event, body) SELECT id, :body FROM stored
                        """)
                .setParameter("key", key)
                .setParameter("event", event)
                .setParameter("source", source)
                .setParameter("delivery", storable(delivery.id()))
                .setParameter("type", storable(delivery.type()))
                .setParameter(
                        "readFor", ends instanceof EndReader.Ends.Read read ? read.activatedAt() : null, Instant.class)
                .setParameter("keys", keys)
                .setParameter("body", body)
                .executeUpdate();
        // Only a second statement's snapshot includes the commit that the first statement waited for.
        return inserted == 1 ? new Stored(event, true) : new Stored(eventOf(key), false);
    }

    private UUID eventOf(UUID key) {
        return getSession()
                .createNativeQuery("SELECT event FROM delivery_key WHERE key = :key", UUID.class)
                .setParameter("key", key)
                .getSingleResult();
    }

    /** Returns sixteen bytes of SHA-256, small enough to keep for ever. Only authentic deliveries are hashed. */
    private static UUID key(String source, String deliveryId) {
        byte[] both = (source + '\0' + deliveryId).getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.wrap(Sha256.of(both));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** Replaces NUL, which PostgreSQL's text cannot store. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /** Returns the raw bytes; empty once they have been erased. */
    public Optional<byte[]> body(UUID event) {
        return getSession()
                .createNativeQuery("SELECT body FROM event_body WHERE event = :event", byte[].class)
                .setParameter("event", event)
                .getResultStream()
                .findFirst();
    }

    /**
     * Returns undecided events, the oldest first. Events that may end calls precede all others, since each holds all calls
     * that it might end. Locks nothing.
     *
     * @param ending {@code source:type} of the events that may end calls, as LIKE patterns
     */
    @Transactional
    public List<UUID> undecided(Collection<String> ending, int most) {
        return getSession()
                .createNativeQuery("""
                        SELECT id FROM event WHERE state = 'RECEIVED'
                        ORDER BY source || ':' || type LIKE ANY (:ending) DESC, id LIMIT :most
                        """, UUID.class)
                .setParameter("ending", ending.toArray(String[]::new))
                .setParameter("most", most)
                .getResultList()
                .stream()
                .toList();
    }

    /** Deletes the ends of decided events. An older release decides events without deleting their ends. */
    @Transactional
    public void forgetDecidedEnds() {
        getSession()
                .createNativeMutationQuery(
                        "DELETE FROM event_end WHERE event IN (SELECT id FROM event WHERE id IN (SELECT event FROM event_end)"
                                + " AND state <> 'RECEIVED')")
                .executeUpdate();
    }

    /**
     * Locks an undecided event until the end of the caller's transaction.
     *
     * @return empty if the event has been decided, or another transaction has locked it
     */
    public Optional<Event> lockUndecided(UUID event) {
        return getSession()
                .createNativeQuery(
                        "SELECT * FROM event WHERE id = :id AND state = 'RECEIVED' FOR UPDATE SKIP LOCKED", Event.class)
                .setParameter("id", event)
                .getResultStream()
                .findFirst();
    }

    /** Locks an event in whatever state until the end of the caller's transaction, and waits; empty if there is none. */
    public Optional<Event> lock(UUID id) {
        Optional<Event> found = getSession()
                .createNativeQuery("SELECT * FROM event WHERE id = :id FOR UPDATE", Event.class)
                .setParameter("id", id)
                .getResultStream()
                .findFirst();
        found.ifPresent(event -> getSession().refresh(event)); // the session may have loaded it before the wait
        return found;
    }

    /**
     * Completes an event, in the caller's transaction, and deletes its ends: no call waits for it any more. A replay that
     * finds the event in the same state leaves its time.
     *
     * @param rulesVersion the version of the rules that decided it
     * @param failure null for a decided event
     */
    public void finish(UUID event, Event.State state, int rulesVersion, String failure) {
        getSession()
                .createNativeMutationQuery("""
                        WITH decided AS (DELETE FROM event_end WHERE event = :id)
                        UPDATE event SET state = :state, failure = :failure, rules_version = :version,
                               decided_at = CASE WHEN state = :state THEN decided_at ELSE ringback_now() END
                        WHERE id = :id
                        """)
                .setParameter("state", state.name())
                .setParameter("failure", failure)
                .setParameter("version", rulesVersion)
                .setParameter("id", event)
                .executeUpdate();
    }
}
