package dev.ringback.calls.lawful.places;

import dev.ringback.calls.lawful.places.AreaCode.Use;
import dev.ringback.privacy.PhoneNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Compares the table of area codes with a newer NPA report of the North American Numbering Plan Administrator.
 *
 * <p>The report is a public CSV file ({@code npa_report.csv}): a line with its date, a line with the columns' names, a
 * line for each number from 200 to 999. Run {@code main} with its path, then correct the table by hand.
 */
final class NumberPlanReport {
    private static final Pattern FIELD = Pattern.compile("(?:^|,)(?:\"((?:[^\"]|\"\")*)\"|([^,]*))");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd-MMM-uuuu", Locale.ENGLISH);
    private static final LocalDate FIRST_DATE = LocalDate.of(2024, 1, 1);

    private final NumberPlan plan;

    NumberPlanReport(NumberPlan plan) {
        this.plan = plan;
    }

    /** Prints the differences between the table of this release and the report whose path is given. */
    public static void main(String... arguments) throws IOException {
        var report = Files.readAllLines(Path.of(arguments[0]));
        new NumberPlanReport(NumberPlan.ofRelease()).differences(report).forEach(System.out::println);
    }

    /** Returns a sentence for each code that the report has otherwise than the table. */
    List<String> differences(List<String> report) {
        List<String> names = fields(report.get(1));
        var differences = new ArrayList<String>();
        for (String line : report.subList(2, report.size())) {
            List<String> fields = fields(line);
            var row = new HashMap<String, String>();
            for (int column = 0; column < names.size(); column++) {
                row.put(names.get(column), fields.get(column).strip());
            }
            String theirs = theirs(row);
            String ours = ours(row.get("NPA_ID"));
            if (!theirs.equals(ours)) {
                differences.add(row.get("NPA_ID") + ": " + theirs + ", in the table " + ours);
            }
        }
        return differences;
    }

    /** Returns what a code is by the report, as "US-OH since 2024-03-01", "other", "none". */
    private static String theirs(Map<String, String> row) {
        String date = row.get("IN_SERVICE_DT");
        if (date.isEmpty()) {
            return "none";
        }
        LocalDate first = LocalDate.parse(date, DATE);
        String since = first.isBefore(FIRST_DATE) ? "" : " since " + first;
        return (row.get("USE").equals("G") ? place(row.get("LOCATION"), row.get("COUNTRY")) : "other") + since;
    }

    private static String place(String location, String country) {
        return country.equals("US") && location.length() == 2
                ? NumberPlanList.placeOfState(location)
                : NumberPlanList.placesOfName(location);
    }

    private String ours(String code) {
        return plan.areaCode(new PhoneNumber("+1" + code + "5550123"))
                .filter(known -> !isReserved(known))
                .map(known -> places(known) + (known.inServiceFrom() == null ? "" : " since " + known.inServiceFrom()))
                .orElse("none");
    }

    private static String places(AreaCode code) {
        return code.use() == Use.GEOGRAPHIC
                ? code.spots().stream().map(Spot::place).sorted().collect(Collectors.joining(","))
                : "other";
    }

    private static boolean isReserved(AreaCode code) {
        return NumberPlanList.rows("places/nanp.tsv").stream()
                .anyMatch(row -> row[0].equals(code.code()) && row[5].equals("reserved"));
    }

    private static List<String> fields(String line) {
        var fields = new ArrayList<String>();
        Matcher field = FIELD.matcher(line);
        while (field.find()) {
            fields.add(field.group(1) != null ? field.group(1).replace("\"\"", "\"") : field.group(2));
        }
        return fields;
    }
}
