package dev.ringback.calls;

import dev.ringback.calls.lawful.HoursInForce;
import dev.ringback.outbox.EndReason;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.Plan;
import dev.ringback.platform.Audit;
import dev.ringback.platform.DatabaseClock;
import dev.ringback.platform.DatabaseTrouble;
import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Plans calls anew that were planned by another law: before a black-out was added, by a release with older tables, or by
 * other settings. Until then the gates hold them.
 *
 * <p>A replica puts its law in force when it has started. A replica that plans by another law leaves the calls to the replicas
 * that plan by the law in force, and takes over once none of those has been seen for half a minute.
 */
@ApplicationScoped
public class LawSweeper {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int AT_ONCE = 200; // calls of a batch, whose persons are locked together
    private static final int AHEAD = 20_000; // calls of a query, which sorts all that are to be planned anew
    private static final String WHY = "its hours were worked out anew, since the law or its data changed";

    private final LawRepository law;
    private final BlackoutRepository blackouts;
    private final HoursInForce hours;
    private final CallRepository calls;
    private final CallPlan plans;
    private final Dispatches dispatches;
    private final Outbox outbox;
    private final DatabaseClock clock;
    private final Audit audit;

    LawSweeper(
            LawRepository law,
            BlackoutRepository blackouts,
            HoursInForce hours,
            CallRepository calls,
            CallPlan plans,
            Dispatches dispatches,
            Outbox outbox,
            DatabaseClock clock,
            Audit audit) {
        this.law = law;
        this.blackouts = blackouts;
        this.hours = hours;
        this.calls = calls;
        this.plans = plans;
        this.dispatches = dispatches;
        this.outbox = outbox;
        this.clock = clock;
        this.audit = audit;
    }

    /** Puts this replica's law in force once everything else has started, and keeps calls planned by it. */
    void start(
            @Observes @Priority(Startup.WORKERS) StartupEvent event,
            Supervisor supervisor,
            @ConfigProperty(name = "ringback.law.every") String every) {
        QuarkusTransaction.requiringNew().run(() -> {
            law.lock();
            HoursInForce.InForce read = hours.of(blackouts.days());
            hours.apply(read);
            put(read);
        });
        supervisor.every("law", every, BOUND, this::planAnew);
    }

    /** Returns whether a law is in force, so that calls planned by it may be claimed. Runs in the caller's transaction. */
    public boolean isInForce(String digest) {
        return law.inForce().filter(found -> found.digest().equals(digest)).isPresent();
    }

    /** Plans all calls anew that the law in force concerns. Returns how many. No transaction may be open. */
    public int planAnew() {
        return planAnew(Supervisor.Pulse.NONE);
    }

    private int planAnew(Supervisor.Pulse pulse) {
        if (!QuarkusTransaction.requiringNew().call(this::isOursInForce)) {
            return 0;
        }
        String digest = hours.now().digest();
        Set<UUID> failed = new HashSet<>();
        int all = 0;
        for (List<UUID> left = left(digest, failed); !left.isEmpty(); left = left(digest, failed)) {
            for (int from = 0; from < left.size(); from += AT_ONCE) {
                int moved = batch(left.subList(from, Math.min(from + AT_ONCE, left.size())), digest, failed);
                if (moved == 0) {
                    return all - failed.size(); // the law is not in force any more
                }
                all += moved;
                pulse.beat();
                QuarkusTransaction.requiringNew().run(() -> law.seen(digest));
            }
        }
        return all - failed.size();
    }

    /** Returns the next calls to plan anew, without those that failed in this round. */
    private List<UUID> left(String digest, Set<UUID> failed) {
        List<UUID> ids = QuarkusTransaction.requiringNew()
                .call(() -> outbox.plannedByOther(digest, AHEAD + failed.size(), AT_ONCE));
        return ids.stream().filter(id -> !failed.contains(id)).toList();
    }

    /** Returns whether this replica plans by the law in force, once it has read the black-outs anew. */
    private boolean isOursInForce() {
        if (isInForce(hours.now().digest())) {
            law.seen(hours.now().digest());
            return true;
        }
        law.lock();
        HoursInForce.InForce read = hours.of(blackouts.days());
        Optional<LawRepository.InForce> locked = law.inForce();
        if (locked.filter(found -> found.isAlive() && !found.digest().equals(read.digest()))
                .isPresent()) {
            return false; // replicas of another release or with other settings are at work
        }
        hours.apply(read);
        put(read);
        return true;
    }

