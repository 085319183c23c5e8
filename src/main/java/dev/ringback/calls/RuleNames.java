package dev.ringback.calls;

/** Decides whether two names mean one rule. Implemented by the owner of the rules. Runs in the caller's transaction. */
public interface RuleNames {
    /**
     * Returns whether calls of two rules are about one thing, given an equal sender and subject. True where one rule took
     * over the other's calls. Also true where one rule is not in the active file, since it may be the other, renamed.
     */
    boolean isOneThing(String rule, String other);
}
