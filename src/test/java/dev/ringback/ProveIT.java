package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the kill loop for two minutes, as {@code ./ringback prove} does: every kind of trouble but a copied database. */
class ProveIT {
    private static final Duration LONGEST = Duration.ofMinutes(15);
    /** Lasting troubles of a short run. A copied database would take a third of its time. */
    private static final List<String> TROUBLES = List.of(
            "silent database connections",
            "silent database network",
            "exhausted pool",
            "read-only database",
            "outage of the Hub");

    @TempDir
    Path directory;

    @Test
    void nobodyIsRungTwiceAndNothingIsLostUnderTwoMinutesOfKills() throws IOException {
        Path json = directory.resolve("certificate.json");
        Processes.Running prove = Processes.prove("--minutes", "2", "--json", json.toString());
        assertThat(prove.process().onExit())
                .as("the kill loop, which printed to " + prove.output())
                .succeedsWithin(LONGEST);
        assertThat(prove.exitCode()).as(prove.printed()).isZero();
        assertThat(prove.printed()).contains("KILL LOOP CERTIFICATE");

        JsonNode certificate = new ObjectMapper().readTree(Files.readString(json));
        assertThat(certificate.path("kills").asInt()).isPositive();
        assertThat(TROUBLES)
                .allSatisfy(trouble -> assertThat(
                                certificate.path("acts").path(trouble).asInt())
                        .as(trouble)
                        .isPositive());
        JsonNode balance = certificate.path("balance");
        assertThat(balance.path("rings").asInt()).isPositive();
        assertThat(balance.path("duplicates").asInt(-1)).isZero();
        assertThat(balance.path("lost").asInt(-1)).isZero();
        assertThat(balance.path("wrong_state").asInt(-1)).isZero();
        assertThat(balance.path("too_late").asInt(-1)).isZero();
        assertThat(balance.path("unrecorded_rings").asInt(-1)).isZero();
        assertThat(balance.path("unfinished").asInt(-1)).isZero();
        assertThat(balance.path("deleted_by_others").asInt(-1)).isZero();
    }
}
