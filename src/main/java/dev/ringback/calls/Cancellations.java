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
        remember("ABOUT", end, about, null);
    }

    void rememberTo(CallIntake.End end, PhoneNumber person) {
        remember("TO", end, null, person);
    }

    void rememberFailed(CallIntake.End end) {
        remember("FAILED", end, null, null);
    }

    /** Stores an end, except an older version's cancel: it ends only that version's calls, and no new ones are created. */
    private void remember(String kind, CallIntake.End end, String about, PhoneNumber person) {
        if (end.onlyVersion() != null) {
            return;
        }
        database.createNativeMutationQuery("""
                        INSERT INTO ending (kind, rule, source, about, person, as_of, event)
                        VALUES (:kind, :rule, :source, :about, :person, :asOf, :event)
                        """)
                .setParameter("kind", kind)
                .setParameter("rule", end.rule())
                .setParameter("source", end.source(), String.class)
                .setParameter("about", about)
                .setParameter("person", person == null ? null : person.e164())
                .setParameter("asOf", end.asOf())
                .setParameter("event", end.event())
                .executeUpdate();
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
        return isAnyFailed(fact.rule(), fact.sender(), fact.asOf());
    }

    /** Whether an unreadable end may have meant this call. */
    boolean isAnyFailed(Call call) {
        return isAnyFailed(call.origin.text(), senders.of(call), call.asOf);
    }

    private boolean isAnyFailed(String rule, SenderNames sender, Instant asOf) {
        return database.createNativeQuery("""
                        SELECT EXISTS (SELECT FROM ending WHERE kind = 'FAILED' AND rule = :rule AND as_of >= :asOf
                                       AND (source IS NULL OR source = ANY (:senders)))
                        """, Boolean.class)
                .setParameter("rule", rule)
                .setParameter("senders", sender.array())
                .setParameter("asOf", asOf)
                .getSingleResult();
    }
}
