package dev.ringback.outbox;

import dev.ringback.hub.HubConfig;
import dev.ringback.platform.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.hibernate.Session;

/**
 * The Hub's keys that this installation has used, in the order of their first use, and whether the Hub refused each. A
 * replica that still uses an old key therefore stops only itself. All methods run in the caller's transaction; rows of keys
 * are locked before rows of pauses.
 */
@ApplicationScoped
class KnownKeys {
    /** The condition that the Hub refused the key whose digest is the parameter {@code own}, and nobody has resumed since. */
    static final String OWN_IS_REFUSED = "EXISTS (SELECT FROM hub_key WHERE digest = :own AND refused_at IS NOT NULL)";

    private final Session database;
    private final String own;

    KnownKeys(Session database, HubConfig hub) {
        this.database = database;
        this.own = digest(hub.apiKey().orElse(""));
    }

    /** Returns a digest of this process's key. */
    String own() {
        return own;
    }

    /** Registers this process's key. A key that is known already keeps its place. */
    void register() {
        database.createNativeMutationQuery("INSERT INTO hub_key (digest) VALUES (:own) ON CONFLICT DO NOTHING")
                .setParameter("own", own)
                .executeUpdate();
    }

    /** Returns whether the Hub refused this process's key, and nobody has resumed since. */
    boolean isOwnRefused() {
        return database.createNativeQuery("SELECT " + OWN_IS_REFUSED, Boolean.class)
                .setParameter("own", own)
                .getSingleResult();
    }

    /** Marks a key as refused. Returns whether it was the newest key not refused before, or no such key was left. */
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

    /** Clears every refusal, since a person resumed. */
    void forgive() {
        database.createNativeMutationQuery("UPDATE hub_key SET refused_at = NULL WHERE refused_at IS NOT NULL")
                .executeUpdate();
    }

    private static String digest(String key) {
        return HexFormat.of().formatHex(Sha256.of(key.strip().getBytes(StandardCharsets.UTF_8)), 0, 8);
    }
}
