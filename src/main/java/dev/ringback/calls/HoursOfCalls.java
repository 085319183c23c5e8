package dev.ringback.calls;

import dev.ringback.calls.lawful.Explanation;
import dev.ringback.calls.lawful.HoursInForce;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.Zones;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.hibernate.Session;

/** Shows the hours of a call by the law in force: its zones, its packs of law and its times by each clock. */
@ApplicationScoped
public class HoursOfCalls {
    private final HoursInForce hours;
    private final Numbers numbers;
    private final Zones zones;
    private final Session database;

    HoursOfCalls(HoursInForce hours, Numbers numbers, Zones zones, Session database) {
        this.hours = hours;
        this.numbers = numbers;
        this.zones = zones;
        this.database = database;
    }

    /** An instant in UTC and by the clock of each zone that holds the call. */
    public record Times(Instant utc, List<Explanation.Local> local) {}

    /**
     * The hours of a call.
     *
     * @param zones the zones that hold it, and where each came from; empty if nobody knows where the person is
     * @param packs the packs of law in force there on the day of {@code notBefore}
     * @param notes what the payload says about the place that could not be used, in words
     * @param reason which rules allow a call at {@code notBefore} or prevent it, in words
     * @param notBefore when the call may be claimed first
     * @param notAfter until when it may be claimed, exclusive; null unless it waits
     */
    public record CallHours(
            List<Explanation.HeldBy> zones,
            List<Explanation.PackView> packs,
            List<String> notes,
            String reason,
            Times notBefore,
            Times notAfter) {}

    /** Returns the hours of a call. Runs in the caller's transaction. */
    public CallHours of(Call call) {
        Explanation why = hours.explain(call.person, numbers.country(call.person), call.address(), call.notBefore);
        Times notAfter = database.createNativeQuery(
                        "SELECT not_after FROM outbox_entry WHERE call = :call AND state = 'DUE'", Instant.class)
                .setParameter("call", call.id)
                .getResultStream()
                .findFirst()
                .map(at -> times(why, at))
                .orElse(null);
        return new CallHours(why.zones(), why.packs(), why.notes(), why.reason(), times(why, call.notBefore), notAfter);
    }

    private Times times(Explanation why, Instant at) {
        return new Times(at, why.local(at, zones));
    }
}
