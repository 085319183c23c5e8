package dev.ringback.calls.lawful.clocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZoneDataVersionTest {
    private static final ZoneData DATA = ZoneData.ofRelease();

    @Test
    void theReleaseHasItsVersionAndDate() {
        assertThat(DATA.version()).isEqualTo("2026f");
        assertThat(DATA.date()).isEqualTo(LocalDate.of(2026, 10, 27));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-26T00:00:00Z, PT0S, CURRENT",
        "2026-10-27T00:00:00Z, PT0S, CURRENT",
        "2026-10-28T12:00:00Z, PT36H, CURRENT",
        "2027-02-24T00:00:00Z, PT2880H, CURRENT",
        "2027-02-24T00:00:01Z, PT2880H1S, OLD",
        "2027-06-24T00:00:00Z, PT5760H, OLD",
        "2027-06-24T00:00:01Z, PT5760H1S, TOO_OLD",
        "2030-01-01T00:00:00Z, PT27888H, TOO_OLD"
    })
    void dataGrowOldAfter120AndTooOldAfter240Days(Instant now, Duration age, DataAge ageClass) {
        assertThat(DATA.age(now)).isEqualTo(age);
        assertThat(DATA.ageClass(now)).isEqualTo(ageClass);
    }

    // --- A user's file

    @Test
    void aNewerFileIsTaken(@TempDir Path folder) throws Exception {
        String text = ZoneDataTest.release()
                .replace("# version 2026f", "# version 2027b")
                .replace("# released 2026-10-27", "# released 2027-04-01")
                .replace("\nZ Europe/Vienna ", "\nZ Europe/Wien ");
        ZoneData data =
                ZoneData.read(Files.writeString(folder.resolve("tzdata.zi"), text + "L Europe/Wien Europe/Vienna\n"));
        assertThat(data.version()).isEqualTo("2027b");
        assertThat(data.date()).isEqualTo(LocalDate.of(2027, 4, 1));
        assertThat(DATA.isOlderThan(data)).isTrue();
        assertThat(data.isOlderThan(DATA)).isFalse();
        assertThat(data.isOlderThan(data)).isFalse();
        assertThat(data.zone("europe/wien").orElseThrow().rules())
                .isEqualTo(DATA.zone("Europe/Vienna").orElseThrow().rules());
        assertThat(data.zone("europe/vienna").orElseThrow().id()).isEqualTo("Europe/Vienna");
    }

    @Test
    void aFileWithoutADateHasThatOfItsLastModificationInUtc(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("tzdata.zi"), "# version 2027a\nZ X 1 - %z\n");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2027-02-01T23:59:59Z")));
        assertThat(ZoneData.read(file).date()).isEqualTo(LocalDate.of(2027, 2, 1));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2027-02-02T00:00:00Z")));
        assertThat(ZoneData.read(file).date()).isEqualTo(LocalDate.of(2027, 2, 2));
    }
}
