package dev.ringback.intake;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import org.hibernate.Session;

/** Reads the newest events of a type with their bodies, by the index of types: few rows, whatever the table's size. */
@ApplicationScoped
public class NewestEvents {
    /** Larger bodies are left out, so that the reading stays small. */
    private static final int LARGEST_BODY = 256 * 1024;

    /** The most bytes that are read of one type. */
    private static final int LARGEST_TYPE = 2 * 1024 * 1024;

    private static final int MOST_TYPES = 500;

    private final Session database;

    NewestEvents(Session database) {
        this.database = database;
    }

    /** A type of a source of which there are events. */
    public record Type(String source, String type) {}

    /** A stored event with its raw body. */
    public record Stored(String source, String type, Instant receivedAt, byte[] body) {}

    /** Returns the types of which there are events, at most 500: a skip scan, with one look at the index for each. */
    @Transactional
    public List<Type> types() {
        return database.createNativeQuery("""
                        WITH RECURSIVE seen AS (
                            (SELECT source, type FROM event ORDER BY source, type LIMIT 1)
                            UNION ALL
                            SELECT next.source, next.type FROM seen, LATERAL (
                                SELECT e.source, e.type FROM event e WHERE (e.source, e.type) > (seen.source, seen.type)
                                ORDER BY e.source, e.type LIMIT 1) AS next
                        )
                        SELECT source, type FROM seen LIMIT :most
                        """, Type.class)
                .setParameter("most", MOST_TYPES)
                .getResultList();
    }

    /** Returns the newest events of a type that have a body, the newest first. */
    @Transactional
    public List<Stored> of(Type type, int most) {
        return database.createNativeQuery("""
                        SELECT source, type, received_at, body
                        FROM (SELECT e.*, b.body, sum(octet_length(b.body)) OVER (ORDER BY e.id DESC) AS size
                              FROM (SELECT id, source, type, received_at FROM event WHERE source = :source AND type = :type
                                    ORDER BY id DESC LIMIT :most) AS e
                              JOIN event_body b ON b.event = e.id
                              WHERE octet_length(b.body) <= :largest) AS sized
                        WHERE size <= :all
                        ORDER BY id DESC
                        """, Stored.class)
                .setParameter("source", type.source)
                .setParameter("type", type.type)
                .setParameter("most", most)
                .setParameter("largest", LARGEST_BODY)
                .setParameter("all", (long) LARGEST_TYPE)
                .getResultList();
    }
}
