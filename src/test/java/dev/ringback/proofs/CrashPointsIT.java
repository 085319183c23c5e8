package dev.ringback.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The crash points that CI proves, on the packaged application: each pair of boundary, kind, way down and fault. */
// On demand until each case is known to come to rest: ./ringback test -Dringback.crash-points=true
@EnabledIfSystemProperty(named = "ringback.crash-points", matches = "true")
class CrashPointsIT {
    @Test
    void whereverAProcessGoesDownNoPhoneRingsTwiceAndNoCallIsLost() {
        List<CrashLane.Verdict> verdicts = CrashPoints.prove(CrashCases.pairwise());
        assertThat(verdicts).allMatch(CrashLane.Verdict::holds);
    }
}
