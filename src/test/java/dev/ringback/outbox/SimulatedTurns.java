package dev.ringback.outbox;

import jakarta.enterprise.inject.Vetoed;
import java.util.function.Supplier;

/** Turns that nobody waits for: a wait that the scheduler does not see would stop the simulated time that ends it. */
@Vetoed // a scope is inherited, and Quarkus's tests have the real one
public final class SimulatedTurns extends DialTurns {
    @Override
    public Outcome inTurn(Claim claim, Supplier<Outcome> send) {
        return send.get();
    }
}
