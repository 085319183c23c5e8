package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.lawful.Countries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules files that we ship are ones we accept. */
class ExamplesTest {
    @ParameterizedTest
    @ValueSource(strings = {"examples/rules.yaml", "deploy/base/rules.yaml"})
    void anExampleIsValid(String file) throws IOException {
        assertThat(RulesFile.parse(Files.readString(Path.of(file)), Countries::zone, Instant.EPOCH))
                .isInstanceOf(RulesFile.Parsed.Valid.class);
    }
}
