package dev.ringback.rules;

import dev.ringback.calls.lawful.Zones;
import dev.ringback.hub.HubDirectory;
import dev.ringback.hub.HubLookup;
import dev.ringback.platform.Audit;
import dev.ringback.platform.Sha256;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;

/**
 * Makes texts of the rules file the active version, applies them to open calls, and records each deployment's activations.
 * {@link Rules} reads the stored versions.
 */
@ApplicationScoped
class RulesTransition {
    private final Session database;
    private final Rules rules;
    private final FormerNames formerNames;
    private final HubNames hubNames;
    private final OpenCalls openCalls;
    private final Audit audit;
    private final RulesLint lint;
    private final Zones zones;
    private final InstantSource clock;
    private final String deployment;

    RulesTransition(
            Session database,
            Rules rules,
            FormerNames formerNames,
            HubNames hubNames,
            OpenCalls openCalls,
            Audit audit,
            RulesLint lint,
            Zones zones,
            InstantSource clock,
            @ConfigProperty(name = "ringback.deployment") String deployment) {
        this.database = database;
        this.rules = rules;
        this.formerNames = formerNames;
        this.hubNames = hubNames;
        this.openCalls = openCalls;
        this.audit = audit;
        this.lint = lint;
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
     * @param onlyIfNew whether a text that this deployment has activated before is left as it is
     * @param reading the agents and numbers of the Hub, read before
     * @return the errors of the text, in which case nothing changed; empty if there are none
     */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<RulesFile.Parsed.Invalid> activate(String text, boolean onlyIfNew, HubDirectory.Reading reading) {
        HubNames.Recording hub = new HubNames.Recording(lookup(reading));
        return switch (RulesFile.parse(text, zones::zone, clock.instant(), hub)) {
            case RulesFile.Parsed.Invalid invalid -> Optional.of(invalid);
            case RulesFile.Parsed.Valid(var file) -> {
                List<Finding> findings = lint.findings(text, file); // before decisions have to wait
                Optional<RulesFile.Parsed.Invalid> flawed = flawed(findings);
                if (flawed.isPresent()) {
                    yield flawed;
                }
                openCalls.lockRules();
                Optional<RulesFile.Parsed.Invalid> ambiguous = ambiguous(text, file);
                if (ambiguous.isEmpty() && (!onlyIfNew || pastOf(text) == Past.NEW)) {
                    activate(text, file, hub, findings);
                }
                yield ambiguous;
            }
        };
    }

    /** Returns the findings for which a file is refused; empty if there are none. */
    private static Optional<RulesFile.Parsed.Invalid> flawed(List<Finding> findings) {
        List<RulesFile.Problem> errors = findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .map(Finding::problem)
                .toList();
        return errors.isEmpty() ? Optional.empty() : Optional.of(new RulesFile.Parsed.Invalid(errors));
    }

    /** @return null if there are none */
    private static String inWords(List<Finding> warnings) {
        return warnings.isEmpty()
                ? null
                : "with warnings: "
                        + new RulesFile.Parsed.Invalid(
                                        warnings.stream().map(Finding::problem).toList())
                                .inWords();
    }

    private HubLookup lookup(HubDirectory.Reading reading) {
        return switch (reading) {
            case HubDirectory.Reading.Known(var listed) -> listed;
            case HubDirectory.Reading.Unavailable(var why) -> {
                Log.warnf(
                        "rules: agents and caller numbers are taken as written, since the Hub does not answer: %s",
                        why);
                yield hubNames.known(why);
            }
        };
    }

    /** Returns an error if another rule owns the calls of one of the file's names. Runs in the caller's transaction. */
    Optional<RulesFile.Parsed.Invalid> ambiguous(String text, RulesFile file) {
        return formerNames
                .ambiguous(file)
                .map(name -> RulesFile.Parsed.Invalid.at(
                        text,
                        name.getKey(),
                        "the rule '" + name.getValue() + "' took over the calls of '" + name.getKey()
                                + "'; expected another name, since nobody could say whose they are"));
    }

    private void activate(String text, RulesFile file, HubNames.Recording hub, List<Finding> warnings) {
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
        hubNames.store(version, hub);
        openCalls.lockEntries();
        formerNames.takeOver(file, version);
        openCalls.follow(file);
        audit.record("deployment " + deployment, "activate_rules", "version " + version, inWords(warnings));
        warnings.forEach(warning -> Log.warnf(
                "rules version %d, line %d, column %d: %s",
                version, warning.line(), warning.column(), warning.message()));
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

    static String digest(String text) {
        return HexFormat.of().formatHex(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    }
}
