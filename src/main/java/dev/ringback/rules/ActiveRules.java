package dev.ringback.rules;

import dev.ringback.outbox.Pauses;
import dev.ringback.outbox.Scope;
import dev.ringback.platform.DatabaseClock;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Session;

/** Shows the active rules with their pauses, recent decisions and open calls. All methods need the caller's transaction. */
@ApplicationScoped
public class ActiveRules {
    private static final Duration RECENTLY = Duration.ofDays(1);
    private static final List<String> OPEN_STATES = List.of("waiting", "due", "sending", "started", "unknown");

    private final Rules rules;
    private final RulesVersions versions;
    private final Pauses pauses;
    private final DatabaseClock clock;
    private final Session database;

    ActiveRules(Rules rules, RulesVersions versions, Pauses pauses, DatabaseClock clock, Session database) {
        this.rules = rules;
        this.versions = versions;
        this.pauses = pauses;
        this.clock = clock;
        this.database = database;
    }

    /**
     * The active version of the rules file.
     *
     * @param by the deployment that activated it; null if an early release did, without a record
     * @param rules in the file's order
     */
    public record ActiveVersion(int version, Instant activatedAt, String by, String text, List<ActiveRule> rules) {}

    /**
     * An active rule.
     *
     * @param mode {@code live} or {@code observe}
     * @param pause the rule's own pause; null if it has none
     * @param events patterns of {@code source:type}
     * @param decisions the number of decisions of the last 24 hours, by verdict
     * @param calls the number of open calls, by state
     */
    public record ActiveRule(
            String name,
            String mode,
            boolean paused,
            RulePause pause,
            List<String> events,
            Map<String, Long> decisions,
            Map<String, Long> calls) {}

    /** @param reason as its author wrote it */
    public record RulePause(String reason, String who, Instant at) {}

    private record Count(String rule, String word, long count) {}

    /** Returns the active version with all of its rules. */
    public ActiveVersion shown() {
        Rules.Active active = rules.active();
        RulesVersions.TextOf stored = versions.text(active.version());
        return new ActiveVersion(
                active.version(),
                active.since(),
                stored.activatedBy(),
                stored.text(),
                shown(active, active.file().rules()));
    }

    /** Returns one rule; empty if no active rule has the name. */
    public Optional<ActiveRule> shown(String name) {
        Rules.Active active = rules.active();
        return active.file()
                .named(name)
                .map(rule -> shown(active, List.of(rule)).getFirst());
    }

    private List<ActiveRule> shown(Rules.Active active, List<Rule> shown) {
        String[] names = shown.stream().map(Rule::name).toArray(String[]::new);
        Map<String, List<Count>> decisions = byRule(decisions(names));
        Map<String, List<Count>> calls = byRule(openCalls(names));
        Map<Scope, Pauses.Pause> paused = pauses.all().stream()
                .collect(Collectors.toMap(Pauses.Pause::scope, Function.identity(), (one, other) -> one));
        List<String> verdicts = Arrays.stream(Decision.Verdict.values())
                .map(verdict -> verdict.name().toLowerCase(Locale.ROOT))
                .toList();
        return shown.stream()
                .map(rule -> new ActiveRule(
                        rule.name(),
                        active.observed().contains(rule.name()) ? "observe" : "live",
                        paused.containsKey(Scope.rule(rule.name())),
                        pause(paused.get(Scope.rule(rule.name()))),
                        rule.events().stream().map(Rule.EventPattern::text).toList(),
                        counts(verdicts, decisions.get(rule.name())),
                        counts(OPEN_STATES, calls.get(rule.name()))))
                .toList();
    }

    private static RulePause pause(Pauses.Pause pause) {
        return pause == null ? null : new RulePause(pause.reason(), pause.who(), pause.at());
    }

    private static Map<String, List<Count>> byRule(List<Count> counts) {
        return counts.stream().collect(Collectors.groupingBy(Count::rule));
    }

    /** @param found null if nothing was counted */
    private static Map<String, Long> counts(List<String> words, List<Count> found) {
        Map<String, Long> counts = new LinkedHashMap<>();
        words.forEach(word -> counts.put(word, 0L));
        if (found != null) {
            found.forEach(count -> counts.merge(count.word, count.count, Long::sum));
        }
        return counts;
    }

    /** Counts by the index decision_by_time, which reads the pages of one day. */
    private List<Count> decisions(String[] names) {
        return database.createNativeQuery("""
                        SELECT rule, lower(verdict), count(*) FROM decision
                        WHERE decided_at > :since AND rule = ANY (:names) GROUP BY rule, verdict
                        """, Count.class)
                .setParameter("since", clock.now().minus(RECENTLY))
                .setParameter("names", names)
                .getResultList();
    }

    /** Counts by the index call_open_by_rule, which has open calls only. */
    private List<Count> openCalls(String[] names) {
        return database.createNativeQuery("""
                        SELECT rule, CASE WHEN state = 'WAITING' AND not_before <= (SELECT ringback_now()) THEN 'due'
                                          ELSE lower(state) END, count(*)
                        FROM call WHERE state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN') AND rule = ANY (:names)
                        GROUP BY 1, 2
                        """, Count.class)
                .setParameter("names", names)
                .getResultList();
    }
}
