package dev.ringback.outbox;

import io.quarkus.logging.Log;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Reasons to doubt that the database, the clock or the Hub belongs to this installation. Each reason pauses everything
 * until a person resumes. {@code pause.doubt} stores its name.
 */
enum Doubt {
    /**
     * Another server continues our database at the same address: a failover, or a restore in place. The database may lack
     * the last rings. Its running campaigns are ours and must not ring people after hours, so stops and deletions are still
     * sent.
     */
    DATABASE_REPLACED(true, "calls rung lately may be missing in it: compare with the Hub, then POST /api/v1/resume"),

    /** The database may be a copy whose original still works. A stop or a deletion would hit the original's campaigns. */
    DATABASE_COPIED(
            false,
            "it may be a copy, and calls that the original rang lately may be missing in it: stop the original, compare"
                    + " with the Hub, then POST /api/v1/resume"),

    /**
     * The Hub or its account has changed. Stops and deletions would not reach our campaigns there, and a 404 would prove
     * nothing.
     */
    HUB_CHANGED(
            false,
            "calls from before would be dialled there: cancel those that must not ring, then POST /api/v1/resume, which"
                    + " tells how many are open"),

    /** The clock is shifted although the Hub is real. No resume lifts this doubt. */
    CLOCK_SHIFTED(true, InstallationGuard.FRESH_DATABASE),

    /** The Hub lists an attempt of this installation that the database does not know. */
    ATTEMPT_UNKNOWN(
            true, "was it restored, or has another taken over? Compare what was rung, then POST /api/v1/resume");

    // The person of an earlier pause is kept, since only a person's pause stops running campaigns.
    private static final String PAUSE = """
            WITH paused AS (
                INSERT INTO pause (scope, reason, who, doubt) VALUES ('all', ?, 'ringback', ?)
                ON CONFLICT (scope) DO UPDATE SET doubt = excluded.doubt, at = excluded.at,
                    reason = excluded.reason || ' (it was paused before: ' || pause.reason || ')'
                WHERE position(excluded.reason IN pause.reason) = 0
                RETURNING reason
            )
            INSERT INTO audit (who, what, object, detail) SELECT 'ringback', 'pause', 'all', reason FROM paused
            """;

    private final boolean letsBrakesGo;
    private final String cure;

    Doubt(boolean letsBrakesGo, String cure) {
        this.letsBrakesGo = letsBrakesGo;
        this.cure = cure;
    }

    /** Returns whether stops and deletions that the database owes may still be sent. */
    boolean letsBrakesGo() {
        return letsBrakesGo;
    }

    /** Returns the audit's word for the object that a resume accepts. */
    String object() {
        return this == HUB_CHANGED ? "hub" : "database";
    }

    /**
     * Pauses everything, unless the pause names the same finding already. Runs in the connection's transaction, with the
     * quota locked, so that no resume comes between the reading and the pause.
     *
     * @param found the finding in words, without numbers or secrets
     */
    void pause(Connection connection, String found) throws SQLException {
        String reason = found + "; " + cure;
        try (PreparedStatement statement = connection.prepareStatement(PAUSE)) {
            statement.setString(1, reason);
            statement.setString(2, name());
            if (statement.executeUpdate() > 0) {
                Log.errorf("paused all: %s", reason);
            }
        }
    }
}
