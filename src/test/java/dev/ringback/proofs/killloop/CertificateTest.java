package dev.ringback.proofs.killloop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The certificate's counts have plain names, and beside them those that readers of older ones know. */
class CertificateTest {
    private static final Certificate.Settled NONE = new Certificate.Settled(0, 0, 0, 0);

    private final Certificate certificate = new Certificate(
            1,
            2,
            Instant.EPOCH,
            Duration.ofMinutes(1),
            "PostgreSQL",
            Map.of("kill", 1L),
            1,
            new Certificate.Webhooks(1, 1, 1, 0, 0),
            new Audit(Map.of(), 1, new Audit.Campaigns(0, 0, 0, 0, 0, 0), 0, 0, 3, 0, 4, 5, 0, List.of()),
            new Trials(List.of(), 0, List.of(), List.of(), List.of()),
            new Certificate.Unknowns(NONE, NONE, 0),
            Certificate.Percentiles.of(List.of()),
            Certificate.Percentiles.of(List.of()),
            null);

    @Test
    void theJsonHasBothNames() throws IOException {
        JsonNode balance = new ObjectMapper().readTree(certificate.json()).get("balance");
        assertThat(List.of(
                        balance.get("wrong_state").asInt(),
                        balance.get("untrue").asInt()))
                .containsOnly(3);
        assertThat(List.of(
                        balance.get("unrecorded_rings").asInt(),
                        balance.get("astray").asInt()))
                .containsOnly(4);
        assertThat(List.of(
                        balance.get("unfinished").asInt(), balance.get("left").asInt()))
                .containsOnly(5);
    }

    @Test
    void theTextHasTheFormerNamesInBrackets() {
        assertThat(certificate.text())
                .contains("wrong state 3   (untrue: ", "unrecorded  4   (astray: ", "unfinished  5   (left: ");
    }
}
