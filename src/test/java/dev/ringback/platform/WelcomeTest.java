package dev.ringback.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WelcomeTest {
    private static final Path DEMO = Path.of("examples/welcome.txt");

    private final SmallRyeConfig config = new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(
                    Map.of("quarkus.http.port", "18080", "ringback.hub.emulator.port", "18089"), "test", 0))
            .build();

    @Test
    void theDemoNamesThePortsThatAreSet() throws IOException {
        assertThat(Welcome.filledIn(Files.readString(DEMO), config))
                .contains("http://localhost:18080", "http://localhost:18089")
                .doesNotContain("${", "localhost:8080", "localhost:8089");
    }

    @Test
    void aSettingWithoutAValueStaysAsItIsWritten() {
        assertThat(Welcome.filledIn("at ${no.such-setting}", config)).isEqualTo("at ${no.such-setting}");
    }
}
