package dev.ringback.outbox.drafts;

import dev.ringback.hub.CampaignsClient;
import dev.ringback.hub.HubConfig;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.Pauses;
import dev.ringback.platform.Loopback;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Records the evidence from readings of started campaigns (docs/PROTOCOL.md, "Readings"), and enqueues the stops of
 * campaigns that must not dial on. Each public method is a transaction.
 */
@ApplicationScoped
class DraftReconciler {
    private static final Duration LEASE = Duration.ofMinutes(2); // for a replica that dies while reading
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT_LATER = Duration.ofMinutes(30); // requests are scarce
    private static final Duration PATIENCE = Duration.ofMinutes(10); // after the stop time
    private static final int AT_ONCE = 20;

    private final DraftRepository drafts;
    private final Outbox outbox;
    private final StalledDrafts stalled;
    private final Session database;
    private final ContactProof.Proofs proofs;
    private final Duration firstReading;

    DraftReconciler(
            DraftRepository drafts,
            Outbox outbox,
            StalledDrafts stalled,
            Session database,
            DraftsConfig config,
            HubConfig hub) {
        this.drafts = drafts;
        this.outbox = outbox;
        this.stalled = stalled;
        this.database = database;
        this.proofs = new ContactProof.Proofs(
                hub.dialledStatuses(),
                hub.neverDialledStatuses(),
                hub.settleWait().orElse(Loopback.is(hub.url()) ? Duration.ofSeconds(2) : Duration.ofMinutes(2)));
        this.firstReading = config.firstReading();
    }

    /**
     * A draft that is due for a reading.
     *
     * @param hasEnded whether its end was known before the reading
     * @param isMany whether the draft may still dial and has more rows than a page of the Hub's; all rows are then read
     *     only after its end
     * @param isOfSeries whether the status of each row is kept, and not only the fact of a dial
     * @param since a time before the reading; the Hub's data may be that old, whenever it is stored
     */
    record Due(UUID id, String hubId, boolean hasEnded, boolean isMany, boolean isOfSeries, Instant since) {
        /** Returns a copy marked as ended, for a Hub that showed the end before the rows are read. */
        Due ended() {
            return new Due(id, hubId, true, isMany, isOfSeries, since);
        }
    }

    /** @param endedSince since when the ended campaign shows this status; null if it has not ended */
    private record Row(UUID call, String e164, String status, Instant endedSince) {
        PhoneNumber number() {
            return new PhoneNumber(e164);
        }
    }

    /**
     * Enqueues the stop of each running campaign that must not dial on. Reasons: its window or a row's reason ends; a row
     * was withdrawn, held or moved to another draft; its person withdrew consent; a person paused it. Only rows without a
     * known dial count. The stored state of rows alone decides, so that no event can be missed. The earliest stop time of the
     * rows counts, since a newer fact may have brought it forward.
     *
     * @return the number of stops
     */
    @Transactional(TxType.REQUIRES_NEW)
    public int brake() {
        Instant now = drafts.now();
        List<Draft> running = database.createNativeQuery("""
                        SELECT d.* FROM draft d WHERE d.state = 'STARTED'
                        AND NOT EXISTS (SELECT FROM outbox_entry s WHERE s.draft = d.id AND s.kind = 'STOP')
                        AND EXISTS (SELECT FROM draft_row r JOIN outbox_entry e ON e.call = r.call
                                    WHERE r.draft = d.id AND (r.status IS NULL OR r.status <> ALL (:dialled))
                                    AND (d.stop_at <= :now OR e.stop_at <= :now OR e.draft IS DISTINCT FROM d.id OR e.withdrawn IS NOT NULL
                                         OR e.held IS NOT NULL
                                         OR e.consent_of IS NOT NULL AND EXISTS (
                                             SELECT FROM consent c WHERE c.person = e.person AND NOT c.given
                                             AND (e.consent_of = '*' OR c.seller = e.consent_of)
                                             AND (e.consent_at IS NULL OR c.at > e.consent_at))
                                         OR EXISTS (SELECT FROM pause p WHERE p.scope = ANY (e.scopes) AND p.who <> :itself)))
                        ORDER BY d.id LIMIT :most FOR UPDATE OF d SKIP LOCKED""", Draft.class)
                .setParameter("dialled", proofs.dialled().toArray(String[]::new))
                .setParameter("now", now)
                .setParameter("itself", Pauses.BY_ITSELF)
                .setParameter("most", AT_ONCE)
                .getResultList();
        running.forEach(draft -> drafts.enqueueStop(draft, now));
        return running.size();
    }

