package dev.ringback.calls;

import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.Session;

/** Stores facts that end calls, since they may arrive before the calls. Runs in the caller's transaction. */
@ApplicationScoped
class Cancellations {
    private final Session database;
    private final Senders senders;

    Cancellations(Session database, Senders senders) {
        this.database = database;
        this.senders = senders;
    }

    void rememberAbout(CallIntake.End end, String about) {
        remember("ABOUT", "about = :about", end, about, null);
    }

    void rememberTo(CallIntake.End end, PhoneNumber person) {
        remember("TO", "person = :person", end, null, person);
    }

    /** Stores an end that could not be read. Returns false if the same event's end was stored before. */
    boolean rememberFailed(CallIntake.End end) {
        return remember("FAILED", "true", end, null, null);
    }

    /**
     * Stores an end, except an older version's cancel: it ends only that version's calls, and no new ones are created. A
     * replay finds the end of the same event stored before.
     *
     * @param isSame compares what the end names; the kind is part of the text, since each kind has its own index
     * @return false if it was stored before
     */
    private boolean remember(String kind, String isSame, CallIntake.End end, String about, PhoneNumber person) {
        if (end.onlyVersion() != null) {
            return true;
        }
        return database.createNativeMutationQuery("""
                        INSERT INTO ending (kind, rule, source, about, person, as_of, event)
                        SELECT '%1$s', :rule, cast(:source AS text), cast(:about AS text), cast(:person AS text), :asOf, :event
                        WHERE NOT EXISTS (
                            SELECT FROM ending WHERE kind = '%1$s' AND rule = :rule AND as_of = :asOf AND event = :event
                            AND source IS NOT DISTINCT FROM cast(:source AS text) AND %2$s)
                        """.formatted(kind, isSame))
                        .setParameter("rule", end.rule())
                        .setParameter("source", end.source(), String.class)
                        .setParameter("about", about, String.class)
                        .setParameter("person", person == null ? null : person.e164(), String.class)
                        .setParameter("asOf", end.asOf())
                        .setParameter("event", end.event())
                        .executeUpdate()
                == 1;
    }

    /** Returns whether the end of this thing by the same event was stored before. The event must be locked. */
    boolean isKnownAbout(CallIntake.End end, String about) {
        return database.createNativeQuery("""
                        SELECT EXISTS (SELECT FROM ending WHERE kind = 'ABOUT' AND rule = :rule AND about = :about
                                       AND event = :event)
                        """, Boolean.class)
                .setParameter("rule", end.rule())
                .setParameter("about", about)
                .setParameter("event", end.event())
                .getSingleResult();
    }

    /**
     * Returns whether a fact's thing has ended, or calls to its person have ended no earlier than the fact. Ends of a
     * thing count under every name of the rule.
     *
     * @return in words; empty if no end is known
     */
    Optional<String> known(CallRequest fact) {
        return known(fact.sender().array(), fact.rule(), fact.rules(), fact.about(), fact.to(), fact.asOf());
    }

    /** Returns the same for a call, by its present data and rule name. */
    Optional<String> known(Call call) {
        return known(call, Set.of());
    }

    /**
     * Returns the same for a call whose rule has further names.
     *
     * @param alsoRules names under which an end of the thing counts too
     */
    Optional<String> known(Call call, Set<String> alsoRules) {
        String rule = call.origin.text(); // no end names an upload
        String[] rules = Stream.concat(Stream.of(rule), alsoRules.stream()).toArray(String[]::new);
        return known(senders.of(call).array(), rule, rules, call.thing(), call.person, call.asOf);
    }

    /** Returns the same for a call under an active rule, and under every name of that rule. */
    Optional<String> known(Call call, RuleNames.ActiveRule rule, String[] names) {
        return known(senders.of(call).array(), rule.name(), names, call.thing(), call.person, call.asOf);
    }

    private Optional<String> known(
            String[] senders, String rule, String[] rules, String about, PhoneNumber person, Instant asOf) {
        return database.createNativeQuery("""
                        SELECT kind FROM ending
                        WHERE (source IS NULL OR source = ANY (:senders))
                          AND (kind = 'ABOUT' AND rule = ANY (:rules) AND about = :about
                               OR kind = 'TO' AND rule = :rule AND person = :person AND as_of >= :asOf)
                        ORDER BY kind LIMIT 1
                        """, String.class)
                .setParameter("senders", senders)
                .setParameter("rule", rule)
                .setParameter("rules", rules)
                .setParameter("about", about)
                .setParameter("person", person.e164())
                .setParameter("asOf", asOf)
                .getResultStream()
                .map(kind ->
                        kind.equals("ABOUT") ? "the thing has ended" : "calls to this person ended later than this")
                .findFirst();
    }

    /** Whether an unreadable end may have meant this fact. */
    boolean isAnyFailed(CallRequest fact) {
        return isAnyFailed(fact.rule(), fact.sender().array(), fact.asOf());
    }

    /** Whether an unreadable end may have meant this call, by its present rule. */
    boolean isAnyFailed(Call call) {
        return isAnyFailed(call.origin.text(), senders.of(call).array(), call.asOf);
    }

    private boolean isAnyFailed(String rule, String[] senders, Instant asOf) {
        return database.createNativeQuery("""
                        SELECT EXISTS (SELECT FROM ending WHERE kind = 'FAILED' AND rule = :rule AND as_of >= :asOf
                                       AND (source IS NULL OR source = ANY (:senders)))
                        """, Boolean.class)
                .setParameter("rule", rule)
                .setParameter("senders", senders)
                .setParameter("asOf", asOf)
                .getSingleResult();
    }
}
