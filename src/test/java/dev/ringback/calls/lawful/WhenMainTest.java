package dev.ringback.calls.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhenMainTest {
    private static final String FILE = "ringback.zones.file";
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-28T18:00:00Z"));

    /** 1 would say that the person must not be rung. */
    @Test
    void brokenZoneDataAreToldInOneLineAndEndWith2(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("tzdata.zi"), "# version 2026z\nZone broken\n");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setProperty(FILE, file.toString());
        try {
            int code = WhenMain.run(
                    List.of("+12025550143"), CLOCK, System.out, new PrintStream(err, true, StandardCharsets.UTF_8));
            assertThat(code).isEqualTo(2);
        } finally {
            System.clearProperty(FILE);
        }
        assertThat(err.toString(StandardCharsets.UTF_8).strip())
                .startsWith("ringback: " + file + ", line 2: ")
                .doesNotContain("\n");
    }
}
