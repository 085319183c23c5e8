package dev.ringback.proofs.crashpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The crash points that each build proves, on the packaged application. {@code ./ringback prove --crash-points} proves each pair
 * of crash point, write, way down and fault.
 */
class CrashPointsIT {
    @Test
    void whereverAProcessGoesDownNoPhoneRingsTwiceAndNoCallIsLost() {
        List<CrashLane.Verdict> verdicts = CrashPoints.prove(CrashCases.ofEachBuild());
        assertThat(verdicts).allMatch(CrashLane.Verdict::holds);
    }
}
