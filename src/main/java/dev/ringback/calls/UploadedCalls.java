package dev.ringback.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringback.outbox.CallOrigin;
import dev.ringback.outbox.EndReason;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.Plan;
import dev.ringback.platform.Copy;
import dev.ringback.platform.DatabaseClock;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/**
 * Creates the calls of an uploaded campaign in bulk. Each is planned, screened and enqueued in one transaction, as a
 * rule's call is. Repeated requests create at most one call per person and campaign.
 */
@ApplicationScoped
public class UploadedCalls {
    /** The source stored with uploaded calls, which no sender requests. */
    private static final String SOURCE = "upload";

    private final CallRepository calls;
    private final OptOutRepository optOuts;
    private final CallPlan plans;
    private final Outbox outbox;
    private final ObjectMapper json;
    private final DatabaseClock clock;
    private final Session database;

    UploadedCalls(
            CallRepository calls,
            OptOutRepository optOuts,
            CallPlan plans,
            Outbox outbox,
            ObjectMapper json,
            DatabaseClock clock,
            Session database) {
        this.calls = calls;
        this.optOuts = optOuts;
        this.plans = plans;
        this.outbox = outbox;
        this.json = json;
        this.clock = clock;
        this.database = database;
    }

    /**
     * Holds the terms that are common to a campaign's calls.
     *
     * @param rulesVersion the active version when the campaign was confirmed
     * @param from the caller number
     * @param maxConcurrent how many of its calls may dial at once
     * @param startAt no call is due earlier
     * @param expiresAt no call is claimed later
     * @param isMarketing whether each call needs the consent that its row states
     */
    public record Terms(
            UUID campaign,
            int rulesVersion,
            String agent,
            PhoneNumber from,
            int maxConcurrent,
            Instant startAt,
            Instant expiresAt,
            boolean isMarketing) {
        Dispatches.CampaignTerms dispatch() {
            return new Dispatches.CampaignTerms(campaign, startAt, maxConcurrent, null, null);
        }
    }

    /**
     * Describes a person to ring.
     *
     * @param variables texts for the agent, by name
     * @param places ISO 3166 codes as written; empty if not given
     * @param zone an IANA zone as written; null if not given
     * @param postal the country, a blank and the postal code; null if not given
     */
    public record Contact(
            PhoneNumber number, Map<String, String> variables, List<String> places, String zone, String postal) {}

    /** The hours in which a contact may be rung. */
    public sealed interface Hours {
        /** @param until the end of the first hours left or of the call's reason, less a margin */
        record Until(Instant until) implements Hours {}

        /** @param why in words, without a number */
        record None(String why) implements Hours {}
    }

    /** Returns the first hours for a contact, as the call would be planned. Reads nothing from the database. */
    public Hours hours(Contact contact, Terms terms, Instant now) {
        Call call = call(contact, terms, now);
        return plans.plan(call, terms.dispatch(), now)
                .<Hours>map(plan -> new Hours.Until(plan.stopAt()))
                .orElseGet(() -> new Hours.None(plans.whyNone(call)));
    }

    /**
     * Creates calls for contacts that have none in this campaign yet. Runs in the caller's transaction, and locks their
     * persons: a thousand at most, with no person locked before.
     *
     * @return the contacts that may not be rung, each with a verdict's reason
     */
    public Map<PhoneNumber, String> create(Collection<Contact> contacts, Terms terms) {
        List<PhoneNumber> persons = contacts.stream().map(Contact::number).toList();
        calls.lockPersons(persons);
        Set<PhoneNumber> done = called(terms.campaign(), persons);
        Set<PhoneNumber> optedOut = optOuts.among(persons);
        Instant now = clock.now();
        Map<PhoneNumber, String> refused = new LinkedHashMap<>();
        Map<Call, Plan> made = new LinkedHashMap<>();
        for (Contact contact : contacts) {
            if (!done.add(contact.number())) {
                continue;
            }
            Call call = call(contact, terms, now);
            Optional<Plan> plan = plans.plan(call, terms.dispatch(), now);
            if (optedOut.contains(contact.number())) {
                refused.put(contact.number(), EndReason.Word.OPTED_OUT.text());
            } else if (plan.isEmpty()) {
                refused.put(contact.number(), EndReason.Word.NO_LAWFUL_WINDOW.text());
            } else {
                call.notBefore = plan.get().dueAt();
                made.put(call, plan.get());
            }
        }
        store(made);
        return refused;
    }

