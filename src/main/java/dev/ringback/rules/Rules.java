package dev.ringback.rules;

import dev.ringback.calls.CallRequest;
import dev.ringback.calls.RuleNames;
import dev.ringback.intake.sources.Sources;
import dev.ringback.outbox.HoldReason;
import dev.ringback.outbox.Scope;
import dev.ringback.platform.Audit;
import dev.ringback.platform.NearMiss;
import dev.ringback.platform.Sha256;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;

/** Stores the versions of the rules file. One version is active for all replicas, and every decision names its version. */
@ApplicationScoped
public class Rules implements RuleNames {
    /** The actor that the audit names where an activation changes calls. */
    static final String BY_ACTIVATION = "ringback";

    private static final long LOCK = 0x52_55_4C_45_53L; // "RULES"

    private final Session database;
    private final Audit audit;
    private final Sources sources;
    private final FormerNames formerNames;
    private final InstantSource clock;
    private final String deployment;
    private volatile Active cached = new Active(0, Instant.MIN, new RulesFile(List.of()), Map.of(), Map.of(), Map.of());

    Rules(
            Session database,
            Audit audit,
            Sources sources,
            FormerNames formerNames,
            InstantSource clock,
            @ConfigProperty(name = "ringback.deployment") String deployment) {
        this.database = database;
        this.audit = audit;
        this.sources = sources;
        this.formerNames = formerNames;
        this.clock = clock;
        this.deployment = deployment;
    }

