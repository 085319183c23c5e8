package dev.ringback.calls;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells calls about their rules. Implemented by the owner of the rules. Runs in the caller's transaction. */
public interface RuleNames {
    /**
     * Returns whether calls of two rules are about one thing, given an equal sender and subject. True where one rule took
     * over the other's calls. Also true where one rule is not in the active file, since it may be the other, renamed.
     */
    boolean isOneThing(String rule, String other);

    /**
     * Describes the active rule that has the calls of a name.
     *
     * @param version the active version
     * @param alsoNames further names whose calls and ends count for its things
     * @param expire the time after a fact at which its reason lapses
     * @param cancelOn {@code source:type} patterns of its cancels, {@code *} allowed at the end
     * @param isObserved whether it rings nobody at present
     */
    record ActiveRule(
            String name,
            int version,
            Set<String> alsoNames,
            Duration expire,
            List<String> cancelOn,
            boolean isObserved) {}

    /**
     * Returns the active rule that has the calls of a name: the rule of this name, or the one that took its calls over. Locks
     * the active rules, so it must precede the locks of rules, things and persons.
     *
     * @return empty if no rule of the active version has them
     */
    Optional<ActiveRule> active(String name);
}
