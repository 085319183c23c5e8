package dev.ringback.calls;

import dev.ringback.calls.lawful.Numbers;
import dev.ringback.platform.DatabaseClock;
import dev.ringback.platform.Problem;
import dev.ringback.privacy.PhoneNumber;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.Session;

/** Stores what the Hub's agent says came of a call. The newest outcome of a call counts. */
@ApplicationScoped
public class CallOutcomes {
    private final CallRepository calls;
    private final RecentRings rings;
    private final Numbers numbers;
    private final DatabaseClock clock;
    private final Session database;
    private final MeterRegistry metrics;

    CallOutcomes(
            CallRepository calls,
            RecentRings rings,
            Numbers numbers,
            DatabaseClock clock,
            Session database,
            MeterRegistry metrics) {
        this.calls = calls;
        this.rings = rings;
        this.numbers = numbers;
        this.clock = clock;
        this.database = database;
        this.metrics = metrics;
    }

    /**
     * An outcome of a call.
     *
     * @param outcome 1 to 40 of {@code a-z 0-9 _}
     * @param note 1 to 500 letters; null if there is none
     */
    public record CallOutcome(Instant at, String outcome, String note) {}

    /**
     * Stores an outcome of the newest call to a person that rang in the last 24 hours, unless the call's newest outcome is
     * the same. Makes its own transaction and must be called with none open.
     *
     * @throws Problem.Thrown 404 without such a call
     */
    public void add(PhoneNumber person, String outcome, String note) {
        QuarkusTransaction.requiringNew().run(() -> {
            List<PhoneNumber> forms = numbers.forms(person);
            calls.lockPersons(forms); // so that a repeat sees the first
            Call call = rings.newest(forms, clock.now())
                    .orElseThrow(() -> Problem.notFound(
                            "No call to this number is known from the last 24 hours, so there is nothing to note."));
            List<CallOutcome> before = of(call.id);
            if (before.isEmpty() || !isSame(before.getFirst(), outcome, note)) {
                insert(call.id, outcome, note);
            }
        });
    }

    private static boolean isSame(CallOutcome before, String outcome, String note) {
        return before.outcome.equals(outcome) && Objects.equals(before.note, note);
    }

    private void insert(UUID call, String outcome, String note) {
        database.createNativeMutationQuery(
                        "INSERT INTO call_outcome (call, outcome, note) VALUES (:call, :outcome, :note)")
                .setParameter("call", call)
                .setParameter("outcome", outcome)
                .setParameter("note", note, String.class)
                .executeUpdate();
        calls.note(call, "outcome", note == null ? outcome : outcome + ": " + note);
        metrics.counter("ringback.call.outcomes").increment();
    }

    /** Returns a call's outcomes, newest first. Runs in the caller's transaction. */
    public List<CallOutcome> of(UUID call) {
        return database.createNativeQuery(
                        "SELECT at, outcome, note FROM call_outcome WHERE call = :call ORDER BY id DESC",
                        CallOutcome.class)
                .setParameter("call", call)
                .getResultList();
    }
}