    private Set<PhoneNumber> called(UUID campaign, List<PhoneNumber> persons) {
        Set<PhoneNumber> called = new HashSet<>();
        database.createNativeQuery(
                        "SELECT person FROM call WHERE campaign = :campaign AND person = ANY (:persons)", String.class)
                .setParameter("campaign", campaign)
                .setParameter("persons", persons.stream().map(PhoneNumber::e164).toArray(String[]::new))
                .getResultList()
                .forEach(person -> called.add(new PhoneNumber(person)));
        return called;
    }

    private static Call call(Contact contact, Terms terms, Instant now) {
        Call call = new Call();
        call.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        call.source = SOURCE;
        call.origin = new CallOrigin.ByUpload(terms.campaign());
        call.ruleVersion = terms.rulesVersion();
        call.about = contact.number().e164();
        call.person = contact.number();
        call.agent = terms.agent();
        call.fromNumber = terms.from();
        call.via = Call.Via.CAMPAIGN;
        call.state = Call.State.WAITING;
        call.asOf = now;
        call.asOfId = terms.campaign().toString();
        call.event = terms.campaign();
        call.consentOf = terms.isMarketing() ? Plan.ANY_SELLER : null;
        call.notBefore = terms.startAt();
        call.waitsUntil = terms.startAt();
        call.toldBy = terms.campaign();
        call.expiresAt = terms.expiresAt();
        call.cancelOn = new String[0];
        call.holdsThing = true;
        call.createdAt = now;
        call.variables = contact.variables();
        call.places = contact.places().toArray(String[]::new);
        call.zone = contact.zone();
        call.postal = contact.postal();
        call.campaign = terms.campaign();
        return call;
    }

    private void store(Map<Call, Plan> made) {
        Copy.into(
                database,
                "call (id, source, rule, rule_version, about, person, agent, from_number, via, state, as_of, as_of_id,"
                        + " event, not_before, expires_at, cancel_on, holds_thing, created_at, variables, places, zone,"
                        + " postal, waits_until, told_by, campaign, consent_of)",
                rows -> made.keySet().forEach(call -> write(call, rows)));
        Copy.into(
                database,
                "call_timeline (call, what, detail)",
                rows -> made.keySet()
                        .forEach(call -> rows.row(
                                call.id,
                                "created",
                                "by campaign " + call.campaign + "; not before " + call.notBefore)));
        List<OutboxEntry> entries = new ArrayList<>();
        made.forEach((call, plan) -> entries.add(new OutboxEntry(call.id, plan)));
        outbox.enqueueBulk(entries);
    }

    private void write(Call call, Copy rows) {
        rows.row(
                call.id,
                call.source,
                call.origin.text(),
                call.ruleVersion,
                call.about,
                call.person.e164(),
                call.agent,
                call.fromNumber.e164(),
                call.via,
                call.state,
                call.asOf,
                call.asOfId,
                call.event,
                call.notBefore,
                call.expiresAt,
                Arrays.asList(call.cancelOn),
                call.holdsThing,
                call.createdAt,
                written(call.variables),
                Arrays.asList(call.places),
                call.zone,
                call.postal,
                call.waitsUntil,
                call.toldBy,
                call.campaign,
                call.consentOf);
    }

    private String written(Map<String, String> variables) {
        try {
            return json.writeValueAsString(variables);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written as JSON", e);
        }
    }
}
