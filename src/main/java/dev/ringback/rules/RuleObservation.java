package dev.ringback.rules;

import dev.ringback.platform.Audit;
import dev.ringback.platform.NearMiss;
import dev.ringback.platform.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import org.hibernate.Session;

/** Switches single rules of the active file between observing and being live. */
@ApplicationScoped
public class RuleObservation {
    private final Session database;
    private final Rules rules;
    private final RuleSwitches switches;
    private final OpenCalls openCalls;
    private final Audit audit;

    RuleObservation(Session database, Rules rules, RuleSwitches switches, OpenCalls openCalls, Audit audit) {
        this.database = database;
        this.rules = rules;
        this.switches = switches;
        this.openCalls = openCalls;
        this.audit = audit;
    }

    /**
     * Makes a rule observe, or be live, whatever its file says, until it is switched again. Waits for decisions under way.
     * Calls that wait are held while the rule observes. Setting a rule to what it is already changes nothing.
     *
     * @param observe false: the rule is live
     * @throws Problem.Thrown 404 if the active file has no rule of this name
     */
    @Transactional
    public void set(String rule, boolean observe, String who) {
        openCalls.lockRules();
        RulesFile file = rules.version().map(rules::compiled).orElseThrow(() -> unknown(rule, ""));
        if (file.named(rule).isEmpty()) {
            throw unknown(rule, NearMiss.of(rule, file.names()));
        }
        if (switches.observed(file).contains(rule) == observe) {
            return;
        }
        switches.set(rule, observe, who);
        openCalls.lockEntries();
        openCalls.hold(file);
        // Every replica reads the active rules anew.
        database.createNativeMutationQuery("UPDATE rules_active SET activated_at = ringback_now()")
                .executeUpdate();
        audit.record(who, observe ? "observe_rule" : "make_rule_live", "rule " + rule, null);
    }

    private static Problem.Thrown unknown(String rule, String nearMiss) {
        return Problem.notFound("The active rules have no rule '" + rule + "'" + nearMiss + ".");
    }
}
