package dev.ringback.calls.campaigns;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Says whether a cron expression names a date-time: slowly, by walking along each range, and apart from {@link Cron}. It
 * computes no next date.
 */
final class CronWords {
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private final String[] fields;
    private final boolean[] seconds;
    private final boolean[] minutes;
    private final boolean[] hours;

    CronWords(String cron) {
        fields = cron.split(" ");
        seconds = named(fields[0], 59);
        minutes = named(fields[1], 59);
        hours = named(fields[2], 23);
    }

    private static boolean[] named(String text, int greatest) {
        boolean[] named = new boolean[greatest + 1];
        IntStream.rangeClosed(0, greatest).forEach(value -> named[value] = names(text, value, 0, greatest));
        return named;
    }

    boolean isOfEveryHour() {
        return IntStream.range(0, 24).allMatch(hour -> hours[hour]);
    }

    boolean names(LocalDateTime time) {
        return namesTime(time) && namesDate(time.toLocalDate());
    }

    boolean namesTime(LocalDateTime time) {
        return minutes[time.getMinute()] && hours[time.getHour()] && seconds[time.getSecond()];
    }

    boolean namesDate(LocalDate date) {
        return names(numbered(fields[4], MONTHS, 1), date.getMonthValue(), 1, 12)
                && (fields.length < 7 || names(fields[6], date.getYear(), 1970, 2099))
                && Arrays.stream(fields[3].split(",")).anyMatch(day -> namesDayOfMonth(day, date))
                && Arrays.stream(numbered(fields[5], DAYS, 1).split(",")).anyMatch(day -> namesDayOfWeek(day, date));
    }

    private static String numbered(String text, List<String> names, int least) {
        String numbered = text;
        for (String name : names) {
            numbered = numbered.replace(name, String.valueOf(least + names.indexOf(name)));
        }
        return numbered;
    }

    /** Walks from the first value of each range to its last, by single steps and past the greatest to the least. */
    private static boolean names(String text, int value, int least, int greatest) {
        return Arrays.stream(text.split(",")).anyMatch(item -> {
            String[] stepped = item.split("/");
            int step = stepped.length == 1 ? 1 : Integer.parseInt(stepped[1]);
            String range = stepped[0].equals("*") ? least + "-" + greatest : stepped[0];
            String[] ends = range.split("-");
            int last = Integer.parseInt(ends[ends.length - 1]);
            if (ends.length == 1 && stepped.length == 2) {
                last = greatest;
            }
            int at = Integer.parseInt(ends[0]);
            for (int steps = 0; ; steps++) {
                if (at == value && steps % step == 0) {
                    return true;
                }
                if (at == last) {
                    return false;
                }
                at = at == greatest ? least : at + 1;
            }
        });
    }

    private static boolean namesDayOfMonth(String item, LocalDate date) {
        int last = date.lengthOfMonth();
        if (item.equals("?")) {
            return true;
        }
        if (item.equals("LW")) {
            return workingDays(date)
                    .max(Comparator.naturalOrder())
                    .orElseThrow()
                    .equals(date);
        }
        if (item.startsWith("L")) {
            return date.getDayOfMonth() == last - (item.equals("L") ? 0 : Integer.parseInt(item.substring(2)));
        }
        if (item.endsWith("W")) {
            int day = Integer.parseInt(item.replace("W", ""));
            return day <= last
                    && workingDays(date)
                            .min(Comparator.comparing(working -> Math.abs(working.getDayOfMonth() - day)))
                            .orElseThrow()
                            .equals(date);
        }
        return names(item, date.getDayOfMonth(), 1, 31);
    }

    private static Stream<LocalDate> workingDays(LocalDate date) {
        return IntStream.rangeClosed(1, date.lengthOfMonth())
                .mapToObj(date::withDayOfMonth)
                .filter(day -> day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY);
    }

    private static boolean namesDayOfWeek(String item, LocalDate date) {
        int weekday = List.of(7, 1, 2, 3, 4, 5, 6).indexOf(date.getDayOfWeek().getValue()) + 1;
        if (item.equals("?")) {
            return true;
        }
        if (item.equals("L")) {
            return weekday == 7;
        }
        if (item.endsWith("L")) {
            return item.equals(weekday + "L") && date.plusWeeks(1).getMonthValue() != date.getMonthValue();
        }
        if (item.contains("#")) {
            return item.equals(weekday + "#" + ((date.getDayOfMonth() - 1) / 7 + 1));
        }
        return names(item, weekday, 1, 7);
    }
}
