package dev.ringback.calls;

import dev.ringback.outbox.CallOrigin;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** Builds call backs and finds those of a person. The queries run in the caller's transaction, with the person locked. */
@ApplicationScoped
class CallbackRepository {
    private static final String OF_PERSON =
            "SELECT * FROM call WHERE person = ANY (:persons) AND callback_of IS NOT NULL";

    private final Session database;

    CallbackRepository(Session database) {
        this.database = database;
    }

    /**
     * Builds a call back by the data of the call that rang, under its rule as it is active now. The call has no plan and no
     * expiry yet.
     *
     * @param rule empty for an uploaded call, which has no rule
     * @param at the end of its wait
     */
    static Call build(Call rang, Optional<RuleNames.ActiveRule> rule, Instant at, Instant now) {
        Call call = new Call();
        call.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        call.source = rang.source;
        call.sender = rang.sender;
        call.origin = rule.<CallOrigin>map(active -> new CallOrigin.ByRule(active.name()))
                .orElse(rang.origin);
        call.about = rang.thing() + "#callback-" + call.id;
        call.callbackOf = rang.id;
        call.callbackAbout = rang.thing();
        call.asOf = rang.asOf; // an end of calls to the person counts if it is later than the first call's fact
        call.asOfId = rang.asOfId;
        call.createdAt = now;
        call.state = Call.State.WAITING;
        call.holdsThing = true;
        call.takeOver(
                data(rang, rule, at), rang.address().postal(), null); // the person's own time, not the rule's hours
        call.consentOf = rang.consentOf;
        call.matter = rang.matter;
        return call;
    }

    private static Call.NextFact data(Call rang, Optional<RuleNames.ActiveRule> rule, Instant at) {
        Stream<String> active =
                rule.stream().flatMap(found -> found.cancelOn().stream()).map(CallRequest::pattern);
        return new Call.NextFact(
                rule.map(RuleNames.ActiveRule::version).orElse(rang.ruleVersion),
                rule.map(RuleNames.ActiveRule::name).orElse(null),
                rang.person,
                rang.agent,
                rang.fromNumber,
                rang.event,
                at,
                Stream.concat(Arrays.stream(rang.cancelOn), active).distinct().toList(),
                rang.via,
                rang.variables,
                List.of(rang.places),
                rang.zone);
    }

    /** Returns the person's planned call back; of several the first due. */
    Optional<Call> waiting(Collection<PhoneNumber> persons) {
        return database.createNativeQuery(
                        OF_PERSON + " AND state = 'WAITING' ORDER BY not_before, id LIMIT 1", Call.class)
                .setParameter("persons", e164(persons))
                .getResultStream()
                .findFirst();
    }

    /** Returns the person's call backs that may have rung, or may yet be sent again. */
    List<Call> unsure(Collection<PhoneNumber> persons) {
        return database.createNativeQuery(OF_PERSON + " AND state = 'UNKNOWN' ORDER BY id", Call.class)
                .setParameter("persons", e164(persons))
                .getResultList();
    }

    /** Counts the call backs that were made for a person, whatever became of them. */
    long count(Collection<PhoneNumber> persons, Instant since) {
        return database.createNativeQuery("""
                        SELECT count(*) FROM call
                        WHERE person = ANY (:persons) AND callback_of IS NOT NULL AND created_at > :since
                        """, Long.class)
                .setParameter("persons", e164(persons))
                .setParameter("since", since)
                .getSingleResult();
    }

    private static String[] e164(Collection<PhoneNumber> persons) {
        return persons.stream().map(PhoneNumber::e164).toArray(String[]::new);
    }
}
