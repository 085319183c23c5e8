package dev.ringback.outbox;

import jakarta.enterprise.inject.Vetoed;
import java.util.function.BooleanSupplier;

/** A database that nobody restores or fails over: what becomes of that is proved with real servers. */
@Vetoed // a scope is inherited, and Quarkus's tests have the real one
public final class SimulatedIdentity extends DatabaseIdentity {
    public SimulatedIdentity() {
        super(null, null, null);
    }

    /** What {@link Outbox} asks for. */
    public static Class<?> type() {
        return DatabaseIdentity.class;
    }

    @Override
    BooleanSupplier unchanged() {
        return () -> true;
    }

    @Override
    boolean stands() {
        return true;
    }

    @Override
    void accept(String who) {
        // there is nothing else to be taken for ours
    }
}
