package dev.ringback.rules;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.Session;

/** Shows the stored versions of the rules file and their activations. All methods run in the caller's transaction. */
@ApplicationScoped
public class RulesVersions {
    private final Session database;

    RulesVersions(Session database) {
        this.database = database;
    }

    /** @param deployment the value of {@code ringback.deployment} of the process that activated the version */
    public record Activation(Instant at, String deployment) {}

    /**
     * A version of the rules file.
     *
     * @param createdAt when its text was first activated
     * @param activations all of them, oldest first; an early release recorded none
     * @param digest the SHA-256 of the text, in hexadecimal
     * @param rules the number of its rules
     */
    public record Version(
            int version, Instant createdAt, List<Activation> activations, boolean active, String digest, int rules) {}

    /**
     * A version with its text.
     *
     * @param against the version that the difference starts from; null if there is none
     * @param difference the unified difference of the texts; null without a version to compare, or if a text is too long
     */
    public record Detail(Version version, String text, Integer against, String difference) {}

    private record VersionRow(int version, Instant createdAt, String digest, boolean isActive, String body) {
        Version shown(List<Activation> activations) {
            return new Version(version, createdAt, activations, isActive, digest, RulesParser.count(body));
        }
    }

    private record ActivationRow(int version, Instant at, String deployment) {
        Activation activation() {
            return new Activation(at, deployment);
        }
    }

    /**
     * Returns versions, the newest number first.
     *
     * @param below only smaller numbers; null: all
     */
    public List<Version> newest(Integer below, int most) {
        List<VersionRow> rows = database.createNativeQuery("""
                        SELECT version, created_at, digest, coalesce(version = (SELECT version FROM rules_active), false), body
                        FROM rules_version WHERE version < coalesce(cast(:below AS bigint), 2147483648)
                        ORDER BY version DESC LIMIT :most
                        """, VersionRow.class)
                .setParameter("below", below, Integer.class)
                .setParameter("most", most)
                .getResultList();
        Map<Integer, List<Activation>> activations =
                activations(rows.stream().map(VersionRow::version).toArray(Integer[]::new));
        return rows.stream()
                .map(row -> row.shown(activations.getOrDefault(row.version, List.of())))
                .toList();
    }

    /**
     * Returns one version.
     *
     * @param against the version to compare it with; null: the version that was active before its latest activation
     * @return empty if there is no such version, or none with the number {@code against}
     */
    public Optional<Detail> one(int version, Integer against) {
        Integer other = against == null ? before(version).orElse(null) : against;
        Optional<VersionRow> compared = Optional.ofNullable(other).flatMap(this::row);
        if (against != null && compared.isEmpty()) {
            return Optional.empty();
        }
        return row(version)
                .map(row -> new Detail(
                        row.shown(activations(version).getOrDefault(version, List.of())),
                        row.body,
                        other,
                        compared.flatMap(earlier -> TextDifference.unified(named(earlier), named(row)))
                                .orElse(null)));
    }

    private static TextDifference.Named named(VersionRow row) {
        return new TextDifference.Named("version " + row.version, row.body);
    }

    private Optional<VersionRow> row(int version) {
        return database.createNativeQuery("""
                        SELECT version, created_at, digest, coalesce(version = (SELECT version FROM rules_active), false), body
                        FROM rules_version WHERE version = :version
                        """, VersionRow.class)
                .setParameter("version", version)
                .getResultStream()
                .findFirst();
    }

    /** Finds the version that a version replaced at its latest activation. */
    private Optional<Integer> before(int version) {
        return database.createNativeQuery("""
                        SELECT version FROM rules_activation
                        WHERE version <> :version
                          AND id < (SELECT max(id) FROM rules_activation WHERE version = :version)
                        ORDER BY id DESC LIMIT 1
                        """, Integer.class)
                .setParameter("version", version)
                .getResultStream()
                .findFirst();
    }

    private Map<Integer, List<Activation>> activations(Integer... versions) {
        return database.createNativeQuery("""
                        SELECT version, activated_at, deployment FROM rules_activation
                        WHERE version = ANY (:versions) ORDER BY id
                        """, ActivationRow.class)
                .setParameter("versions", versions)
                .getResultStream()
                .collect(Collectors.groupingBy(
                        ActivationRow::version, Collectors.mapping(ActivationRow::activation, Collectors.toList())));
    }

    /** Returns the text of a version that exists, and the deployment that activated it last; null if none is recorded. */
    TextOf text(int version) {
        VersionRow row = row(version).orElseThrow();
        List<Activation> all = activations(version).getOrDefault(version, List.of());
        return new TextOf(row.body, all.isEmpty() ? null : all.getLast().deployment());
    }

    /** @param activatedBy a deployment; null if no activation is recorded */
    record TextOf(String text, String activatedBy) {}
}
