package dev.ringback.calls.lawful.clocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joda.time.DateTimeZone;
import org.junit.jupiter.api.Test;

/** Compares our zones with those of the JDK and of Joda-Time, which compile the tz database by code of their own. */
class OtherZoneDataTest {
    private static final ZoneData DATA = ZoneData.ofRelease();
    /** The release of the tz database in the JDK for which the list was made; older ones differ in more. */
    private static final String OLDEST_JDK_DATA = "2026a";

    private static final String NEVER = "never";
    private static final Instant YEAR_1970 = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant YEAR_2038 = Instant.parse("2038-01-01T00:00:00Z");

    /** Lists the ids whose clocks are others in the JDK's data. A JDK with the release that changed them agrees. */
    private enum Difference {
        /** Stays at -7 from 2026-11-01. */
        BRITISH_COLUMBIA("2026b", "America/Vancouver", "Canada/Pacific"),
        /** Stays at -6 from 2026-11-01, Yellowknife with it. */
        ALBERTA("2026c", "America/Edmonton", "America/Yellowknife", "Canada/Mountain"),
        /** Stays at 0 from 2026-09-20. */
        MOROCCO("2026c", "Africa/Casablanca", "Africa/El_Aaiun"),
        /** Stay at -6 from 2026-11-01. */
        NORTHWEST_TERRITORIES("2026d", "America/Inuvik"),
        /** Summer time of 1992 began a day earlier. */
        COLOMBIA("2026d", "America/Bogota"),
        /** Summer time of 1979 began a day earlier. */
        IRAN("2026d", "Asia/Tehran", "Iran"),
        /** Stays at -5 from 2026-11-01, north-western Ontario with it. */
        MANITOBA("2026e", "America/Winnipeg", "America/Rainy_River", "Canada/Central"),
        /** Stays at -4 until 2027-11-07. */
        CUBA("2026f", "America/Havana", "Cuba"),
        /** Links to Athens and Lisbon since 2024b. Debian keeps rules of their own, which differ until 1996. */
        OLD_NAMES(NEVER, "EET", "WET");

        private final String changedIn;
        private final Set<String> ids;

        Difference(String changedIn, String... ids) {
            this.changedIn = changedIn;
            this.ids = Set.of(ids);
        }

        private boolean isIn(String jdkData) {
            return changedIn.equals(NEVER) || changedIn.compareTo(jdkData) > 0;
        }
    }

    @Test
    void theClocksAreTheJdksButForTheListedZones() {
        String jdkData = ZoneRulesProvider.getVersions("UTC").lastKey();
        assumeTrue(
                jdkData.compareTo(OLDEST_JDK_DATA) >= 0 && jdkData.compareTo(DATA.version()) <= 0,
                "the list is made for the JDK's data " + OLDEST_JDK_DATA + " to " + DATA.version() + ", not "
                        + jdkData);
        Set<String> differ = new TreeSet<>();
        Set<String> common = new TreeSet<>(ZoneId.getAvailableZoneIds());
        common.retainAll(DATA.ids());
        for (String id : common) {
            ZoneRules ours = DATA.zone(id).orElseThrow().rules();
            ZoneRules theirs = ZoneId.of(id).getRules();
            boolean isSame = ours.getOffset(YEAR_1970).equals(theirs.getOffset(YEAR_1970))
                    && Change.of(ours, YEAR_1970, YEAR_2038).equals(Change.of(theirs, YEAR_1970, YEAR_2038));
            if (!isSame) {
                differ.add(id);
            }
        }
        assertThat(common).hasSizeGreaterThan(580);
        assertThat(differ)
                .isEqualTo(Stream.of(Difference.values())
                        .filter(difference -> difference.isIn(jdkData))
                        .flatMap(difference -> difference.ids.stream())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theJdksOtherIdsAreThoseOfSystemV() {
        assertThat(ZoneId.getAvailableZoneIds().stream()
                        .filter(id -> !DATA.ids().contains(id)))
                .allMatch(id -> id.startsWith("SystemV/"));
    }

    /** Joda-Time 2.15.1 has the data 2026f. */
    @Test
    void theClocksOf2024To2032AreThoseOfJodaTime() {
        Instant from = Instant.parse("2024-01-01T00:00:00Z");
        Instant until = Instant.parse("2033-01-01T00:00:00Z");
        Set<String> common = new TreeSet<>(DateTimeZone.getAvailableIDs());
        common.retainAll(DATA.ids());
        assertThat(common).hasSizeGreaterThan(580);
        for (String id : common) {
            ZoneRules ours = DATA.zone(id).orElseThrow().rules();
            DateTimeZone theirs = DateTimeZone.forID(id);
            assertThat(ours.getOffset(from)).as(id).isEqualTo(offset(theirs, from.toEpochMilli()));
            assertThat(Change.of(ours, from, until)).as(id).isEqualTo(changes(theirs, from, until));
        }
    }

    private static List<Change> changes(DateTimeZone zone, Instant from, Instant until) {
        List<Change> changes = new ArrayList<>();
        long at = from.toEpochMilli() - 1;
        for (long next = zone.nextTransition(at);
                next != at && next < until.toEpochMilli();
                next = zone.nextTransition(at)) {
            ZoneOffset before = offset(zone, next - 1);
            ZoneOffset after = offset(zone, next);
            if (!before.equals(after)) { // a change of the name alone is none
                changes.add(new Change(Instant.ofEpochMilli(next), before, after));
            }
            at = next;
        }
        return changes;
    }

    private static ZoneOffset offset(DateTimeZone zone, long at) {
        return ZoneOffset.ofTotalSeconds(zone.getOffset(at) / 1000);
    }
}
