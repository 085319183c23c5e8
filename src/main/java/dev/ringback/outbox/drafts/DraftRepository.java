package dev.ringback.outbox.drafts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringback.hub.HubConfig;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.Scope;
import dev.ringback.platform.DatabaseClock;
import dev.ringback.platform.Sha256;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** Stores drafts and the rows uploaded with them. Methods run in the caller's transaction unless they say otherwise. */
@ApplicationScoped
class DraftRepository implements PanacheRepositoryBase<Draft, UUID> {
    private static final Duration FOR_EVER = Duration.ofDays(36500);

    private final DatabaseClock clock;
    private final Outbox outbox;
    private final ObjectMapper json;
    private final String madeWith;

    DraftRepository(DatabaseClock clock, Outbox outbox, ObjectMapper json, HubConfig hub) {
        this.clock = clock;
        this.outbox = outbox;
        this.json = json;
        this.madeWith = digest(hub);
    }

    /** Returns a digest of address and key, to detect a change: a 404 under another address or key proves nothing. */
    private static String digest(HubConfig hub) {
        String both = hub.url() + "\n" + hub.apiKey().orElse("");
        return HexFormat.of().formatHex(Sha256.of(both.getBytes(StandardCharsets.UTF_8)), 0, 8);
    }

    /**
     * Contains the facts about a draft that a step needs.
     *
     * @param hubId null before the create is recorded
     * @param isOurs whether the draft was created with the present address and key
     * @param name the name of this attempt's campaign at the Hub
     */
    record Facts(String hubId, String agent, String fromNumber, int maxConcurrent, boolean isOurs, String name) {}

    /** Returns the facts for an attempt, in a transaction of its own. */
    @Transactional(TxType.REQUIRES_NEW)
    Facts facts(UUID id, int attempt) {
        Draft draft = findById(id);
        return new Facts(
                draft.hubId,
                draft.agent,
                draft.fromNumber,
                draft.maxConcurrent,
                madeWith.equals(draft.madeWith),
                new DraftName(installation(), id, attempt).text());
    }

    String madeWith() {
        return madeWith;
    }

    /** Returns the rows to upload, in a transaction of its own. */
    @Transactional(TxType.REQUIRES_NEW)
    List<ContactRow> rowsToUpload(UUID draft) {
        return getSession()
                .createNativeQuery("""
                        SELECT payload FROM outbox_entry WHERE draft = :draft AND kind = 'CONTACT' ORDER BY id
                        """, String.class)
                .setParameter("draft", draft)
                .getResultStream()
                .map(this::row)
                .toList();
    }

    ContactRow row(String payload) {
        try {
            return json.readValue(payload, ContactRow.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a row's payload is what we wrote", e);
        }
    }

    /**
     * Makes a draft of rows that share their batch key. Returns its id; its create is enqueued, and due at once.
     *
     * @param most the most calls that the draft may make at once
     */
    UUID form(List<OutboxEntry> rows, int most, Instant now) {
        ContactRow first = row(rows.getFirst().payload());
        int wanted = first.maxConcurrent() == null ? rows.size() : Math.min(first.maxConcurrent(), rows.size());
        Draft draft = fresh(first.agent(), first.from().e164(), Math.min(wanted, most));
        Scope series = rows.getFirst().series();
        draft.series = series == null ? null : series.text();
        draft.stopAt =
                rows.stream().map(OutboxEntry::stopAt).min(Instant::compareTo).orElseThrow();
        persistAndFlush(draft);
        getSession()
                .createNativeMutationQuery(
                        "INSERT INTO draft_row (draft, call, number) SELECT :draft, call, number FROM unnest(:calls, :numbers) AS r (call, number)")
                .setParameter("draft", draft.id)
                .setParameter("calls", rows.stream().map(OutboxEntry::call).toArray(UUID[]::new))
                .setParameter(
                        "numbers",
                        rows.stream()
                                .map(row -> row(row.payload()).number().e164())
                                .toArray(String[]::new))
                .executeUpdate();
        Instant notAfter =
                rows.stream().map(OutboxEntry::notAfter).min(Instant::compareTo).orElseThrow();
        boolean isBulk = rows.getFirst().isBulk();
        outbox.enqueue(OutboxEntry.step(Kind.CREATE, draft.id, scopes(rows), now, notAfter, isBulk));
        return draft.id;
    }

    private static List<Scope> scopes(List<OutboxEntry> rows) {
        return rows.stream().flatMap(row -> row.scopes().stream()).distinct().toList();
    }

    private static Draft fresh(String agent, String fromNumber, int maxConcurrent) {
        Draft draft = new Draft();
        draft.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        draft.agent = agent;
        draft.fromNumber = fromNumber;
        draft.maxConcurrent = maxConcurrent;
        draft.state = Draft.State.FORMING;
        return draft;
    }

    /**
     * Records a campaign at the Hub that carries our name but has no recorded draft. The draft is never started.
     *
     * @param isDraft whether the campaign is still a draft, whose deletion the caller must enqueue
     */
    Draft takeOver(String hubId, String agent, String number, boolean isDraft) {
        Draft orphan = fresh(String.valueOf(agent), String.valueOf(number), 1);
        orphan.state = isDraft ? Draft.State.READY : Draft.State.SETTLED;
        orphan.hubId = hubId;
        orphan.madeWith = madeWith;
        orphan.stopAt = now();
        persistAndFlush(orphan);
        return orphan;
    }

    /** Locks a draft that was recorded in doubt and has no enqueued deletion; empty if there is none, or it is locked. */
    Optional<Draft> lockSpared(String hubId) {
        return getSession()
                .createNativeQuery("""
                        SELECT * FROM draft d WHERE d.hub_id = :hubId AND d.state = 'READY'
                        AND NOT EXISTS (SELECT FROM outbox_entry e WHERE e.draft = d.id) FOR UPDATE OF d SKIP LOCKED""", Draft.class)
                .setParameter("hubId", hubId)
                .getResultStream()
                .findFirst();
    }

    void enqueueStart(Draft draft, OutboxEntry create, Instant now) {
        outbox.enqueue(
                OutboxEntry.step(Kind.START, draft.id, create.scopes(), now, create.notAfter(), create.isBulk()));
    }

    void enqueueDelete(Draft draft, Instant now) {
        outbox.enqueue(OutboxEntry.step(Kind.DELETE, draft.id, List.of(), now, now.plus(FOR_EVER), false));
    }

    void enqueueStop(Draft draft, Instant now) {
        outbox.enqueue(OutboxEntry.step(Kind.STOP, draft.id, List.of(), now, now.plus(FOR_EVER), false));
    }

    UUID installation() {
        return getSession()
                .createNativeQuery("SELECT id FROM installation", UUID.class)
                .getSingleResult();
    }

    Instant now() {
        return clock.now();
    }
}
