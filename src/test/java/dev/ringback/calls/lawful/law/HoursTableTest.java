package dev.ringback.calls.lawful.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Compares the law with a table written by hand: {@code hours.tsv} beside this class. */
class HoursTableTest {
    private static final Packs PACKS = Packs.ofRelease();

    private final Law law = new Law(PACKS, Preset.LAWFUL, true, Blackouts.none());

    /** @param place null if unknown */
    private record Row(String place, LocalDate day, String hours, String codes) {}

    private static List<Row> rows() throws IOException {
        try (InputStream data = HoursTableTest.class.getResourceAsStream("hours.tsv")) {
            return new String(data.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .map(parts -> new Row(
                            parts[0].equals("-") ? null : parts[0], LocalDate.parse(parts[1]), parts[2], parts[3]))
                    .toList();
        }
    }

    @Test
    void agreesWithEveryRowOfTheTable() throws IOException {
        SoftAssertions softly = new SoftAssertions();
        for (Row row : rows()) {
            DayRule rule = law.on(row.place, row.day);
            softly.assertThat(hours(rule) + " " + codes(rule))
                    .as(row.toString())
                    .isEqualTo(row.hours + " " + row.codes);
        }
        softly.assertAll();
    }

    @Test
    void hasARowForEveryPack() throws IOException {
        Set<String> named = rows().stream()
                .flatMap(row -> PACKS.at(row.place, row.day).stream())
                .map(HoursTableTest::version)
                .collect(Collectors.toSet());
        assertThat(PACKS.all()).extracting(HoursTableTest::version).allMatch(named::contains);
    }

    private static String version(Pack pack) {
        return pack.code() + pack.status() + pack.from() + pack.days().holidayHours();
    }

    private static String hours(DayRule rule) {
        return switch (rule) {
            case DayRule.Open(var openings) ->
                openings.stream()
                        .map(opening -> new Span(opening.opensAt(), opening.closesAt()).toString())
                        .collect(Collectors.joining(","));
            case DayRule.Closed _ -> "closed";
        };
    }

    private static String codes(DayRule rule) {
        return switch (rule) {
            case DayRule.Open(var openings) ->
                openings.getFirst().opensBy() + " " + openings.getLast().closesBy();
            case DayRule.Closed(var reasons) ->
                reasons.stream()
                        .map(reason -> reason.code() + " " + reason.cause().word())
                        .collect(Collectors.joining(","));
        };
    }
}