    /**
     * Holds the active version and the older versions that still matter.
     *
     * @param since when it was activated
     * @param older versions that still have open calls: each call keeps its own version's cancels beside the active ones
     * @param names every name a rule ever had, with the rule that took over its calls, or itself
     * @param bearers the present names of open calls, by their version's rule
     */
    record Active(
            int version,
            Instant since,
            RulesFile file,
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

    /** The history of a text in this deployment. */
    enum Past {
        /** The deployment never activated the text. */
        NEW,
        /** The deployment activated the text last. */
        LAST,
        /** The deployment activated the text before, and another text since. */
        REPLACED
    }

    /** Looks up a text's history in this deployment. */
    @Transactional
    Past pastOf(String text) {
        return Past.valueOf(database.createNativeQuery("""
                        SELECT CASE WHEN EXISTS (SELECT FROM rules_deployment d
                                                 WHERE d.deployment = :deployment AND d.digest = :digest) THEN 'LAST'
                                    WHEN EXISTS (SELECT FROM rules_activation a JOIN rules_version v USING (version)
                                                 WHERE a.deployment = :deployment AND v.digest = :digest) THEN 'REPLACED'
                                    ELSE 'NEW' END
                        """, String.class)
                .setParameter("deployment", deployment)
                .setParameter("digest", digest(text))
                .getSingleResult());
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

    private Active load(int version, Instant since) {
        RulesFile file = compiled(version);
        formerNames.remember(file.names()); // an older release that activated the version does not
        return new Active(version, since, file, older(version), formerNames.all(), bearers());
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

    private RulesFile compiled(int version) {
        String text = database.createNativeQuery(
                        "SELECT body FROM rules_version WHERE version = :version", String.class)
                .setParameter("version", version)
                .getSingleResult();
        return switch (RulesFile.stored(text)) {
            case RulesFile.Parsed.Valid(var file) -> file;
            case RulesFile.Parsed.Invalid invalid ->
                throw new IllegalStateException("version " + version + " was valid once: " + invalid.inWords());
        };
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

    /** Returns the present names of open calls. Only an activation renames a call, so the result holds until the next. */
    private Map<VersionedName, Set<String>> bearers() {
        return database.createNativeQuery("""
                        SELECT DISTINCT v.version, v.name, rule FROM call, LATERAL (VALUES
                            (rule_version, coalesce(rule_in_version, rule)),
                            (cast(next ->> 'ruleVersion' AS integer), coalesce(next ->> 'ruleInVersion', rule))
                        ) AS v (version, name)
                        WHERE state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN') AND v.version IS NOT NULL
                        """, Object[].class)
                .getResultStream()
                .collect(Collectors.groupingBy(
                        row -> new VersionedName((Integer) row[0], (String) row[1]),
                        Collectors.mapping(row -> (String) row[2], Collectors.toSet())));
    }

    /**
     * Makes a text the active version for all replicas, and records this deployment's activation. Waits for decisions
     * under way. Calls of rules that are no longer in the text are held; calls of rules that are back are released.
     *
     * @return the errors of the text, in which case nothing changed; empty if there are none
     */
    @Transactional(TxType.REQUIRES_NEW)
    public Optional<RulesFile.Parsed.Invalid> activate(String text) {
        return activate(text, false);
    }

    /**
     * Activates the text that a process finds at its start, unless this deployment has activated it before. So an old
     * process that starts again does not bring back a replaced text. Runs in a transaction of its own.
     *
     * @return the errors of the text, in which case nothing changed; empty if there are none
     */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<RulesFile.Parsed.Invalid> activateIfNew(String text) {
        return activate(text, true);
    }

    private Optional<RulesFile.Parsed.Invalid> activate(String text, boolean onlyIfNew) {
        return switch (RulesFile.parse(text, clock.instant())) {
            case RulesFile.Parsed.Invalid invalid -> Optional.of(invalid);
            case RulesFile.Parsed.Valid(var file) -> {
                lock();
                Optional<RulesFile.Parsed.Invalid> ambiguous = ambiguous(text, file);
                if (ambiguous.isEmpty() && (!onlyIfNew || pastOf(text) == Past.NEW)) {
                    activate(text, file);
                }
                yield ambiguous;
            }
        };
    }

    private void lock() {
        database.createNativeQuery("SELECT 1 FROM pg_advisory_xact_lock(:lock)", Object.class)
                .setParameter("lock", LOCK)
                .getSingleResult();
    }

    private Optional<RulesFile.Parsed.Invalid> ambiguous(String text, RulesFile file) {
        return formerNames
                .ambiguous(file)
                .map(name -> RulesFile.Parsed.Invalid.at(
                        text,
                        name.getKey(),
                        "the rule '" + name.getValue() + "' took over the calls of '" + name.getKey()
                                + "'; expected another name, since nobody could say whose they are"));
    }

    private void activate(String text, RulesFile file) {
        version()
                .ifPresent(before ->
                        formerNames.remember(compiled(before).names())); // an older release may have activated it
        int version = store(text);
        rememberActivation(version);
        database.createNativeMutationQuery("""
                        INSERT INTO rules_active (version, activated_at) VALUES (:version, ringback_now())
                        ON CONFLICT (only_row) DO UPDATE SET version = :version, activated_at = ringback_now()
                        """).setParameter("version", version).executeUpdate();
        database.createNativeMutationQuery("""
                        INSERT INTO rules_deployment (deployment, digest) VALUES (:deployment, :digest)
                        ON CONFLICT (deployment) DO UPDATE SET digest = :digest
                        """)
                .setParameter("deployment", deployment)
                .setParameter("digest", digest(text))
                .executeUpdate();
        // Entries before calls, as in every transaction: claims and records under way finish first.
        database.createNativeQuery(
                        "SELECT id FROM outbox_entry WHERE state IN ('DUE', 'SENDING', 'STARTED', 'UNKNOWN') ORDER BY id FOR UPDATE",
                        UUID.class)
                .getResultList();
        formerNames.takeOver(file, version);
        holdOthers(file);
        file.rules().forEach(this::addCancels);
        audit.record("deployment " + deployment, "activate_rules", "version " + version, null);
        warnOfUnknownSources(file);
        warnOfSourcesWithoutACommonSender(file);
        Log.infof("rules version %d is active: %d rules", version, file.rules().size());
    }

    /** Records the activation, and the one before it if an earlier version of Ringback made it without a record. */
    private void rememberActivation(int version) {
        database.createNativeMutationQuery("""
                        INSERT INTO rules_activation (deployment, version)
                        SELECT d.deployment, v.version FROM rules_deployment d JOIN rules_version v USING (digest)
                        WHERE d.deployment = :deployment
                          AND NOT EXISTS (SELECT FROM rules_activation a
                                          WHERE a.deployment = d.deployment AND a.version = v.version)
                        """)
                .setParameter("deployment", deployment)
                .executeUpdate();
        database.createNativeMutationQuery(
                        "INSERT INTO rules_activation (deployment, version) VALUES (:deployment, :version)")
                .setParameter("deployment", deployment)
                .setParameter("version", version)
                .executeUpdate();
    }

    private int store(String text) {
        return (database.createNativeQuery("""
                        INSERT INTO rules_version (digest, body) VALUES (:digest, :body)
                        ON CONFLICT (digest) DO UPDATE SET digest = excluded.digest RETURNING version
                        """, Integer.class)
                        .setParameter("digest", digest(text))
                        .setParameter("body", text)
                        .getSingleResult())
                .intValue();
    }

    /** Holds calls of inactive rules, releases others. Drafts' steps follow their rows; uploaded calls have no rule. */
    private void holdOthers(RulesFile file) {
        String[] scopes =
                file.names().stream().map(name -> Scope.rule(name).text()).toArray(String[]::new);
        database.createNativeMutationQuery("""
                        WITH moved AS (
                            UPDATE outbox_entry
                            SET held = CASE WHEN scopes && cast(:scopes AS text[]) THEN NULL ELSE :why END
                            WHERE state IN ('DUE', 'SENDING', 'STARTED', 'UNKNOWN')
                              AND call IS NOT NULL -- a step of a draft follows its rows
                              AND EXISTS (SELECT FROM unnest(scopes) AS scope WHERE scope LIKE :rules)
                              AND (held = :why) IS DISTINCT FROM NOT scopes && cast(:scopes AS text[])
                              AND (held IS NULL OR held = :why)
                            RETURNING call, held
                        ), noted AS (
                            INSERT INTO call_timeline (call, what, detail)
                            SELECT call, CASE WHEN held IS NULL THEN 'released' ELSE 'held' END, :why FROM moved
                        )
                        UPDATE call SET reason = CASE WHEN moved.held IS NOT NULL THEN :shown END
                        FROM moved WHERE call.id = moved.call AND call.state = 'WAITING'
                        """)
                .setParameter("scopes", scopes)
                .setParameter("why", HoldReason.INACTIVE_RULE.word())
                .setParameter("shown", HoldReason.INACTIVE_RULE.shown())
                .setParameter("rules", Scope.Kind.RULE.prefix() + "%")
                .executeUpdate();
    }

    /** Adds the active rule's cancels to the rule's open calls, beside the cancels of their own versions. */
    private void addCancels(Rule rule) {
        String[] patterns =
                rule.cancelPatterns().stream().map(CallRequest::pattern).toArray(String[]::new);
        database.createNativeMutationQuery("""
                        WITH open AS (
                            UPDATE call
                            SET cancel_on = ARRAY(SELECT DISTINCT unnest(cancel_on || cast(:patterns AS text[])))
                            WHERE rule = :rule AND state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')
                            RETURNING id, cancel_on
                        )
                        UPDATE outbox_entry SET cancel_on = open.cancel_on
                        FROM open WHERE call = open.id AND outbox_entry.state IN ('DUE', 'SENDING', 'STARTED', 'UNKNOWN')
                        """)
                .setParameter("rule", rule.name())
                .setParameter("patterns", patterns)
                .executeUpdate();
    }

    private void warnOfUnknownSources(RulesFile file) {
        for (Rule rule : file.rules()) {
            for (Rule.EventPattern pattern : rule.events()) {
                pattern.source()
                        .filter(source -> !sources.names().contains(source))
                        .ifPresent(source -> Log.warnf(
                                "rule %s waits for events of '%s', which ringback.sources does not name%s",
                                rule.name(), source, NearMiss.of(source, sources.names())));
            }
        }
    }

    /** Warns of several senders of one kind: two endpoints of one account deliver the same things, and each would ring. */
    private void warnOfSourcesWithoutACommonSender(RulesFile file) {
        for (Rule rule : file.rules()) {
            sources.all().stream()
                    .filter(source -> rule.listensToSource(source.name()))
                    .collect(Collectors.groupingBy(
                            Sources.Source::kind, Collectors.mapping(Sources.Source::sender, Collectors.toSet())))
                    .forEach((kind, senders) -> {
                        if (senders.size() > 1) {
                            Log.warnf(
                                    "rule %s hears several %s senders (%s): if they are one account, give their sources"
                                            + " one ringback.sources.NAME.sender, or the same thing rings once for each",
                                    rule.name(),
                                    kind.name().toLowerCase(Locale.ROOT),
                                    String.join(", ", new TreeSet<>(senders)));
                        }
                    });
        }
    }

    static String digest(String text) {
        return HexFormat.of().formatHex(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    }
}
