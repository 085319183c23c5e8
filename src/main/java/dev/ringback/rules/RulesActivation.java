package dev.ringback.rules;

import dev.ringback.hub.HubDirectory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Activates texts of the rules file for all replicas, with what the Hub says of their agents and numbers. No transaction may
 * be open.
 */
@ApplicationScoped
class RulesActivation {
    /** The actor that the audit names where an activation changes calls. */
    static final String ACTOR = "ringback";

    private final HubDirectory directory;
    private final RulesTransition transition;

    RulesActivation(HubDirectory directory, RulesTransition transition) {
        this.directory = directory;
        this.transition = transition;
    }

    /** Looks up a text's history in this deployment. */
    RulesTransition.Past pastOf(String text) {
        return transition.pastOf(text);
    }

    /**
     * Makes a text the active version for all replicas.
     *
     * @return the errors of the text, in which case nothing changed; empty if there are none
     */
    Optional<RulesFile.Parsed.Invalid> activate(String text) {
        return transition.activate(text, false, directory.read());
    }

    /**
     * Activates the text that a process finds at its start, unless this deployment has activated it before. So an old
     * process that starts again does not bring back a replaced text.
     *
     * @return the errors of the text, in which case nothing changed; empty if there are none
     */
    Optional<RulesFile.Parsed.Invalid> activateIfNew(String text) {
        return pastOf(text) == RulesTransition.Past.NEW
                ? transition.activate(text, true, directory.read())
                : Optional.empty();
    }
}
