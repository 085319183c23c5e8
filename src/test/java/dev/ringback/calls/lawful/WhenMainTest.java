package dev.ringback.calls.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private static int run(String... arguments) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return WhenMain.run(List.of(arguments), CLOCK, nowhere, nowhere);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "0 | +12025550143 | -", // Saturday, 13:00 in Washington
                "1 | +12025550143 | --at=2026-11-28T03:00:00Z", // 22:00 the day before
                "1 | +18005550199 | -",
                "2 | 12 | -",
                "2 | +12025550143 | --at=noon",
                "2 | +12025550143 | --nonsense=x",
                "2 | +12025550143 | -x",
                "2 | +12025550143 | --place",
                "2 | +12025550143 | +12025550144",
                "0 | --help | -"
            })
    void tellsTheAnswerByItsExitCode(int expected, String first, String second) {
        assertThat(second == null ? run(first) : run(first, second)).isEqualTo(expected);
    }

    @Test
    void aWrongSettingEndsWith2() {
        System.setProperty("ringback.hours.bills", "maybe");
        try {
            assertThat(run("+12025550143")).isEqualTo(2);
        } finally {
            System.clearProperty("ringback.hours.bills");
        }
    }

    /** Outside the container the service's file of defaults is not read. */
    @Test
    void theDefaultsAreTheServices() throws IOException {
        Properties service = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            service.load(file);
        }
        assertThat(service.getProperty("ringback.place.by-number")).isEqualTo("area-code");
        assertThat(service.getProperty("ringback.hours.preset")).isEqualTo("lawful");
        assertThat(service.getProperty("ringback.hours.bills")).isEqualTo("true");
        assertThat(service.stringPropertyNames()).doesNotContain("ringback.zones.file", "ringback.allowed-countries");
        HoursInForce hours = StandaloneHours.read(CLOCK).hours();
        assertThat(hours.inWords()).startsWith("preset lawful, bills count as law, a number places by its area code");
    }
}
