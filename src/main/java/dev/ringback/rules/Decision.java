package dev.ringback.rules;

import dev.ringback.calls.Occasion;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** Records a rule's verdict on an event, with its reason; never changed. */
@Entity
@Table(name = "decision")
public class Decision {
    public enum Verdict {
        CALL,
        SKIP,
        CANCEL,
        REFRESH
    }

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    UUID event;
    String rule;
    int ruleVersion;

    @Enumerated(EnumType.STRING)
    Verdict verdict;

    /** A stable word; null unless the verdict is a skip. */
    @Column(nullable = true)
    String reason;

    @Column(nullable = true)
    String detail;

    @Column(nullable = true)
    UUID call;

    Instant decidedAt;

    /** The job that decided again; null for a first decision. */
    @Column(nullable = true)
    UUID replay;

    protected Decision() {}

    Decision(UUID event, String rule, int ruleVersion, Instant decidedAt, Verdict verdict) {
        this.event = event;
        this.rule = rule;
        this.ruleVersion = ruleVersion;
        this.decidedAt = decidedAt;
        this.verdict = verdict;
    }

    Decision because(String skipReason, String inWords) {
        this.reason = skipReason;
        this.detail = inWords == null ? null : inWords.replace('\0', '\uFFFD'); // PostgreSQL's text has no NUL
        return this;
    }

    Decision about(UUID itsCall) {
        this.call = itsCall;
        return this;
    }

    Decision on(Occasion occasion) {
        this.replay = switch (occasion) {
            case Occasion.First first -> null;
            case Occasion.Replay(var job) -> job;
        };
        return this;
    }

    public String rule() {
        return rule;
    }

    public int ruleVersion() {
        return ruleVersion;
    }

    public Verdict verdict() {
        return verdict;
    }

    public String reason() {
        return reason;
    }

    public String detail() {
        return detail;
    }

    public UUID call() {
        return call;
    }

    public Instant decidedAt() {
        return decidedAt;
    }

    /** Returns the job that decided again; null for a first decision. */
    public UUID replay() {
        return replay;
    }
}
