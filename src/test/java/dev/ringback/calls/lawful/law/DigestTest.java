package dev.ringback.calls.lawful.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DigestTest {
    private static final LocalDate DAY = LocalDate.of(2026, 9, 27);
    private static final String HOURS = "mon-sun: 08:00-10:00";

    private static String digest(Pack... packs) {
        return new Law(Packs.of(List.of(packs)), Preset.LAWFUL, true, Blackouts.none()).digest();
    }

    private static String digest(Preset preset, boolean withBills, Blackout... blackouts) {
        return new Law(Packs.ofRelease(), preset, withBills, Blackouts.of(List.of(blackouts))).digest();
    }

    @Test
    void isTheSameForTheSameLaw() {
        assertThat(digest(Preset.LAWFUL, true))
                .isEqualTo(digest(Preset.LAWFUL, true))
                .matches("[0-9a-f]{64}");
        Pack one = TestPacks.open("QQ", HOURS);
        Pack two = TestPacks.open("QR", HOURS);
        assertThat(digest(one, two)).isEqualTo(digest(two, one));
    }

    @Test
    void differsWithWhateverDecides() {
        Blackout florida = new Blackout("US-FL", DAY, DAY, "hurricane");
        Set<String> digests = new HashSet<>(List.of(
                digest(Preset.LAWFUL, true),
                digest(Preset.LAWFUL, false),
                digest(Preset.STRICT, true),
                digest(Preset.STRICT, false),
                digest(Preset.LAWFUL, true, florida),
                digest(Preset.LAWFUL, true, new Blackout("US-FL", DAY, DAY.plusDays(1), "hurricane")),
                digest(Preset.LAWFUL, true, new Blackout("US", DAY, DAY, "hurricane")),
                digest(TestPacks.open("QQ", HOURS)),
                digest(TestPacks.open("QR", HOURS)),
                digest(TestPacks.open("QQ", "mon-sun: 08:00-10:01")),
                digest(TestPacks.read("QQ", "automated: { " + HOURS + " }")),
                digest(TestPacks.read("QQ", "holidays: { a: 12-25 }")),
                digest(TestPacks.read("QQ", "holidays: { a: 12-26 }")),
                digest(TestPacks.read("QQ", "limits: [ { calls: 3, per: 24h } ]")),
                digest(TestPacks.read("QQ", "limits: [ { calls: 3, per: 25h } ]")),
                digest(TestPacks.unverified("QQ", HOURS)),
                digest(TestPacks.read("QQ", "until: 2027-01-01"))));
        assertThat(digests).hasSize(17);
    }

    @Test
    void ignoresWordsForPeople() {
        assertThat(digest(TestPacks.read("QQ", "disclosure: a")))
                .isEqualTo(digest(TestPacks.read("QQ", "disclosure: b")));
        assertThat(digest(Preset.LAWFUL, true, new Blackout("US-FL", DAY, DAY, "hurricane")))
                .isEqualTo(digest(Preset.LAWFUL, true, new Blackout("US-FL", DAY, DAY, "flood")));
        assertThat(digest(TestPacks.read("QQ", "publicHolidays: { a: 12-25 }")))
                .as("counts when strict only")
                .isEqualTo(digest(TestPacks.read("QQ", "disclosure: b")));
    }
}
