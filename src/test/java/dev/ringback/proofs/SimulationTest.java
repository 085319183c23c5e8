package dev.ringback.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The schedules that CI runs; each failure names its seed, see {@link Simulations}. */
class SimulationTest {
    private static final int SCHEDULES = 2000;

    @Test
    void noOrderOfStepsBreaksAGuarantee() {
        assertThat(Simulations.run(1, SCHEDULES, true)).isEmpty();
    }
}
