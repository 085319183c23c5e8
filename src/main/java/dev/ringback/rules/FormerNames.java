package dev.ringback.rules;

import dev.ringback.calls.Senders;
import dev.ringback.outbox.HoldReason;
import dev.ringback.outbox.Scope;
import dev.ringback.platform.Audit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Stores every name a rule ever had, and the rule that took over each name's calls. Owns the table {@code rule_name}. All
 * methods run in the caller's transaction.
 */
@ApplicationScoped
class FormerNames {
    private static final String OPEN = "('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')";

    private final Session database;
    private final Senders senders;
    private final Audit audit;

    FormerNames(Session database, Senders senders, Audit audit) {
        this.database = database;
        this.senders = senders;
        this.audit = audit;
    }

    /** Stores names; locks only rows that are new. */
    void remember(Set<String> names) {
        database.createNativeMutationQuery(
                        "INSERT INTO rule_name (name) SELECT unnest(:names) ON CONFLICT (name) DO NOTHING")
                .setParameter("names", names.stream().sorted().toArray(String[]::new))
                .executeUpdate();
    }

    private record NameOwner(String name, String owner) {}

    /** Returns all names, each with the rule that took over its calls, or with itself where none did. */
    Map<String, String> all() {
        Map<String, String> all = new HashMap<>();
        database.createNativeQuery("SELECT name, coalesce(taken_over_by, name) FROM rule_name", NameOwner.class)
                .getResultStream()
                .forEach(row -> all.put(row.name, row.owner));
        return all;
    }

    /**
     * Returns a name of the file whose calls another rule of the file took over before: their owner is ambiguous.
     *
     * @return the name, with the rule that has its calls; empty if there is none
     */
    Optional<Map.Entry<String, String>> ambiguous(RulesFile file) {
        return all().entrySet().stream()
                .filter(name -> !name.getKey().equals(name.getValue()))
                .filter(name -> file.named(name.getKey()).isPresent()
                        && file.named(name.getValue()).isPresent())
                .findFirst();
    }

    /**
     * Updates the names for a file that is being activated. A rule takes over the open calls, holds, pauses and the
     * gathering campaign of the names in its {@code was}. The caller must have locked all open entries.
     */
    void takeOver(RulesFile file, int version) {
        remember(file.names());
        database.createNativeMutationQuery("UPDATE rule_name SET taken_over_by = NULL WHERE name = ANY (:names)")
                .setParameter("names", file.names().toArray(String[]::new))
                .executeUpdate();
        for (Rule rule : file.rules()) {
            rule.was().forEach(former -> takeOver(former, rule.name(), version));
        }
    }

    private void takeOver(String former, String name, int version) {
        remember(Set.of(former));
        boolean isNews = run("""
                UPDATE rule_name SET taken_over_by = :name
                WHERE (name = :former OR taken_over_by = :former) AND name <> :name AND taken_over_by IS DISTINCT FROM :name""", former, name) > 0;
        List<UUID> moved = moveCalls(former, name, version);
        run("""
            UPDATE outbox_entry SET scopes = array_replace(scopes, '%1$s' || :former, '%1$s' || :name)
            WHERE state IN ('DUE', 'SENDING', 'STARTED', 'UNKNOWN') AND '%1$s' || :former = ANY (scopes)
              AND (call IS NULL OR EXISTS (SELECT FROM call c WHERE c.id = outbox_entry.call AND c.rule = :name))""".formatted(Scope.Kind.RULE.prefix()), former, name);
        run("""
            UPDATE pause SET scope = :name WHERE scope = :former
            AND NOT EXISTS (SELECT FROM pause WHERE scope = :name)""", Scope.rule(former).text(), Scope.rule(name).text());
        run("""
            UPDATE campaign SET rule = :name WHERE rule = :former AND started_at IS NULL AND state IN ('GATHERING', 'PAUSED')
            AND NOT EXISTS (SELECT FROM campaign k WHERE k.rule = :name
                            AND (k.start_at = campaign.start_at OR k.started_at IS NULL AND k.state IN ('GATHERING', 'PAUSED')))""", former, name);
        run("""
            UPDATE rule_switch SET rule = :name WHERE rule = :former
            AND NOT EXISTS (SELECT FROM rule_switch WHERE rule = :name)""", former, name);
        run("""
            UPDATE matter_fact m SET rule = :name WHERE rule = :former
            AND NOT EXISTS (SELECT FROM matter_fact o WHERE (o.sender, o.matter, o.about) = (m.sender, m.matter, m.about)
                            AND o.rule = :name)""", former, name);
        if (isNews) {
            copyEnds(former, name);
        }
        if (!moved.isEmpty()) {
            holdWhatTheNameHasEnded(name, moved);
            audit.record(
                    RulesActivation.ACTOR,
                    "rename_rule",
                    "rule " + name,
                    moved.size() + " open calls of " + former + " taken over");
        }
    }

