package dev.ringback.outbox;

import dev.ringback.hub.HubAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The identity of an installation: a table in a database of a PostgreSQL server, and the Hub account that it dials through.
 * The server is reached at a host. An unknown part is null and differs from nothing.
 *
 * @param place the part that a connection shows before any migration
 * @param port the port of the host; it may change, as at each start of the embedded PostgreSQL
 * @param tableOid of the table {@code installation}
 * @param hub the Hub and account
 */
record Identity(Place place, Integer port, Long tableOid, HubAccount hub) {
    /**
     * The server and the database that a connection leads to.
     *
     * @param systemIdentifier the cluster's, which lasts for its life; null before an installation's first start
     * @param timeline the cluster's; a promotion or a restore to a point in time begins a later timeline. Null as above
     * @param databaseOid the database's oid in its cluster
     * @param host the host as the JDBC URL names it; {@code localhost} for every name of this machine
     */
    record Place(Long systemIdentifier, Integer timeline, Long databaseOid, String host) {}

    /** Returns whether the installation has accepted no identity yet. */
    boolean isBlank() {
        return place.systemIdentifier == null;
    }

    /** Names each part of the database that differs from the accepted identity, before and now; may be empty. */
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

    /** Names a change of the Hub or its account; empty if there is none, or none can be proved. */
    Optional<String> hubChange(Identity accepted) {
        return accepted.hub == null || hub.canBe(accepted.hub)
                ? Optional.empty()
                : Optional.of("the Hub is another one: " + accepted.hub + " → " + hub);
    }

    /**
     * Returns whether this server took the place of the accepted server. It then continues the same database on a later
     * timeline. Its URL still names the accepted address, so the accepted server is no longer reached there.
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
