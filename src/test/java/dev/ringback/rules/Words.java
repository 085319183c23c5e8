package dev.ringback.rules;

import dev.cel.common.types.CelKind;
import dev.ringback.calls.lawful.Countries;
import dev.ringback.intake.Events;
import dev.ringback.intake.sources.Kind;
import dev.ringback.intake.sources.Sources;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Evaluates expressions on events of a source of a given kind. */
final class Words {
    private Words() {}

    /**
     * Evaluates an expression.
     *
     * @param kind null if the source is not configured
     * @param body JSON, with single quotes for double quotes
     */
    static Expression.Value evaluate(Kind kind, String body, String cel) {
        try {
            Facts facts = Facts.of(
                    Events.received("s", "t", Instant.parse("2026-11-28T18:00:00Z")),
                    body.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                    Optional.ofNullable(kind).map(known -> new Sources.Source("s", known, "s", false, null)),
                    Countries::zone);
            return Expression.compile(cel, Set.of(CelKind.STRING)).evaluate(facts.variables());
        } catch (Expression.InvalidException | Facts.UnreadableException e) {
            throw new AssertionError(cel, e);
        }
    }
}
