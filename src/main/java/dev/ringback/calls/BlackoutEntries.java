package dev.ringback.calls;

import dev.ringback.calls.lawful.HoursInForce;
import dev.ringback.calls.lawful.law.Blackout;
import dev.ringback.outbox.Outbox;
import dev.ringback.platform.Audit;
import dev.ringback.platform.DatabaseClock;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/**
 * Adds and removes black-outs. Once a method has returned, no call is claimed that was planned without regard to the change;
 * {@link LawSweeper} plans such calls anew.
 *
 * <p>Each method runs its own transaction, records changes in the audit, and must be called with no transaction open.
 */
@ApplicationScoped
public class BlackoutEntries {
    private final BlackoutRepository blackouts;
    private final LawRepository law;
    private final HoursInForce hours;
    private final Outbox outbox;
    private final DatabaseClock clock;
    private final Audit audit;

    BlackoutEntries(
            BlackoutRepository blackouts,
            LawRepository law,
            HoursInForce hours,
            Outbox outbox,
            DatabaseClock clock,
            Audit audit) {
        this.blackouts = blackouts;
        this.law = law;
        this.hours = hours;
        this.outbox = outbox;
        this.clock = clock;
        this.audit = audit;
    }

    /** Adds black-outs, all or none. Returns those that are new; days of a place that are stored already are skipped. */
    public List<StoredBlackout> add(List<Blackout> wanted, String who) {
        return changed(() -> {
            List<StoredBlackout> added = new ArrayList<>();
            for (Blackout days : wanted) {
                if (!blackouts.isStored(days)) {
                    StoredBlackout stored = new StoredBlackout(
                            UuidVersion7Strategy.INSTANCE.generateUuid(null), days, who, clock.now());
                    blackouts.persistAndFlush(stored);
                    audit.record(who, "add_blackout", "blackout " + stored.id, inWords(days));
                    added.add(stored);
                }
            }
            return added;
        });
    }

    /** Removes a black-out. Returns whether it was there. */
    public boolean remove(UUID id, String who) {
        return changed(() -> {
            StoredBlackout found = blackouts.findById(id);
            if (found == null) {
                return false;
            }
            blackouts.delete(found);
            blackouts.flush();
            audit.record(who, "remove_blackout", "blackout " + id, inWords(found.days()));
            return true;
        });
    }

    /**
     * Makes a change and puts the law in force that follows from it, in one transaction. This process plans by the new law
     * before the commit, so that changes are applied in the order of their locks; until then no such plan is claimed, and
     * after a failure {@link LawSweeper} reads the black-outs anew.
     */
    private <T> T changed(Supplier<T> change) {
        return QuarkusTransaction.requiringNew().call(() -> {
            law.lock();
            T result = change.get();
            HoursInForce.InForce next = hours.of(blackouts.days());
            outbox.lockClaims(); // a claim that began before would commit after this; last, so that claims wait shortly
            law.put(next.digest());
            hours.apply(next);
            return result;
        });
    }

    private static String inWords(Blackout days) {
        return days.place() + " from " + days.from() + " to " + days.until() + ": " + days.reason();
    }
}
