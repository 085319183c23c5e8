package dev.ringback.outbox;

import jakarta.enterprise.inject.Vetoed;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.hibernate.Session;

/**
 * The guard of a simulated database, which a failover changes. Real servers prove how an identity is read; here it is a
 * number, and the accepted number is stored where a rolled back transaction takes it back.
 */
@Vetoed // a scope is inherited, and Quarkus's tests have the real one
public final class SimulatedGuard extends InstallationGuard {
    private final Session database;
    private final IntSupplier here;
    private final IntSupplier accepted;
    private final IntConsumer accept;

    /**
     * @param database asked for doubts that others raised, and told of new ones
     * @param here which database answers now
     * @param accepted which one is ours, read in the caller's transaction
     * @param accept stores another one as ours, in the caller's transaction
     */
    public SimulatedGuard(Session database, IntSupplier here, IntSupplier accepted, IntConsumer accept) {
        super(database, null, null, null, null, Optional.empty());
        this.database = database;
        this.here = here;
        this.accepted = accepted;
        this.accept = accept;
    }

    /** The type for which the claims ask. */
    public static Class<?> type() {
        return InstallationGuard.class;
    }

    @Override
    BooleanSupplier unchanged() {
        int now = here.getAsInt();
        return () -> here.getAsInt() == now;
    }

    /** As the real one: a claim that meets another database in the place of ours pauses everything. */
    @Override
    Standing standing() {
        if (here.getAsInt() == accepted.getAsInt()) {
            return Standing.SURE;
        }
        database.doWork(connection ->
                Doubt.DATABASE_REPLACED.pause(connection, "the database is another one: " + here.getAsInt()));
        return Standing.BRAKES_ONLY;
    }

    @Override
    Optional<Accepted> accept(String who) {
        accept.accept(here.getAsInt());
        return Optional.empty();
    }
}
