package dev.ringback.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringback.privacy.PhoneNumber;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the database holds was written by this version or an older one. */
class NextFactTest {
    private static final JsonMapper JSON =
            JsonMapper.builder().findAndAddModules().build(); // as the database's

    private static Call.NextFact read(String json) {
        try {
            return JSON.readValue(json, Call.NextFact.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oneStoredBeforeThereWerePlacesAndVariablesReadsAsHavingNone() {
        Call.NextFact fact = read("""
                {"ruleVersion":3,"person":"+12025550143","agent":"agent_1","fromNumber":"+12025550123",
                 "event":"0197c0de-0000-7000-8000-000000000001","notBefore":1795370400.000000000,"cancelOn":["a:b"]}
                """);
        assertThat(fact.person()).isEqualTo(new PhoneNumber("+12025550143"));
        assertThat(fact.variables()).isEmpty();
        assertThat(fact.places()).isEmpty();
        assertThat(fact.zone()).isNull();
    }

    @Test
    void oneIsReadAsItWasWritten() throws JsonProcessingException {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("z", "1");
        variables.put("a", "");
        Call.NextFact fact = new Call.NextFact(
                3,
                "failed-payment",
                new PhoneNumber("+12025550143"),
                "agent_1",
                new PhoneNumber("+12025550123"),
                UUID.randomUUID(),
                Instant.parse("2026-11-23T16:00:00Z"),
                List.of("a:b"),
                Call.Via.CAMPAIGN,
                variables,
                List.of("US-NY"),
                "America/New_York");
        assertThat(JSON.writeValueAsString(fact))
                .contains("\"person\":\"+12025550143\"", "\"fromNumber\":\"+12025550123\"");
        assertThat(read(JSON.writeValueAsString(fact))).isEqualTo(fact);
    }
}
