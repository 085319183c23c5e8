package dev.ringback.calls;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Knows which names mean one rule. Implemented by the owner of the rules. Runs in the caller's transaction. */
public interface RuleNames {
    /**
     * Returns whether calls of two rules are about one thing, given an equal sender and subject. True where one rule took
     * over the other's calls. Also true where one rule is not in the active file, since it may be the other, renamed.
     */
    boolean isOneThing(String rule, String other);

    /**
     * A rule of the active file.
     *
     * @param version the active version
     * @param name the rule's name in it
     * @param alsoRules further names whose ends count for the rule's things, as in {@link CallRequest}
     * @param cancelOn {@code source:type} patterns of the events that end its calls, {@code *} allowed at the end
     */
    record ActiveRule(int version, String name, Set<String> alsoRules, List<String> cancelOn) {}

    /**
     * Finds the active rule that has a name now, or took over its calls. No activation commits until the transaction ends, so
     * the caller must hold no lock on a rule, thing or person yet.
     *
     * @return empty if no rule of the active file is meant
     */
    Optional<ActiveRule> active(String rule);
}