    private void put(HoursInForce.InForce read) {
        outbox.lockClaims(); // a claim that began before would commit after this
        if (law.put(read.digest())) {
            Log.infof("the law in force is %s; calls planned by another are planned anew", read.digest());
            audit.record("ringback", "put_law_in_force", "law " + read.digest(), hours.inWords());
        }
    }

    /**
     * Plans a batch of calls anew, in transactions of its own. A call that cannot be planned does not keep the others.
     *
     * @param failed receives the calls that could not be planned
     * @return how many were looked at; 0 if the law is not in force any more
     */
    private int batch(List<UUID> ids, String digest, Set<UUID> failed) {
        try {
            return QuarkusTransaction.requiringNew().call(() -> plan(ids, digest));
        } catch (RuntimeException e) {
            if (DatabaseTrouble.isAbsence(e)) {
                throw e; // the next round goes on
            }
            Log.warnf(e, "%d calls could not be planned anew together; they are planned one by one", ids.size());
            ids.forEach(id -> alone(id, digest, failed));
            return ids.size();
        }
    }

    private void alone(UUID id, String digest, Set<UUID> failed) {
        try {
            QuarkusTransaction.requiringNew().call(() -> plan(List.of(id), digest));
        } catch (RuntimeException e) {
            Log.errorf(e, "call %s could not be planned anew and waits; it is tried again", id);
            failed.add(id);
        }
    }

    private int plan(List<UUID> ids, String digest) {
        if (!law.isKept(digest) || !hours.now().digest().equals(digest)) {
            return 0; // also after a change of black-outs that this process applied and could not commit
        }
        calls.lockPersons(() -> calls.personsOf(ids));
        Map<UUID, Dispatches.CampaignTerms> terms = new HashMap<>();
        Instant now = clock.now();
        for (UUID id : ids) {
            OutboxEntry entry = outbox.lockOfCall(id).orElseThrow();
            Call call = calls.findById(id);
            if (digest.equals(entry.law())) {
                continue; // another replica was faster
            }
            switch (entry.state()) {
                case DUE -> plan(call, entry, terms, now);
                case STARTED ->
                    outbox.runsBy(entry, plans.stopTime(call, call.address(), call.ownHours(), now), digest);
                case SENDING,
                        DONE,
                        REFUSED,
                        CANCELLED,
                        EXPIRED,
                        UNKNOWN -> { // moved meanwhile: its next plan is by this law
                }
            }
        }
        return ids.size();
    }

    private void plan(Call call, OutboxEntry entry, Map<UUID, Dispatches.CampaignTerms> terms, Instant now) {
        Dispatches.CampaignTerms campaign =
                call.campaign == null ? null : terms.computeIfAbsent(call.campaign, dispatches::of);
        if (campaign != null && campaign.startAt() == null) {
            outbox.runsBy(entry, Instant.MAX, hours.now().digest()); // its campaign plans it once it has a date
            return;
        }
        call.keepOwnWait();
        Instant earliest = earliest(entry, now);
        Optional<Plan> plan = plans.plan(call, campaign, earliest);
        if (plan.isPresent()) {
            outbox.planAnew(entry, plan.get(), earliest, WHY);
        } else {
            // The next change may open its hours again, such as the end of a black-out that was a mistake.
            calls.note(
                    call.id, EndReason.Word.NO_LAWFUL_WINDOW.text(), plans.whyNone(call) + "; it waits for its expiry");
            call.notBefore = call.expiresAt.minus(CallPlan.MARGIN);
            outbox.shut(entry, call.notBefore, hours.now().digest());
        }
    }

    /**
     * Returns the time before which a call must not go, apart from its own wait and its hours. A due call stays due since
     * then. The previous release does not tell a backoff from hours, so its retries stay as they are.
     */
    private static Instant earliest(OutboxEntry entry, Instant now) {
        boolean isDue = !entry.dueAt().isAfter(now);
        if (isDue || entry.law() == null && entry.attempt() > 0) {
            return entry.dueAt();
        }
        return entry.earliestAt() != null && entry.earliestAt().isAfter(now) ? entry.earliestAt() : now;
    }
}
