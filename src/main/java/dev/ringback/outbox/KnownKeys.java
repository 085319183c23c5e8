package dev.ringback.outbox;

import dev.ringback.hub.HubConfig;
import dev.ringback.platform.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.hibernate.Session;

/**
 * The Hub's keys this installation has run with, in the order in which they came, and which of them the Hub refused. So a
 * replica that was left behind with an old key stops only itself. All methods run in the caller's transaction; rows of
 * keys are locked before those of pauses.
 */
@ApplicationScoped
class KnownKeys {
    private final Session database;
    private final String own;

    KnownKeys(Session database, HubConfig hub) {
        this.database = database;
        this.own = digest(hub.apiKey().orElse(""));
    }

    /** A digest of this process's key. */
    String own() {
        return own;
    }

    /** Notes that this process runs with its key. A key that comes again keeps its place. */
    void register() {
        database.createNativeMutationQuery("INSERT INTO hub_key (digest) VALUES (:own) ON CONFLICT DO NOTHING")
                .setParameter("own", own)
                .executeUpdate();
    }

    /** Whether the Hub refused this process's key, and nobody has resumed since. */
    boolean isOwnRefused() {
        return database.createNativeQuery(
                        "SELECT EXISTS (SELECT FROM hub_key WHERE digest = :own AND refused_at IS NOT NULL)",
                        Boolean.class)
                .setParameter("own", own)
                .getSingleResult();
    }

    /** Notes that a key was refused. Returns whether it was the installation's newest good one: then none is left. */
    boolean refuse(String digest) {
        boolean wasNewest = database.createNativeQuery("""
                        SELECT coalesce((SELECT digest FROM hub_key WHERE refused_at IS NULL
                                         ORDER BY first_seen DESC, digest LIMIT 1) = :digest, true)
                        """, Boolean.class)
                .setParameter("digest", digest)
                .getSingleResult();
        database.createNativeMutationQuery("""
                        INSERT INTO hub_key (digest, refused_at) VALUES (:digest, clock_timestamp())
                        ON CONFLICT (digest) DO UPDATE SET refused_at = coalesce(hub_key.refused_at, excluded.refused_at)
                        """).setParameter("digest", digest).executeUpdate();
        return wasNewest;
    }

    /** A person says to go on: every key may try again. */
    void forgive() {
        database.createNativeMutationQuery("UPDATE hub_key SET refused_at = NULL WHERE refused_at IS NOT NULL")
                .executeUpdate();
    }

    private static String digest(String key) {
        return HexFormat.of().formatHex(Sha256.of(key.strip().getBytes(StandardCharsets.UTF_8)), 0, 8);
    }
}
