package dev.ringback.rules;

import dev.ringback.outbox.Pauses;
import dev.ringback.outbox.Scope;
import dev.ringback.platform.NearMiss;
import dev.ringback.platform.Problem;
import dev.ringback.privacy.Redaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/**
 * Lets a person pause one active rule, whose calls then wait, and resume it. The rule goes on deciding. Methods run in the
 * caller's transaction, or in their own. An unknown name is a problem of 404 that names the nearest rule.
 */
@ApplicationScoped
public class RulePauses {
    private final Rules rules;
    private final Pauses pauses;

    RulePauses(Rules rules, Pauses pauses) {
        this.rules = rules;
        this.pauses = pauses;
    }

    /** Pauses a rule; a rule that is paused already stays so, with its first reason. Returns the scope of the pause. */
    @Transactional
    public Scope pause(String name, String who, String reason) {
        Scope scope = scope(name);
        pauses.pauseByHand(scope, who, reason);
        return scope;
    }

    /** Lifts the rule's own pause, if it has one; other pauses may still hold its calls. */
    @Transactional
    public void resume(String name, String who) {
        pauses.resumeByHand(scope(name), who);
    }

    /** Takes the shared lock of the active version, so that no activation renames the rule meanwhile. */
    private Scope scope(String name) {
        RulesFile active = rules.active().file();
        if (active.named(name).isEmpty()) {
            String near = NearMiss.of(name, active.names());
            throw Problem.notFound("No active rule is named '" + Redaction.of(name) + "'"
                    + (near.isEmpty() ? "." : near) + " GET /api/v1/rules lists them.");
        }
        return Scope.rule(name);
    }
}
