package dev.ringback.rules;

import dev.ringback.rules.RuleEvaluator.SkipReason;
import java.util.Locale;
import java.util.UUID;

/**
 * A decision of a trial.
 *
 * @param event that is decided; an earlier one where a matter has become free
 * @param reason null unless it is a skip
 * @param detail in words, without personal data
 * @param person the hash of the person to call; 0 unless it is a call or a refresh
 * @param ended the waiting calls that a cancel ended; 0 for every other verdict
 */
record TrialDecision(
        TrialRule rule,
        UUID event,
        Decision.Verdict verdict,
        SkipReason reason,
        String detail,
        long person,
        int ended) {
    /** Creates a call or a refresh. */
    static TrialDecision of(TrialFact fact, Decision.Verdict verdict, String detail) {
        return new TrialDecision(fact.rule(), fact.event(), verdict, null, detail, fact.person(), 0);
    }

    static TrialDecision cancel(TrialRule rule, UUID event, String detail, int ended) {
        return new TrialDecision(rule, event, Decision.Verdict.CANCEL, null, detail, 0, ended);
    }

    static TrialDecision skip(TrialRule rule, UUID event, SkipReason reason, String detail) {
        return new TrialDecision(rule, event, Decision.Verdict.SKIP, reason, detail, 0, 0);
    }

    /** Whether it is a cancel's. A cancel that found no waiting call counts as no decision in the figures. */
    boolean isCancel() {
        return verdict == Decision.Verdict.CANCEL;
    }

    boolean counts() {
        return !isCancel() || ended > 0;
    }

    String verdictWord() {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    /** Returns null unless it is a skip. */
    String reasonWord() {
        return reason == null ? null : reason.word();
    }

    String inWords() {
        return verdictWord() + (reason == null ? "" : " " + reasonWord());
    }
}