    private record LeasedDraft(UUID id, String hubId, boolean hasEnded, boolean isMany, boolean isOfSeries) {
        Due since(Instant now) {
            return new Due(id, hubId, hasEnded, isMany, isOfSeries, now);
        }
    }

    /** Leases the drafts that are due for a reading to this replica; if it dies, another replica reads them later. */
    @Transactional(TxType.REQUIRES_NEW)
    public List<Due> due() {
        Instant now = drafts.now();
        return database.createNativeQuery("""
                        UPDATE draft SET read_at = :later WHERE id = ANY (ARRAY(
                            SELECT id FROM draft WHERE read_at <= :now ORDER BY read_at LIMIT :most
                            FOR UPDATE SKIP LOCKED))
                        RETURNING id, hub_id, state = 'ENDED', state = 'STARTED'
                            AND (SELECT count(*) FROM draft_row r WHERE r.draft = draft.id) > :page,
                            series IS NOT NULL""", LeasedDraft.class)
                .setParameter("page", CampaignsClient.CONTACTS_A_PAGE)
                .setParameter("later", now.plus(LEASE))
                .setParameter("now", now)
                .setParameter("most", AT_ONCE)
                .getResultStream()
                .map(draft -> draft.since(now))
                .toList();
    }

    /** Returns whether the contacts show a dial of each row, so that no status is needed. */
    @Transactional(TxType.REQUIRES_NEW)
    public boolean showsAllDialled(Due due, Map<PhoneNumber, CampaignsClient.Contact> contacts) {
        return rows(due.id).stream()
                .allMatch(row -> contacts.containsKey(row.number())
                        && proofs.dialled().contains(contacts.get(row.number()).status()));
    }

    /**
     * Records that a campaign still dials, with the number of rows not dialled yet.
     *
     * @return whether the draft seems stalled; {@link #standsStill} then needs the number of calls in progress
     */
    @Transactional(TxType.REQUIRES_NEW)
    public boolean goesOn(Due due, CampaignsClient.Status status, int pending) {
        outbox.lockPersonsOfDraft(due.id);
        Instant now = drafts.now();
        Draft draft = drafts.findById(due.id);
        boolean hasChanged = draft.pending == null || draft.pending != pending;
        draft.pending = pending;
        outbox.repeatStop(draft.id, due.since);
        readAgain(draft, now);
        return stalled.seemsStalled(draft, status, hasChanged, now);
    }

    /** Passes a draft that seems stalled to {@link StalledDrafts#stop}, with the number of its calls in progress. */
    @Transactional(TxType.REQUIRES_NEW)
    public void standsStill(Due due, int talking) {
        outbox.lockPersonsOfDraft(due.id);
        Draft draft = drafts.findById(due.id);
        if (draft.pending != null) { // else a concurrent reading has cleared it
            stalled.stop(draft, talking, draft.pending, drafts.now());
        }
    }

    /** Schedules a reading of a started draft for now, because the events of its campaign have ended. */
    @Transactional(TxType.REQUIRES_NEW)
    public void readNow(UUID draft) {
        database.createNativeMutationQuery(
                        "UPDATE draft SET read_at = least(read_at, :now) WHERE id = :id AND state = 'STARTED'")
                .setParameter("now", drafts.now())
                .setParameter("id", draft)
                .executeUpdate();
    }

    /**
     * Schedules the next reading after a failed one. If readings still fail after the stop time, as with another account's
     * key, the rows become unknown, for a person to see. They stay unknown until the campaign can be read.
     *
     * @param why without numbers or secrets
     */
    @Transactional(TxType.REQUIRES_NEW)
    public void unread(Due due, String why) {
        outbox.lockPersonsOfDraft(due.id);
        Instant now = drafts.now();
        Draft draft = drafts.findById(due.id);
        if (draft.stopAt.plus(PATIENCE).isBefore(now)) {
            rows(due.id).forEach(row -> outbox.unclear(row.call, draft.id, "its campaign cannot be read: " + why));
        }
        readAgain(draft, now);
    }

