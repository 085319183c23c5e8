package dev.ringback.rules;

import dev.ringback.calls.CallRequest;
import dev.ringback.calls.RuleNames;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Session;

/**
 * Reads the versions of the rules file. One version is active for all replicas, and every decision names its version.
 * {@link RulesTransition} stores and activates them.
 */
@ApplicationScoped
public class Rules implements RuleNames {
    /** The advisory lock of the active version. Decisions share it; an activation takes it alone. */
    static final long LOCK = 0x52_55_4C_45_53L; // "RULES"

    private final Session database;
    private final FormerNames formerNames;
    private final HubNames hubNames;
    private final RuleSwitches switches;
    private volatile Active cached =
            new Active(0, Instant.MIN, new RulesFile(List.of()), Set.of(), Map.of(), Map.of(), Map.of());

    Rules(Session database, FormerNames formerNames, HubNames hubNames, RuleSwitches switches) {
        this.database = database;
        this.formerNames = formerNames;
        this.hubNames = hubNames;
        this.switches = switches;
    }

    /**
     * Holds the active version and the older versions that still matter.
     *
     * @param since when it was activated, or a switch of its rules was set
     * @param observed the names of its rules that observe
     * @param older versions that still have open calls: each call keeps its own version's cancels beside the active ones
     * @param names every name a rule ever had, with the rule that took over its calls, or itself
     * @param bearers the present names of open calls, by their version's rule
     */
    record Active(
            int version,
            Instant since,
            RulesFile file,
            Set<String> observed,
            Map<Integer, RulesFile> older,
            Map<String, String> names,
            Map<VersionedName, Set<String>> bearers) {
        /**
         * Finds the rules whose cancels end further calls: the rules of the calls' own versions, under the calls' present
         * names. A name may be back in the file although its calls went to another name meanwhile.
         */
        List<Earlier> earlier() {
            Stream<Earlier> ofOlder = older.entrySet().stream()
                    .flatMap(each -> each.getValue().rules().stream()
                            .flatMap(rule -> bearers(each.getKey(), rule.name()).stream()
                                    .map(name -> new Earlier(each.getKey(), rule, name))));
            Stream<Earlier> ofPresent = file.rules().stream()
                    .flatMap(rule -> bearers(version, rule.name()).stream()
                            .filter(name -> !name.equals(rule.name()))
                            .map(name -> new Earlier(version, rule, name)));
            return Stream.concat(ofOlder, ofPresent).toList();
        }

        private Set<String> bearers(int ofVersion, String rule) {
            return bearers.getOrDefault(new VersionedName(ofVersion, rule), Set.of(presentName(rule)));
        }

        /** Returns the present name of an older version's rule. */
        String presentName(String rule) {
            return file.named(rule).isPresent() ? rule : names.getOrDefault(rule, rule);
        }

        /**
         * Finds further names whose calls are about the things of an active rule. The rule took some of them over. The
         * others are not in the active file, and no active rule took them over. Such a name may be the rule's own, before
         * a rename.
         */
        Set<String> alsoNames(String rule) {
            return names.entrySet().stream()
                    .filter(name -> !name.getKey().equals(rule)
                            && file.named(name.getKey()).isEmpty())
                    .filter(name -> name.getValue().equals(rule)
                            || file.named(name.getValue()).isEmpty())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }
    }

    /** A rule's name in a version. */
    record VersionedName(int version, String rule) {}

    /** A version's rule, and a present name of its open calls. */
    record Earlier(int version, Rule rule, String name) {}

    /** Whether a version is already active. */
    @Transactional
    boolean hasActive() {
        return !database.createNativeQuery("SELECT version FROM rules_active", Object.class)
                .getResultList()
                .isEmpty();
    }

