package dev.ringback.platform;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import org.hibernate.Session;

/** Stores alarms that any feature raises. An alarm becomes an alert, and is counted, after the transaction commits. */
@ApplicationScoped
@Startup // the counters must be there at zero: Prometheus sees no increase in a counter that begins at one
public class Alarms {
    private final Session database;
    private final AfterCommit afterCommit;
    private final Map<Alarm, Counter> counters = new EnumMap<>(Alarm.class);

    Alarms(Session database, AfterCommit afterCommit, MeterRegistry metrics) {
        this.database = database;
        this.afterCommit = afterCommit;
        for (Alarm alarm : Alarm.values()) {
            counters.put(alarm, metrics.counter("ringback.alarms", "what", alarm.word()));
        }
    }

    /**
     * Raises an alarm in the caller's transaction; a rollback discards it. Locks nothing. Alarms of one kind about one
     * object join one alert for a while, by default an hour. So the object is the thing that a person would investigate.
     *
     * @param object the id of a call, the name of a rule or source; never a number
     * @param detail a description with ids; never a number, a secret or a body
     */
    public void raise(Alarm alarm, String object, String detail) {
        database.createNativeMutationQuery("INSERT INTO alarm (kind, object, detail) VALUES (:kind, :object, :detail)")
                .setParameter("kind", alarm.word())
                .setParameter("object", object)
                .setParameter("detail", detail.replace('\0', '\uFFFD')) // PostgreSQL's text has no NUL
                .executeUpdate();
        afterCommit.run(() -> {
            Log.errorf("ALARM %s %s: %s", alarm.word(), object, detail);
            counters.get(alarm).increment();
        });
    }
}
