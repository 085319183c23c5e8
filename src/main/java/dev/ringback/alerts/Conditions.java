package dev.ringback.alerts;

import dev.ringback.calls.UnreadOptOutRepository;
import dev.ringback.calls.lawful.Zones;
import dev.ringback.outbox.Caps;
import dev.ringback.outbox.DueAge;
import dev.ringback.outbox.Scope;
import dev.ringback.rules.RulesFileStates;
import dev.ringback.rules.RulesFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.Session;

/** Finds the conditions that hold, by short statements over small indexes. All run in the caller's transaction. */
@ApplicationScoped
class Conditions {
    /** The object of a finding about the whole installation. */
    private static final String ALL = "all";

    /** Selects pauses, except of campaigns: a person set those knowingly, or they are a brief step of the campaign. */
    private static final String PAUSES = """
            SELECT scope, at, 'paused by ' || who || ': ' || reason, 1 FROM pause
            WHERE (scope = '%s') = :account AND scope NOT LIKE '%s%%'""".formatted(Scope.ACCOUNT.text(), Scope.Kind.CAMPAIGN.prefix());

    private final Session database;
    private final SourceSilence silence;
    private final DueAge dueAge;
    private final Caps caps;
    private final RulesFiles rules;
    private final RulesFileStates rulesFiles;
    private final UnreadOptOutRepository unread;
    private final Zones zones;
    private final Duration oldestDue;
    private final Duration rulesDiffer;

    Conditions(
            Session database,
            SourceSilence silence,
            DueAge dueAge,
            Caps caps,
            RulesFiles rules,
            RulesFileStates rulesFiles,
            UnreadOptOutRepository unread,
            Zones zones,
            AlertsConfig config) {
        this.database = database;
        this.silence = silence;
        this.dueAge = dueAge;
        this.caps = caps;
        this.rules = rules;
        this.rulesFiles = rulesFiles;
        this.unread = unread;
        this.zones = zones;
        this.oldestDue = config.oldestDue();
        this.rulesDiffer = config.rulesDiffer();
    }

    /** The columns that each statement here selects: a {@link Finding} without its kind. */
    private record FindingRow(String object, Instant since, String detail, long count) {}

