package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads lines in the form of the plan's report, with fewer columns than it has. */
class NumberPlanReportTest {
    private final NumberPlanReport report = new NumberPlanReport(NumberPlan.ofRelease());

    @Test
    void saysNothingOfCodesThatTheTableHasAlike() {
        assertThat(differences(
                        "202,G,DC,US,Y,01-Jan-1947,\"a note, with a comma\"",
                        "436,G,OH,US,Y,01-Mar-2024,",
                        "273,G,QUEBEC,CANADA,N,27-Feb-2027,",
                        "670,G,CNMI,US,Y,01-Jul-1997,",
                        "787,G,PR,US,Y,01-Mar-1996,",
                        "782,G,NOVA SCOTIA - PRINCE EDWARD ISLAND,CANADA,Y,30-Nov-2014,",
                        "867,G,NORTHWEST TERRITORIES -YUKON - NUNAVUT,CANADA,Y,21-Oct-1997,",
                        "758,G,ST. LUCIA,ST.LUCIA,Y,01-Jul-1996,",
                        "800,N,NANP AREA,,Y,01-Jan-1966,",
                        "822,N,NANP AREA,,N,,",
                        "535,N,NANP AREA,,N,,",
                        "761,G,KY,US,N,,",
                        "911,,,,N,,"))
                .isEmpty();
    }

    @Test
    void saysWhatDiffers() {
        assertThat(differences(
                        "202,G,VA,US,Y,01-Jan-1947,",
                        "436,G,OH,US,Y,02-Mar-2024,",
                        "761,G,KY,US,N,05-Jun-2028,",
                        "212,G,,,N,,"))
                .containsExactly(
                        "202: US-VA, in the table US-DC",
                        "436: US-OH since 2024-03-02, in the table US-OH since 2024-03-01",
                        "761: US-KY since 2028-06-05, in the table none",
                        "212: none, in the table US-NY");
    }

    private List<String> differences(String... lines) {
        var all = new ArrayList<String>();
        all.add("File Date,09/30/2026");
        all.add("NPA_ID,USE,LOCATION,COUNTRY,IN_SERVICE,IN_SERVICE_DT,NOTES");
        all.addAll(List.of(lines));
        return report.differences(all);
    }
}
