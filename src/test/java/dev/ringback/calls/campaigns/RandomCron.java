package dev.ringback.calls.campaigns;

import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws expressions, of which many name a given day or the days beside it. */
record RandomCron(Random random, LocalDate day) {
    String expression() {
        boolean isByWeekday = random.nextInt(3) == 0;
        String dayOfMonth = isByWeekday ? "?" : dayOfMonth();
        String dayOfWeek = isByWeekday ? dayOfWeek() : "?";
        String year = one(List.of("", "", " *", " " + day.getYear(), " 2024/2", " " + day.getYear() + "-2099"));
        return String.join(
                        " ",
                        one(List.of("0", "0", "0", "59", "30/15", "*/20", values(0, 59))),
                        one(List.of("0", "30", "15", "0/15", "*/7", "50-10/5", values(0, 59))),
                        one(List.of("*", "*/2", "0-3", "22-2", "0", "1", "2", "23", "0/1", values(0, 23))),
                        dayOfMonth,
                        one(List.of("*", "*", "*/2", "" + day.getMonthValue(), "MAR-NOV", values(1, 12))),
                        dayOfWeek)
                + year;
    }

    private String dayOfMonth() {
        int near = Math.clamp(day.getDayOfMonth() + random.nextInt(3) - 1L, 1, 31);
        return one(
                List.of("*", "*", "" + near, near + "W", near + "," + values(1, 31), "L", "LW", "L-1", "25-6", "1/2"));
    }

    private String dayOfWeek() {
        int weekday = random.nextInt(7) + 1;
        return one(List.of(
                "*",
                "SUN",
                "1,7",
                weekday + "L",
                weekday + "#1",
                "1#" + (random.nextInt(5) + 1),
                "L",
                "6-2",
                "FRI-MON",
                "*/2",
                "FRIL,SUN#1",
                values(1, 7)));
    }

    private String values(int least, int greatest) {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> range(least, greatest))
                .collect(Collectors.joining(","));
    }

    private String range(int least, int greatest) {
        int from = random.nextInt(least, greatest + 1);
        String range = random.nextBoolean() ? "" + from : from + "-" + random.nextInt(least, greatest + 1);
        return random.nextInt(3) > 0 ? range : range + "/" + (1 + random.nextInt(greatest));
    }

    private String one(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
