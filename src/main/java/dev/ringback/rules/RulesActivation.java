package dev.ringback.rules;

import dev.ringback.calls.CallRequest;
import dev.ringback.calls.lawful.Zones;
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
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;

/**
 * Activates texts of the rules file for all replicas, and applies the active rules to open calls. Each deployment's
 * activations are recorded. {@link Rules} reads the stored versions.
 */
@ApplicationScoped
class RulesActivation {
    /** The actor that the audit names where an activation changes calls. */
    static final String ACTOR = "ringback";

    private final Session database;
    private final Rules rules;
    private final FormerNames formerNames;
    private final Audit audit;
    private final Sources sources;
    private final Zones zones;
    private final InstantSource clock;
    private final String deployment;

    RulesActivation(
            Session database,
            Rules rules,
            FormerNames formerNames,
            Audit audit,
            Sources sources,
            Zones zones,
            InstantSource clock,
            @ConfigProperty(name = "ringback.deployment") String deployment) {
        this.database = database;
        this.rules = rules;
        this.formerNames = formerNames;
        this.audit = audit;
        this.sources = sources;
        this.zones = zones;
        this.clock = clock;
        this.deployment = deployment;
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

    /**
     * Makes a text the active version for all replicas, and records this deployment's activation. Waits for decisions
     * under way. Calls of rules that are no longer in the text are held; calls of rules that are back are released.
     *
     * @return the errors of the text, in which case nothing changed; empty if there are none
     */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<RulesFile.Parsed.Invalid> activate(String text) {
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
        return switch (RulesFile.parse(text, zones::zone, clock.instant())) {
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
                .setParameter("lock", Rules.LOCK)
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
        // An older release may have activated the version before without storing its names.
        rules.version()
                .ifPresent(before -> formerNames.remember(rules.compiled(before).names()));
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
                              -- held though its rule is active, or free though it is not; no other call is noted
                              AND (held IS NOT NULL) = (scopes && cast(:scopes AS text[]))
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
