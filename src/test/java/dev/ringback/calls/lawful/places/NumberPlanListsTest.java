package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.calls.lawful.places.AreaCode.Use;
import dev.ringback.privacy.PhoneNumber;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the table with two public lists of area codes, whose data are in the test's resources. */
class NumberPlanListsTest {
    private static final NumberPlan PLAN = NumberPlan.ofRelease();
    private static final List<String[]> AREACODES = NumberPlanList.rows("places/areacodes-0.2.1.tsv");
    private static final List<String[]> US_AREA_CODES = NumberPlanList.rows("places/us-area-codes-1.0.0.tsv");

    /**
     * 278 and 627 were planned at about 2000, for Michigan and for California, and never opened: the plan's report of
     * 2026-09-30 has both as reserved, without a place.
     */
    @Test
    void answersEachCodeOfAreacodesWithItsState() {
        var differences = new TreeMap<String, String>();
        for (String[] row : AREACODES) {
            String theirs = row[1].equals("local") ? NumberPlanList.placeOfState(row[2]) : "TOLL_FREE";
            String ours = ours(row[0]);
            if (!ours.equals(theirs)) {
                differences.put(row[0], theirs + ", here " + ours);
            }
        }
        assertThat(AREACODES).hasSize(358);
        assertThat(differences).isEqualTo(Map.of("278", "US-MI, here none", "627", "US-CA, here none"));
    }

    /** This list has a country alone for 622, which the report calls Canadian and not geographic. */
    @Test
    void answersEachCodeOfUsAreaCodesWithItsPlace() {
        var differences = new TreeMap<String, String>();
        for (String[] row : US_AREA_CODES) {
            String theirs = NumberPlanList.placesOfName(row[1]);
            String ours = ours(row[0]);
            if (!ours.equals(theirs)) {
                differences.put(row[0], theirs + ", here " + ours);
            }
        }
        assertThat(US_AREA_CODES).hasSize(404);
        assertThat(differences).isEqualTo(Map.of("622", "CA, here OTHER"));
    }

    /** The two lists are of about 2018, so they lack what came later; 273 and 565 are still to come. */
    @Test
    void hasTheseGeographicCodesBesideBothLists() {
        assertThat(besideBothLists(Use.GEOGRAPHIC))
                .isEqualTo("235 257 263 273 324 329 350 353 354 357 363 368 382 436 448 457 465 468 471 472 474 483 565"
                        + " 572 582 584 621 624 645 656 683 686 728 729 738 742 748 753 771 821 826 835 837 840"
                        + " 861 924 942 943 945 948 983");
    }

    /** Neither list has codes that belong to no place, except toll-free ones and 622. */
    @Test
    void hasTheseOtherCodesBesideBothLists() {
        assertThat(besideBothLists(Use.TOLL_FREE)).isEmpty();
        assertThat(besideBothLists(Use.PREMIUM)).isEqualTo("900");
        assertThat(besideBothLists(Use.OTHER))
                .isEqualTo("500 521 522 523 524 525 526 527 528 529 532 533 535 538 542 543 544 545 546 547 549 550 552"
                        + " 553 554 556 558 566 569 577 578 588 589 600 633 644 655 677 688 700 710");
    }

    private static String besideBothLists(Use use) {
        Set<String> listed = Stream.concat(AREACODES.stream(), US_AREA_CODES.stream())
                .map(row -> row[0])
                .collect(Collectors.toSet());
        return PLAN.codes().stream()
                .filter(code -> code.use() == use && !listed.contains(code.code()))
                .map(AreaCode::code)
                .collect(Collectors.joining(" "));
    }

    /** Returns the places of a code in order, or its use if it has none, or "none". */
    private static String ours(String code) {
        Optional<AreaCode> found = PLAN.areaCode(new PhoneNumber("+1" + code + "5550123"));
        return found.map(known -> known.use() == Use.GEOGRAPHIC
                        ? known.spots().stream().map(Spot::place).sorted().collect(Collectors.joining(","))
                        : known.use().name())
                .orElse("none");
    }
}