    /** Returns the active version, which cannot change until the caller's transaction ends. */
    @Transactional(TxType.MANDATORY)
    Active active() {
        database.createNativeQuery("SELECT 1 FROM pg_advisory_xact_lock_shared(:lock)", Object.class)
                .setParameter("lock", LOCK)
                .getSingleResult();
        int version = version().orElseThrow(() -> new IllegalStateException("no rules are active"));
        Instant since = database.createNativeQuery("SELECT activated_at FROM rules_active", Instant.class)
                .getSingleResult();
        if (cached.version() != version || !cached.since().equals(since)) { // it may have been inactive meanwhile
            cached = load(version, since);
        }
        return cached;
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public Optional<ActiveRule> active(String name) {
        Active active = active();
        return active.file()
                .named(active.presentName(name))
                .map(rule -> new ActiveRule(
                        rule.name(),
                        active.version(),
                        active.alsoNames(rule.name()),
                        rule.expire(),
                        rule.cancelPatterns(),
                        active.observed().contains(rule.name())));
    }

    private Active load(int version, Instant since) {
        RulesFile file = compiled(version);
        formerNames.remember(file.names()); // an older release that activated the version does not
        return new Active(version, since, file, switches.observed(file), older(version), formerNames.all(), bearers());
    }

    /** Returns the names of the active rules, and every name whose calls one of them has. */
    @Transactional
    Set<String> activeNames() {
        Active active = active();
        return Stream.concat(
                        active.file().names().stream(),
                        active.names().keySet().stream()
                                .filter(name -> active.file()
                                        .named(active.presentName(name))
                                        .isPresent()))
                .collect(Collectors.toSet());
    }

    /** Returns the rules that this process last saw active; version 0 before. Reads nothing, and may be out of date. */
    Active lastSeen() {
        return cached;
    }

    /** Takes no lock: the caller has locked entries, and an activation waits for these locks. */
    @Override
    public boolean isOneThing(String rule, String other) {
        if (rule.equals(other)) {
            return true;
        }
        Map<String, String> names = formerNames.all();
        Set<String> active = version().map(this::compiled).map(RulesFile::names).orElse(Set.of());
        String one = active.contains(rule) ? rule : names.getOrDefault(rule, rule);
        String two = active.contains(other) ? other : names.getOrDefault(other, other);
        return one.equals(two) || !active.contains(one) || !active.contains(two);
    }

    /**
     * Returns LIKE patterns over {@code source:type} of events that may end calls, by the active rules or the rules of
     * open calls. The patterns are a hint only, since they may change after this transaction.
     */
    @Transactional
    public Set<String> ending() {
        Active active = active();
        return Stream.concat(Stream.of(active.file()), active.older().values().stream())
                .flatMap(file -> file.rules().stream())
                .flatMap(rule -> rule.cancelPatterns().stream())
                .map(CallRequest::pattern)
                .collect(Collectors.toSet());
    }

    /** Returns the active version's number; empty before the first activation. */
    public Optional<Integer> version() {
        return database.createNativeQuery("SELECT version FROM rules_active", Integer.class)
                .getResultStream()
                .findFirst();
    }

    /** Returns the compiled rules of a version. */
    RulesFile compiled(int version) {
        String text = database.createNativeQuery(
                        "SELECT body FROM rules_version WHERE version = :version", String.class)
                .setParameter("version", version)
                .getSingleResult();
        return switch (RulesFile.stored(text, hubNames.of(version))) {
            case RulesFile.Parsed.Valid(var file) -> file;
            case RulesFile.Parsed.Invalid invalid ->
                throw new IllegalStateException("version " + version + " was valid once: " + invalid.inWords());
        };
    }

    /** Returns the compiled rules of a version; empty if there is none, or if this release cannot read it. */
    Optional<RulesFile> readable(int version) {
        Active seen = cached;
        if (seen.version() == version) {
            return Optional.of(seen.file()); // a version never changes
        }
        if (seen.older().containsKey(version)) {
            return Optional.of(seen.older().get(version));
        }
        return database.createNativeQuery("SELECT body FROM rules_version WHERE version = :version", String.class)
                .setParameter("version", version)
                .getResultStream()
                .findFirst()
                .flatMap(text -> switch (RulesFile.stored(text, hubNames.of(version))) {
                    case RulesFile.Parsed.Valid(var file) -> Optional.of(file);
                    case RulesFile.Parsed.Invalid invalid -> Optional.empty();
                });
    }

    private Map<Integer, RulesFile> older(int active) {
        return database.createNativeQuery("""
                        SELECT DISTINCT version FROM call,
                            unnest(ARRAY[rule_version, cast(next ->> 'ruleVersion' AS integer)]) AS version
                        WHERE state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN') AND version <> :active
                        """, Integer.class)
                .setParameter("active", active)
                .getResultStream()
                .collect(Collectors.toMap(Function.identity(), this::compiled));
    }

    /** @param nameInVersion the name of the calls' rule in their version; {@code rule} is its present name */
    private record Bearer(int version, String nameInVersion, String rule) {}

    /** Returns the present names of open calls. Only an activation renames a call, so the result holds until the next. */
    private Map<VersionedName, Set<String>> bearers() {
        return database.createNativeQuery("""
                        SELECT DISTINCT v.version, v.name, rule FROM call, LATERAL (VALUES
                            (rule_version, coalesce(rule_in_version, rule)),
                            (cast(next ->> 'ruleVersion' AS integer), coalesce(next ->> 'ruleInVersion', rule))
                        ) AS v (version, name)
                        WHERE state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN') AND v.version IS NOT NULL
                        """, Bearer.class)
                .getResultStream()
                .collect(Collectors.groupingBy(
                        bearer -> new VersionedName(bearer.version, bearer.nameInVersion),
                        Collectors.mapping(Bearer::rule, Collectors.toSet())));
    }
}
