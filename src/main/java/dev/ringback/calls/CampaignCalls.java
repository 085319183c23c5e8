package dev.ringback.calls;

import dev.ringback.outbox.CallOrigin;
import dev.ringback.outbox.EndReason;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.Plan;
import dev.ringback.platform.DatabaseClock;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;

/**
 * Applies a campaign's changes to all of its calls, in batches, to keep transactions short. Each public method that
 * changes something is a transaction.
 */
@ApplicationScoped
public class CampaignCalls {
    private static final String OPEN = "c.state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')";

    private static final String BEHIND = """
            c.state = 'WAITING' AND EXISTS (SELECT FROM campaign k WHERE k.id = c.campaign
                AND (e.due_at < k.start_at OR k.rule IS NULL AND c.as_of < k.changed_at))""";

    private final CallRepository calls;
    private final CallPlan plans;
    private final Dispatches dispatches;
    private final Outbox outbox;
    private final DatabaseClock clock;
    private final Session database;

    CampaignCalls(
            CallRepository calls,
            CallPlan plans,
            Dispatches dispatches,
            Outbox outbox,
            DatabaseClock clock,
            Session database) {
        this.calls = calls;
        this.plans = plans;
        this.dispatches = dispatches;
        this.outbox = outbox;
        this.clock = clock;
        this.database = database;
    }

    /**
     * Withdraws calls permanently. A call that may be ringing ends cancelled if it was not placed.
     *
     * @return the number of calls cancelled or marked; 0 if none is left
     */
    @Transactional(TxType.REQUIRES_NEW)
    public int withdraw(UUID campaign, EndReason reason, int most) {
        List<Call> open = locked(campaign, OPEN + " AND e.withdrawn IS NULL", most);
        for (Call call : open) {
            if (!outbox.withdraw(call.id, reason)) {
                calls.note(call.id, "withdrawn", reason.text() + "; it ends cancelled unless it was placed");
            }
        }
        return open.size();
    }

    /**
     * Replans waiting calls that are due before their campaign's start, which has moved. Includes uploaded calls that are
     * older than a change of their campaign.
     *
     * @return the number of calls replanned, or refused for want of a lawful hour; 0 if none is left
     */
    @Transactional(TxType.REQUIRES_NEW)
    public int follow(UUID campaign, int most) {
        Instant now = clock.now();
        Dispatches.CampaignTerms terms = dispatches.of(campaign);
        List<Call> waiting = locked(campaign, BEHIND, most);
        for (Call call : waiting) {
            takeOver(call, terms.changed());
            Optional<Plan> plan = plans.plan(call, terms, now);
            if (plan.isPresent()) {
                outbox.replan(call.id, plan.get(), "its campaign was changed");
            } else {
                outbox.refuse(call.id, EndReason.Word.NO_LAWFUL_WINDOW.alone());
            }
        }
        return waiting.size();
    }

    private static void takeOver(Call call, Dispatches.Changed changed) {
        if (changed != null && call.origin instanceof CallOrigin.ByUpload) {
            call.asOf = changed.at();
            call.agent = changed.agent();
            call.fromNumber = changed.from();
            call.expiresAt = changed.expiresAt();
        }
    }

    /** Locks the persons, then reads the calls again under the locks. */
    private List<Call> locked(UUID campaign, String condition, int most) {
        List<String> persons = database.createNativeQuery("""
                        SELECT c.person FROM call c JOIN outbox_entry e ON e.call = c.id
                        WHERE c.campaign = :campaign AND %s ORDER BY c.id LIMIT :most""".formatted(condition), String.class)
                .setParameter("campaign", campaign)
                .setParameter("most", most)
                .getResultList();
        calls.lockPersons(persons.stream().map(PhoneNumber::new).toList());
        return database.createNativeQuery("""
                        SELECT c.* FROM call c JOIN outbox_entry e ON e.call = c.id
                        WHERE c.campaign = :campaign AND c.person = ANY (:persons) AND %s ORDER BY c.id
                        """.formatted(condition), Call.class)
                .setParameter("campaign", campaign)
                .setParameter("persons", persons.toArray(String[]::new))
                .getResultList();
    }

    private record CallsOfState(String state, long count) {}

    /** Counts a campaign's calls by state; states without calls are missing. Runs in the caller's transaction. */
    public Map<Call.State, Long> counts(UUID campaign) {
        return database.createNativeQuery(
                        "SELECT state, count(*) FROM call WHERE campaign = :campaign GROUP BY state",
                        CallsOfState.class)
                .setParameter("campaign", campaign)
                .getResultStream()
                .collect(Collectors.toMap(calls -> Call.State.valueOf(calls.state), CallsOfState::count));
    }
}
