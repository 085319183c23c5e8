package dev.ringback.calls;

/** Tells whether two names are of one rule; the feature that owns the rules implements it. In the caller's transaction. */
public interface RuleNames {
    /**
     * Tells whether calls of two rules are about one thing, their sender and subject being equal. They are where one rule
     * took over the other's calls. They may be where one is not in the active file: it may be the other, renamed.
     */
    boolean isOneThing(String rule, String other);
}
