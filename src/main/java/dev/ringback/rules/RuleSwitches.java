package dev.ringback.rules;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.Session;

/**
 * Stores by operators' switches which rules observe, whatever the file says. Owns the table {@code rule_switch}. Runs in the
 * caller's transaction.
 */
@ApplicationScoped
class RuleSwitches {
    private final Session database;

    RuleSwitches(Session database) {
        this.database = database;
    }

    /** A switch, by whom it was set and when. */
    record Switch(String rule, boolean observe, String who, Instant at) {}

    private Map<String, Switch> all() {
        Map<String, Switch> all = new HashMap<>();
        database.createNativeQuery("SELECT rule, observe, who, at FROM rule_switch", Switch.class)
                .getResultStream()
                .forEach(each -> all.put(each.rule, each));
        return all;
    }

    /** Returns the names of the file's rules that observe: by their switch where they have one, otherwise by their mode. */
    Set<String> observed(RulesFile file) {
        Map<String, Switch> switches = all();
        return file.rules().stream()
                .filter(rule -> Optional.ofNullable(switches.get(rule.name()))
                        .map(Switch::observe)
                        .orElse(rule.mode() == Rule.Mode.OBSERVE))
                .map(Rule::name)
                .collect(Collectors.toSet());
    }

    /** Returns a rule's switch; empty if no operator has set one. */
    Optional<Switch> of(String rule) {
        return Optional.ofNullable(all().get(rule));
    }

    void set(String rule, boolean observe, String who) {
        database.createNativeMutationQuery("""
                        INSERT INTO rule_switch (rule, observe, who) VALUES (:rule, :observe, :who)
                        ON CONFLICT (rule) DO UPDATE SET observe = excluded.observe, who = excluded.who, at = ringback_now()
                        """)
                .setParameter("rule", rule)
                .setParameter("observe", observe)
                .setParameter("who", who)
                .executeUpdate();
    }
}
