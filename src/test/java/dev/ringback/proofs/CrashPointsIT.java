package dev.ringback.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The crash points that CI proves, on the packaged application: each pair of boundary, kind, way down and fault. */
class CrashPointsIT {
    @Test
    void whereverAProcessGoesDownNoPhoneRingsTwiceAndNoCallIsLost() {
        List<CrashLane.Verdict> verdicts = CrashPoints.prove(CrashCases.pairwise());
        assertThat(verdicts).allMatch(CrashLane.Verdict::holds);
    }
}
