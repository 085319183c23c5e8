package dev.ringback.calls;

/** Tells whether two names are of one rule; the feature that owns the rules implements it. In the caller's transaction. */
public interface RuleNames {
    /**
     * Whether calls of two rules are about one thing where their sender and subject are equal: one rule, one that took over
     * the other's calls, or one of them is not in the active file, so that it may be the other under a former name.
     */
    boolean isOneThing(String rule, String other);
}