    /** Copies ends of calls to a person and unreadable ends, since both concern facts that are still to come. */
    private void copyEnds(String former, String name) {
        run("""
            INSERT INTO ending (kind, rule, source, about, person, as_of, event)
            SELECT kind, :name, source, about, person, as_of, event FROM ending
                WHERE rule = :former AND kind IN ('TO', 'FAILED')
            EXCEPT
            SELECT kind, rule, source, about, person, as_of, event FROM ending
                WHERE rule = :name AND kind IN ('TO', 'FAILED')""", former, name);
    }

    /** Moves open calls. A call whose thing the new name holds already stays behind, held, since the thing has its call. */
    private List<UUID> moveCalls(String former, String name, int version) {
        return database.createNativeQuery("""
                        WITH moved AS (
                            UPDATE call SET rule = :name, rule_in_version = coalesce(rule_in_version, rule) WHERE rule = :former AND state IN %s
                            AND NOT EXISTS (SELECT FROM call held WHERE held.about = call.about AND held.rule = :name
                                            AND held.holds_thing AND (coalesce(held.sender, held.source) = coalesce(call.sender, call.source)
                                                                      OR held.source = call.source))
                            RETURNING id
                        ), noted AS (
                            INSERT INTO call_timeline (call, what, detail)
                            SELECT id, 'renamed', 'its rule was ' || :former || ' before rules version ' || :version FROM moved
                        )
                        SELECT id FROM moved
                        """.formatted(OPEN), UUID.class)
                .setParameter("former", former)
                .setParameter("name", name)
                .setParameter("version", version)
                .getResultList();
    }

    /**
     * Holds calls that were taken over although their new name has already received their end. At that time they were
     * still under another name. An operator releases or cancels them.
     */
    private void holdWhatTheNameHasEnded(String name, List<UUID> moved) {
        UUID[] calls = moved.toArray(UUID[]::new);
        database.createNativeQuery("SELECT DISTINCT source FROM call WHERE id = ANY (:calls)", String.class)
                .setParameter("calls", calls)
                .getResultList()
                .forEach(source -> database.createNativeMutationQuery("""
                                WITH ended AS (
                                    SELECT id FROM call WHERE id = ANY (:calls) AND source = :source AND EXISTS (
                                        SELECT FROM ending WHERE ending.rule = :name
                                        AND (ending.source IS NULL OR ending.source = ANY (:senders))
                                        AND (kind = 'ABOUT' AND ending.about IN (call.about, call.callback_about)
                                             OR kind = 'TO' AND ending.person = call.person AND ending.as_of >= call.as_of
                                             OR kind = 'FAILED' AND ending.as_of >= call.as_of))
                                ), held AS (
                                    UPDATE outbox_entry SET held = :why FROM ended
                                    WHERE call = ended.id AND state IN ('DUE', 'SENDING', 'STARTED', 'UNKNOWN') RETURNING call
                                ), shown AS (
                                    UPDATE call SET reason = :shown FROM held
                                    WHERE id = held.call AND state = 'WAITING'
                                )
                                INSERT INTO call_timeline (call, what, detail)
                                SELECT call, 'held', :why || ': its end came before ' || :name || ' took it over' FROM held
                                """)
                        .setParameter("calls", calls)
                        .setParameter("source", source)
                        .setParameter("senders", senders.of(source).all().toArray(String[]::new))
                        .setParameter("name", name)
                        .setParameter("why", HoldReason.FAILED_CANCEL.word())
                        .setParameter("shown", HoldReason.FAILED_CANCEL.shown())
                        .executeUpdate());
    }

    private int run(String sql, String former, String name) {
        return database.createNativeMutationQuery(sql)
                .setParameter("former", former)
                .setParameter("name", name)
                .executeUpdate();
    }
}
