package dev.ringback.proofs.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The schedules that CI runs; each failure names its seed, see {@link Simulations}. */
class SimulationTest {
    private static final long SCHEDULES = Long.getLong("simulation.schedules", 100);
    private static final long FROM = Long.getLong("simulation.from", 1);

    @Test
    void noOrderOfStepsBreaksAGuarantee() {
        assertThat(Simulations.run(FROM, SCHEDULES, SCHEDULES > 1)).isEmpty();
    }
}
