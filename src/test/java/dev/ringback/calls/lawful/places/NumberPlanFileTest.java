package dev.ringback.calls.lawful.places;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NumberPlanFileTest {
    private static final String RIGHT = "202\tGEOGRAPHIC\tUS\t-\tUS-DC=America/New_York\tverified\tone,two";

    @Test
    void readsALine() {
        assertThat(NumberPlanFile.read("a.tsv", "# words\n" + RIGHT + "\n")).containsOnlyKeys("202");
    }

    @Test
    void sharesTheSpotsOfCodesAlike() {
        var codes = NumberPlanFile.read("a.tsv", RIGHT + "\n" + RIGHT.replace("202", "771"));
        assertThat(codes.get("202").spots()).isSameAs(codes.get("771").spots());
    }

    @Test
    void refusesWrongLinesWithFileAndLine() {
        refuses(RIGHT.replace("\tverified", ""), "columns");
        refuses(RIGHT + "\tmore", "columns");
        refuses(RIGHT.replace("202", "911x"), "area code");
        refuses(RIGHT.replace("202", "298"), "area code");
        refuses(RIGHT.replace("GEOGRAPHIC", "LOCAL"), "LOCAL");
        refuses(RIGHT.replace("\tUS\t", "\tUSA\t"), "two capital letters");
        refuses(RIGHT.replace("\tUS\t", "\tCA\t"), "not in the country");
        refuses(RIGHT.replace("\tUS\t", "\t-\t"), "not in the country");
        refuses(RIGHT.replace("US\t-", "US\t2026-02-30"), "2026-02-30");
        refuses(RIGHT.replace("US\t-", "US\t2023-12-31"), "before 2024-01-01");
        refuses(RIGHT.replace("US-DC=America/New_York", "-"), "at least one");
        refuses(RIGHT.replace("GEOGRAPHIC", "OTHER"), "only a geographic code");
        refuses(RIGHT.replace("=", ":"), "no =");
        refuses(RIGHT.replace("America/New_York", "EST"), "no zone's id");
        refuses(RIGHT.replace("America/New_York", ""), "no zone's id");
        refuses(RIGHT.replace("America/New_York", "America/New_York,America/New_York"), "a zone stands twice");
        refuses(RIGHT.replace("verified", "rumoured"), "status");
        refuses(RIGHT.replace("verified", "reported"), "two sources");
        refuses(RIGHT.replace("verified\tone,two", "verified\tone"), "two sources");
        refuses(RIGHT.replace("verified\tone,two", "reported\t"), "no source");
        refuses(RIGHT.replace("verified\tone,two", "reserved\tone"), "reserved");
    }

    @Test
    void refusesCodesThatDoNotAscend() {
        assertThatThrownBy(() -> NumberPlanFile.read("a.tsv", RIGHT + "\n" + RIGHT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a.tsv, line 2: ")
                .hasMessageContaining("ascend");
    }

    private static void refuses(String line, String why) {
        assertThatThrownBy(() -> NumberPlanFile.read("a.tsv", "# a header\n" + line + "\n"))
                .as(line)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("a.tsv, line 2: ")
                .hasMessageContaining(why);
    }
}
