package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two minutes of the kill loop, as {@code ./ringback prove} runs it. */
class ProveIT {
    private static final Duration LONGEST = Duration.ofMinutes(15);

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
        JsonNode balance = certificate.path("balance");
        assertThat(balance.path("rings").asInt()).isPositive();
        assertThat(balance.path("duplicates").asInt(-1)).isZero();
        assertThat(balance.path("lost").asInt(-1)).isZero();
        assertThat(balance.path("untrue").asInt(-1)).isZero();
        assertThat(balance.path("too_late").asInt(-1)).isZero();
    }
}
