package dev.ringback.rules;

import dev.ringback.calls.CallRequest;
import dev.ringback.outbox.HoldReason;
import dev.ringback.outbox.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Session;

/**
 * Applies the active rules to open calls: holds, cancels and limits. Owns the table {@code call_limit}. Runs in the caller's
 * transaction, which takes the locks of this class first, in this order.
 */
@ApplicationScoped
class OpenCalls {
    private final Session database;
    private final RuleSwitches switches;
    private final FormerNames formerNames;

    OpenCalls(Session database, RuleSwitches switches, FormerNames formerNames) {
        this.database = database;
        this.switches = switches;
        this.formerNames = formerNames;
    }

    /** Waits for decisions under way, and lets none begin before the transaction ends. */
    void lockRules() {
        database.createNativeQuery("SELECT 1 FROM pg_advisory_xact_lock(:lock)", Object.class)
                .setParameter("lock", Rules.LOCK)
                .getSingleResult();
    }

    /** Locks all open entries, before calls, as in every transaction: claims and records under way finish first. */
    void lockEntries() {
        database.createNativeQuery(
                        "SELECT id FROM outbox_entry WHERE state IN ('DUE', 'SENDING', 'STARTED', 'UNKNOWN') ORDER BY id FOR UPDATE",
                        UUID.class)
                .getResultList();
    }

    /** Makes open calls follow the active file, once former names have been taken over. */
    void follow(RulesFile file) {
        hold(file);
        file.rules().forEach(this::addCancels);
        file.rules().stream().filter(rule -> rule.consent() != null).forEach(this::requireConsent);
        limit(file);
    }

    /**
     * Holds calls of rules that are inactive or observe, and releases others that were held for that. Drafts' steps follow
     * their rows; uploaded calls have no rule.
     */
    void hold(RulesFile file) {
        Set<String> observed = switches.observed(file);
        String[] live = scopes(file.names().stream().filter(name -> !observed.contains(name)));
        database.createNativeMutationQuery("""
                        WITH wanted AS (
                            SELECT id, held AS before, CASE
                                WHEN scopes && cast(:live AS text[]) THEN NULL
                                WHEN scopes && cast(:observed AS text[]) THEN :isObserved
                                ELSE :isInactive END AS held
                            FROM outbox_entry
                            WHERE state IN ('DUE', 'SENDING', 'STARTED', 'UNKNOWN')
                              AND call IS NOT NULL -- a step of a draft follows its rows
                              AND EXISTS (SELECT FROM unnest(scopes) AS scope WHERE scope LIKE :rules)
                              AND (held IS NULL OR held IN (:isObserved, :isInactive))
                        ), moved AS (
                            UPDATE outbox_entry e SET held = wanted.held FROM wanted
                            WHERE e.id = wanted.id AND wanted.held IS DISTINCT FROM wanted.before
                            RETURNING e.call, wanted.held, wanted.before
                        ), noted AS (
                            INSERT INTO call_timeline (call, what, detail)
                            SELECT call, CASE WHEN held IS NULL THEN 'released' ELSE 'held' END, coalesce(held, before) FROM moved
                        )
                        UPDATE call SET reason = CASE moved.held WHEN :isInactive THEN :inactiveShown WHEN :isObserved THEN :observedShown END
                        FROM moved WHERE call.id = moved.call AND call.state = 'WAITING'
                        """)
                .setParameter("live", live)
                .setParameter("observed", scopes(observed.stream()))
                .setParameter("isObserved", HoldReason.OBSERVED.word())
                .setParameter("isInactive", HoldReason.INACTIVE_RULE.word())
                .setParameter("observedShown", HoldReason.OBSERVED.shown())
                .setParameter("inactiveShown", HoldReason.INACTIVE_RULE.shown())
                .setParameter("rules", Scope.Kind.RULE.prefix() + "%")
                .executeUpdate();
    }

    private static String[] scopes(Stream<String> rules) {
        return rules.map(name -> Scope.rule(name).text()).toArray(String[]::new);
    }

    /** Adds the active rule's cancels to the rule's open calls, beside the cancels of their own versions. */
    private void addCancels(Rule rule) {
        String[] patterns =
                rule.cancelPatterns().stream().map(CallRequest::pattern).toArray(String[]::new);
        database.createNativeMutationQuery("""
                        WITH open AS (
                            UPDATE call
                            SET cancel_on = ARRAY(SELECT DISTINCT unnest(cancel_on || cast(:patterns AS text[])))
                            WHERE rule = :rule AND state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')
                            RETURNING id, cancel_on
                        )
                        UPDATE outbox_entry SET cancel_on = open.cancel_on
                        FROM open WHERE call = open.id AND outbox_entry.state IN ('DUE', 'SENDING', 'STARTED', 'UNKNOWN')
                        """)
                .setParameter("rule", rule.name())
                .setParameter("patterns", patterns)
                .executeUpdate();
    }

    /** Requires consent for open calls that an earlier release or an earlier text of the rule made without it. */
    private void requireConsent(Rule rule) {
        database.createNativeMutationQuery("""
                        WITH open AS (
                            UPDATE call SET consent_of = coalesce(cast(:seller AS text), sender, source)
                            WHERE rule = :rule AND state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN') AND consent_of IS NULL
                            RETURNING id, consent_of
                        )
                        UPDATE outbox_entry SET consent_of = open.consent_of
                        FROM open WHERE call = open.id AND outbox_entry.state IN ('DUE', 'SENDING', 'STARTED', 'UNKNOWN')
                        """)
                .setParameter("rule", rule.name())
                .setParameter("seller", rule.consent().seller(), String.class)
                .executeUpdate();
    }

    /** Puts the file's limits in place of those before. A rule's limit counts calls under all names of the rule. */
    private void limit(RulesFile file) {
        database.createNativeMutationQuery("DELETE FROM call_limit").executeUpdate();
        file.limits().forEach(limit -> insert(limit, null));
        Map<String, String> names = formerNames.all();
        file.rules().stream().filter(rule -> rule.limit() != null).forEach(rule -> {
            Set<String> all = names.entrySet().stream()
                    .filter(name -> name.getValue().equals(rule.name()))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            all.add(rule.name());
            insert(rule.limit(), scopes(all.stream().sorted()));
        });
    }

    private void insert(Rule.Limit limit, String[] scopes) {
        Duration per = limit.per();
        database.createNativeMutationQuery(
                        "INSERT INTO call_limit (scopes, calls, seconds) VALUES (:scopes, :calls, :seconds)")
                .setParameter("scopes", scopes, String[].class)
                .setParameter("calls", limit.calls())
                .setParameter("seconds", Math.toIntExact(per.toSeconds()))
                .executeUpdate();
    }
}