    /** Records the evidence of a reading for each row, and whether the campaign has ended. */
    @Transactional(TxType.REQUIRES_NEW)
    public void apply(Due due, CampaignSnapshot reading) {
        outbox.lockPersonsOfDraft(due.id);
        Instant now = drafts.now();
        Draft draft = drafts.findById(due.id);
        boolean isSettled = true;
        List<Row> rows = rows(due.id);
        stalled.look(draft, reading, before(rows), now);
        for (Row row : rows) {
            isSettled &=
                    judge(draft, row, Optional.ofNullable(reading.contacts().get(row.number())), due);
        }
        if (reading.saysEnded() && draft.state == Draft.State.STARTED) {
            draft.state = Draft.State.ENDED;
        }
        if (reading.saysGoesOn()) {
            outbox.repeatStop(draft.id, due.since); // the stop was answered as done, but the campaign is not over
        }
        draft.pending = null;
        if (isSettled && (!due.isOfSeries || due.hasEnded && !mayShowMore(draft, reading, now))) {
            draft.state = Draft.State.SETTLED;
            draft.readAt = null;
        } else if (draft.state != Draft.State.SETTLED) { // else a concurrent reading has settled the draft
            readAgain(draft, now);
        }
    }

    private static Map<PhoneNumber, String> before(List<Row> rows) {
        Map<PhoneNumber, String> statuses = new HashMap<>();
        rows.forEach(row -> statuses.put(row.number(), row.status));
        return statuses;
    }

    /** Returns whether calls in progress may still show results; none is awaited ten minutes after {@code stopAt}. */
    private static boolean mayShowMore(Draft draft, CampaignSnapshot reading, Instant now) {
        return draft.stopAt.plus(PATIENCE).isAfter(now)
                && reading.contacts().values().stream()
                        .anyMatch(contact -> StalledDrafts.TALKING.contains(contact.status()));
    }

    private void readAgain(Draft draft, Instant now) {
        Duration longer = firstReading.multipliedBy(1L << Math.min(draft.readings, 20));
        Duration longest = draft.stopAt.plus(PATIENCE).isBefore(now) ? LONGEST_WAIT_LATER : LONGEST_WAIT;
        Duration wait = longer.compareTo(longest) < 0 ? longer : longest;
        draft.readings++;
        draft.readAt = now.plus(draft.state == Draft.State.ENDED ? proofs.settleWait() : wait);
    }

    /**
     * Judges a row as of the start of its reading. The replica may have stood still since, so the contacts may be that old.
     *
     * @return whether the evidence decides the row
     */
    private boolean judge(Draft draft, Row row, Optional<CampaignsClient.Contact> contact, Due due) {
        String status = contact.map(CampaignsClient.Contact::status).orElse("missing");
        boolean isUnchanged = status.equals(row.status) && row.endedSince != null;
        Instant endedSince = !due.hasEnded ? null : isUnchanged ? row.endedSince : due.since;
        remember(draft.id, row, status, endedSince);
        ContactProof proof = ContactProof.of(status, endedSince, due.since, proofs);
        switch (proof) {
            case DIALLED ->
                outbox.dialled(
                        row.call,
                        draft.id,
                        contact.map(CampaignsClient.Contact::sessionId).orElse(null));
            case NEVER_DIALLED ->
                outbox.neverDialled(row.call, draft.id, "its campaign ended and showed it as " + status + ", twice");
            case UNCLEAR -> outbox.unclear(row.call, draft.id, "its campaign ended and showed it as " + status);
            case NOTHING -> { // read again
            }
        }
        return proof != ContactProof.NOTHING;
    }

    private List<Row> rows(UUID draft) {
        return database.createNativeQuery(
                        "SELECT call, number, status, ended_since FROM draft_row WHERE draft = :draft ORDER BY number",
                        Row.class)
                .setParameter("draft", draft)
                .getResultList();
    }

    private void remember(UUID draft, Row row, String status, Instant endedSince) {
        database.createNativeMutationQuery("""
                        UPDATE draft_row SET status = :status, ended_since = :since WHERE draft = :draft AND call = :call
                        """)
                .setParameter("status", status)
                .setParameter("since", endedSince, Instant.class)
                .setParameter("draft", draft)
                .setParameter("call", row.call)
                .executeUpdate();
    }
}
