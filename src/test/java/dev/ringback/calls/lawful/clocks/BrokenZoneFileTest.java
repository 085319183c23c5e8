package dev.ringback.calls.lawful.clocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenZoneFileTest {
    private static final String CURE = "; take tzdata.zi of a tz release, such as /usr/share/zoneinfo/tzdata.zi";

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("mine.zi"), text);
    }

    private void assertRefused(String text, int line, String why) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> ZoneData.read(file))
                .isInstanceOf(UnreadableZonesException.class)
                .hasMessage(file + ", line " + line + ": " + why + CURE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "R A 2030 o - Mar 1 2 1       | a rule has 10 fields, the fifth of which is '-'",
                "R A 2030 o x Mar 1 2 1 -     | a rule has 10 fields, the fifth of which is '-'",
                "R A mi o - Mar 1 2 1 -       | a year from 1000 to 2999 is expected",
                "R A 203O o - Mar 1 2 1 -     | a year from 1000 to 2999 is expected",
                "R A 3000 o - Mar 1 2 1 -     | a year from 1000 to 2999 is expected",
                "R A 2030 m - Mar 1 2 1 -     | a year from 1000 to 2999 is expected",
                "R A 2030 99999 - Mar 1 2 1 - | a year from 1000 to 2999 is expected",
                "R A 2030 2029 - Mar 1 2 1 -  | the last year is before the first",
                "R A 2030 o - J 1 2 1 -       | a month is expected",
                "R A 2030 o - Ma 1 2 1 -      | a month is expected",
                "R A 2030 o - 3 1 2 1 -       | a month is expected",
                "R A 2030 o - Marchy 1 2 1 -  | a month is expected",
                "R A 2030 o - Mar T>=1 2 1 -  | a day of the week is expected",
                "R A 2030 o - Mar lastS 2 1 - | a day of the week is expected",
                "R A 2030 o - Mar last 2 1 -  | a day of the week is expected",
                "R A 2030 o - Mar Su=>1 2 1 - | a day of the week is expected",
                "R A 2030 o - Mar Su!=1 2 1 - | a day of the month is expected",
                "R A 2030 o - Mar first 2 1 - | a day of the month is expected",
                "R A 2030 o - Mar >=8 2 1 -   | a day of the month is expected",
                "R A 2030 o - Mar Su>=32 2 1 - | the month has no such day",
                "R A 2030 o - Mar Su>= 2 1 -  | the month has no such day",
                "R A 2030 o - Mar Su<=0 2 1 - | the month has no such day",
                "R A 2030 o - F 30 2 1 -      | the month has no such day",
                "R A 2030 o - F 29 2 1 -      | the month has no such day",
                "R A 2028 ma - F 29 2 1 -     | the month has no such day",
                "R A 2030 o - Mar 32 2 1 -    | the month has no such day",
                "R A 2030 o - Mar 1 2x 1 -    | a time such as 2 or 2:30, of at most 168 hours, is expected",
                "R A 2030 o - Mar 1 w 1 -     | a time such as 2 or 2:30, of at most 168 hours, is expected",
                "R A 2030 o - Mar 1 2:60 1 -  | a time such as 2 or 2:30, of at most 168 hours, is expected",
                "R A 2030 o - Mar 1 2:0:0:0 1 - | a time such as 2 or 2:30, of at most 168 hours, is expected",
                "R A 2030 o - Mar 1 -:30 1 -  | a time such as 2 or 2:30, of at most 168 hours, is expected",
                "R A 2030 o - Mar 1 169 1 -   | a time such as 2 or 2:30, of at most 168 hours, is expected",
                "R A 2030 o - Mar 1 2 3 -     | a time such as 2 or 2:30, of at most 2 hours, is expected",
                "R A 2030 o - Mar 1 2 --1 -   | a time such as 2 or 2:30, of at most 2 hours, is expected",
                "Z Y 17 - %z                  | a time such as 2 or 2:30, of at most 16 hours, is expected",
                "Z Y 1 A %z                   | the zone's rule is not in the file",
                "Z Y 1 3 %z                   | a time such as 2 or 2:30, of at most 2 hours, is expected",
                "Z Y 1 -                      | a zone's line has an offset, a rule, a format and at most four fields"
                        + " of its end",
                "Z Y 1 - %z 2030 Mar 1 0 0    | a zone's line has an offset, a rule, a format and at most four fields"
                        + " of its end",
                "Z                            | an id of a zone that occurs for the first time is expected",
                "Z X 1 - %z                   | an id of a zone that occurs for the first time is expected",
                "L X                          | a rule, a zone or a link of three fields is expected",
                "L X Y Z                      | a rule, a zone or a link of three fields is expected",
                "Leap 2016 Dec 31 23:59:60 + S | a rule, a zone or a link of three fields is expected",
                "Hello                        | a rule, a zone or a link of three fields is expected",
                "L Y Z                        | the link leads to no zone",
                "L Z Z                        | the link leads to no zone",
                "# released 2027-13-01        | a date such as 2026-10-27 is expected"
            })
    void aBrokenLineIsNamedWithWhatIsExpected(String line, String why) throws IOException {
        assertRefused("# version 2027a\nZ X 1 - %z\n\n" + line + "\n", 4, why);
    }

    @Test
    void aZoneWithoutAnEndIsNamed() throws IOException {
        assertRefused("# version 2027a\nZ X 1 - %z 2030\n", 2, "the last zone has no end");
        assertRefused("# version 2027a\nZ X 1 - %z 2030 Feb 30\n2 - %z\n", 2, "the month has no such day");
    }

    @Test
    void aLineThatEndsBeforeItStartsIsFoundWhenTheFileIsRead() throws IOException {
        assertRefused("# version 2027a\nZ X 1 - %z 2030\n2 - %z 2029\n3 - %z\n", 3, "the line ends before it starts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", "Z X 1 - %z\n", "# version unknown\nZ X 1 - %z\n", "name,phone\nA,+12025550143\n"})
    void aFileWithoutAVersionIsRefused(String text) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> ZoneData.read(file))
                .isInstanceOf(UnreadableZonesException.class)
                .hasMessageStartingWith(file + ", line 1: ")
                .hasMessageEndingWith(CURE)
                .message()
                .doesNotContain("2025550143");
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        assertRefused("# version 2027a\n", 1, "there is no zone");
        Path compiled =
                Files.write(folder.resolve("Berlin"), new byte[] {'T', 'Z', 'i', 'f', '2', 0, 0, -1, -2, 10, 10, 5});
        assertThatThrownBy(() -> ZoneData.read(compiled))
                .isInstanceOf(UnreadableZonesException.class)
                .hasMessageStartingWith(compiled + ", line 1: ");
    }

    @Test
    void whatIsNoFileIsRefused() throws IOException {
        Path missing = folder.resolve("missing.zi");
        assertThatThrownBy(() -> ZoneData.read(missing))
                .isInstanceOf(UnreadableZonesException.class)
                .hasMessage(missing + ": the file cannot be read (NoSuchFileException)" + CURE);
        assertThatThrownBy(() -> ZoneData.read(folder))
                .isInstanceOf(UnreadableZonesException.class)
                .hasMessageStartingWith(folder + ": the file cannot be read (");
        Path large = Files.write(folder.resolve("large.zi"), new byte[(4 << 20) + 1]);
        assertThatThrownBy(() -> ZoneData.read(large))
                .isInstanceOf(UnreadableZonesException.class)
                .hasMessage(large + ": the file has more than 4 MB" + CURE);
    }

    /** Whatever is changed in a file: it is read, or refused by the one exception with a line. */
    @Test
    void aDamagedFileIsReadOrRefused() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed of the damaged files: " + seed);
        Random random = new Random(seed);
        List<String> all = ZoneDataTest.release().lines().toList();
        List<String> lines = new ArrayList<>(all.subList(0, 60));
        lines.addAll(List.of("R u 2007 ma - Mar Su>=8 2 1 D", "R u 2007 ma - N Su>=1 2 0 S"));
        lines.addAll(
                List.of("Z A -4:56:2 - LMT 1883 N 18 17u", "-5 u E%sT 1974 Ja 6 2s", "-5 0:30 %z 2020", "-5 u E%sT"));
        lines.addAll(List.of("Z B 1 - %z", "L A C", "L C D"));
        String text = String.join("\n", lines) + "\n";
        String letters = "0123456789:-<>=#RZLosumaFSDuw \n\t%\u0000é";
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            StringBuilder damaged = new StringBuilder(text);
            for (int times = random.nextInt(3); times >= 0; times--) {
                int at = random.nextInt(damaged.length());
                damaged.replace(at, at + random.nextInt(2), "" + letters.charAt(random.nextInt(letters.length())));
            }
            Path file = file(damaged.toString());
            try {
                ZoneData.read(file).ids();
            } catch (UnreadableZonesException e) {
                refused++;
                assertThat(e).hasMessageContaining(", line ");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + i, e);
            }
        }
        assertThat(refused).isBetween(50, 990);
    }
}