    List<Finding> holding() {
        List<Finding> findings = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            found(kind).forEach(findings::add);
        }
        return findings;
    }

    /** Returns the findings of a kind. Without a default branch, a new kind does not compile until it has a condition. */
    private Stream<Finding> found(Kind kind) {
        return switch (kind) {
            case UNKNOWN_CALLS -> unknownCalls();
            case PAUSED -> paused(kind, false);
            case KEY_REFUSED -> paused(kind, true);
            case CAP_REACHED -> capReached();
            case HUB_BREAKER -> hubBreaker();
            case OLDEST_DUE -> oldestDue();
            case BRAKE_FAILING -> brakeFailing();
            case RULES_DIFFER -> rulesDiffer();
            case RULES_REFUSED -> rulesRefused();
            case SOURCE_SILENT -> silence.silent().stream();
            case UNREAD_OPT_OUTS -> unreadOptOuts();
            case ZONES_OLD -> zonesOld();
        };
    }

    private Stream<Finding> unknownCalls() {
        return rows(
                Kind.UNKNOWN_CALLS,
                database.createNativeQuery("""
                        SELECT :all, coalesce(min(entry.sent_at), ringback_now()),
                               'nobody knows whether they rang; settle them', count(DISTINCT call.id)
                        FROM call LEFT JOIN outbox_entry entry ON entry.call = call.id AND entry.state = 'UNKNOWN'
                        LEFT JOIN draft ON draft.id = entry.draft
                        WHERE call.state = 'UNKNOWN'
                          -- the deletion of its draft settles an unsure start, within moments as a rule
                          AND (draft.state IS DISTINCT FROM 'READY'
                               OR entry.sent_at < (SELECT ringback_now()) - interval '2 minutes')
                        HAVING count(*) > 0
                        """, FindingRow.class)
                        .setParameter("all", ALL)
                        .getResultStream());
    }

    private Stream<Finding> paused(Kind kind, boolean isAccount) {
        return rows(
                kind,
                database.createNativeQuery(PAUSES, FindingRow.class)
                        .setParameter("account", isAccount)
                        .getResultStream());
    }

    /** Finds stops and deletions that the Hub repeatedly failed to accept. Persons may be rung who must not be. */
    private Stream<Finding> brakeFailing() {
        return rows(
                Kind.BRAKE_FAILING,
                database.createNativeQuery("""
                        SELECT draft.hub_id, min(sent_at), 'the Hub does not take the stop or deletion of this campaign', 1
                        FROM outbox_entry JOIN draft ON draft.id = outbox_entry.draft
                        WHERE call IS NULL AND kind IN ('STOP', 'DELETE') AND outbox_entry.state IN ('DUE', 'SENDING')
                          AND attempt >= 4 GROUP BY draft.hub_id
                        """, FindingRow.class).getResultStream());
    }

    /** Finds a breaker that is open or half open, which stops dialling because the Hub left dials unanswered. */
    private Stream<Finding> hubBreaker() {
        return rows(
                Kind.HUB_BREAKER,
                database.createNativeQuery("""
                        SELECT 'dialling', breaker_since, 'dialling has stopped: ' || breaker_reason, 1
                        FROM quota WHERE breaker <> 'CLOSED'
                        """, FindingRow.class).getResultStream());
    }

    private Stream<Finding> rulesDiffer() {
        return rules.differing(rulesDiffer).stream()
                .map(found -> new Finding(Kind.RULES_DIFFER, ALL, found.since(), found.detail(), found.count()));
    }

    private Stream<Finding> rulesRefused() {
        return rulesFiles.refused().stream()
                .map(found -> new Finding(Kind.RULES_REFUSED, ALL, found.since(), found.detail(), found.count()));
    }

    /**
     * Finds caps that block dialling. A block of at most two minutes is the Hub's normal pace and no alert. A cap of 0 is a
     * stop, and so are used-up daily calls: the calls that wait for a cap do not count as overdue.
     */
    private Stream<Finding> capReached() {
        return rows(
                Kind.CAP_REACHED,
                database.createNativeQuery("""
                        SELECT 'dialling', ringback_now(), 'no call fits under the tenant''s caps until '
                                   || to_char(dial_blocked_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                                   || ': ' || coalesce(dial_blocked_by, ''), 1
                        FROM quota WHERE dial_blocked_until > ringback_now() + interval '2 minutes'
                        UNION ALL
                        SELECT 'dialling', caps_read_at, 'a cap of the account is 0: nothing is dialled until the Hub shows another', 1
                        FROM quota WHERE least(concurrent_max, calls_per_minute, daily_calls_max, daily_minutes_max) = 0
                          AND (dial_blocked_until > ringback_now() + interval '2 minutes') IS NOT TRUE
                        UNION ALL
                        SELECT 'dialling', ringback_now(), 'the calls of the day are used up, by our own count', 1
                        FROM quota WHERE :isUsedUp AND least(concurrent_max, calls_per_minute, daily_calls_max, daily_minutes_max) > 0
                          AND (dial_blocked_until > ringback_now() + interval '2 minutes') IS NOT TRUE
                        """, FindingRow.class)
                        .setParameter("isUsedUp", caps.areUsedUp())
                        .getResultStream());
    }

    /** Finds opt-outs that nobody could read: until a person has, somebody may be rung who does not want it. */
    private Stream<Finding> unreadOptOuts() {
        UnreadOptOutRepository.Open open = unread.open();
        return open.count() == 0
                ? Stream.empty()
                : Stream.of(new Finding(
                        Kind.UNREAD_OPT_OUTS,
                        ALL,
                        open.oldest(),
                        "the numbers of these opt-outs cannot be read; look at /api/v1/opt-outs/unread",
                        open.count()));
    }

    private Stream<Finding> zonesOld() {
        return zones.areTooOld()
                ? Stream.of(new Finding(
                        Kind.ZONES_OLD,
                        ALL,
                        zones.date().atStartOfDay(ZoneOffset.UTC).toInstant(),
                        "the time zone data " + zones.version()
                                + " are older than 240 days; take a newer release, or newer data by ringback.zones.file",
                        1))
                : Stream.empty();
    }

    private Stream<Finding> oldestDue() {
        return dueAge.lateBy(oldestDue).stream()
                .map(late -> new Finding(
                        Kind.OLDEST_DUE,
                        ALL,
                        late.since(),
                        "calls are due and do not go out, though nobody wants them to wait",
                        late.count()));
    }

    private static Stream<Finding> rows(Kind kind, Stream<FindingRow> rows) {
        return rows.map(row -> new Finding(kind, row.object, row.since, row.detail, row.count));
    }
}
