package dev.ringback.outbox;

import dev.ringback.hub.HubAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an installation is: one table of one database of one PostgreSQL, reached at one host, that dials through one
 * account of one Hub. A part is null where it is not known, and then differs from nothing.
 *
 * @param place what a connection alone tells
 * @param port where the host was reached; it may change, as it does at each start of the embedded PostgreSQL
 * @param tableOid of the table {@code installation}
 * @param hub the Hub and account
 */
record Identity(Place place, Integer port, Long tableOid, HubAccount hub) {
    /**
     * The server and the database that a connection leads to.
     *
     * @param systemIdentifier a cluster keeps it for life; null, like the timeline, before an installation's first start
     * @param timeline each promotion of a standby and each restore to a point in time begins a later one
     * @param databaseOid of the database in its cluster
     * @param host as the JDBC driver was told it, {@code localhost} for every name of this machine
     */
    record Place(Long systemIdentifier, Integer timeline, Long databaseOid, String host) {}

    /** Whether nothing was ever accepted. */
    boolean isBlank() {
        return place.systemIdentifier == null;
    }

    /** Names each part of the database that is not as it was accepted, before and now; empty if none is. */
    List<String> databaseChanges(Identity accepted) {
        Place before = accepted.place;
        List<String> changes = new ArrayList<>();
        add(changes, "system identifier", before.systemIdentifier, place.systemIdentifier);
        add(changes, "timeline", before.timeline, place.timeline);
        add(changes, "database oid", before.databaseOid, place.databaseOid);
        add(changes, "table oid", accepted.tableOid, tableOid);
        add(changes, "host", before.host, place.host);
        return changes;
    }

    private static void add(List<String> changes, String part, Object before, Object now) {
        if (before != null && !before.equals(now)) {
            changes.add(part + " " + before + " → " + part + " " + now);
        }
    }

    /** Names the change of Hub or account; empty if both can be the accepted ones. */
    Optional<String> hubChange(Identity accepted) {
        return accepted.hub == null || hub.canBe(accepted.hub)
                ? Optional.empty()
                : Optional.of("the Hub is another one: " + accepted.hub + " → " + hub);
    }

    /**
     * Whether this server can only have taken the accepted one's place: it continues the same database on a later timeline,
     * at the same address or at another one that the same URL names.
     *
     * @param sameUrl the addresses, {@code host:port}, that the connection's URL names
     */
    boolean continuesInPlace(Identity accepted, List<String> sameUrl) {
        Place before = accepted.place;
        return Objects.equals(place.systemIdentifier, before.systemIdentifier)
                && place.timeline > before.timeline
                && (before.databaseOid == null || before.databaseOid.equals(place.databaseOid))
                && (accepted.tableOid == null || accepted.tableOid.equals(tableOid))
                && (before.host == null || sameUrl.contains(before.host + ":" + accepted.port));
    }
}
