package dev.ringback.calls.lawful.law;

import java.time.DayOfWeek;
import java.time.LocalDate;

/** Says on which further day a holiday is kept where its own falls on a weekend. */
enum Shift {
    /** On no other day. */
    NONE,
    /** A Sunday is kept on Monday too. */
    SUNDAY,
    /** A Saturday is kept on Friday, a Sunday on Monday too: the law of the United States and of many states. */
    US,
    /** A Saturday or Sunday is kept on Monday too. */
    WEEKEND,
    /** A Saturday is kept on Monday, a Sunday on Tuesday too, as Christmas and Boxing Day together are. */
    TWO,
    /** Tuesday to Friday is kept on the Monday before, Saturday or Sunday on the Monday after too. */
    MONDAY,
    /** Any day but Monday is kept on the Monday after instead, as Colombia's Ley 51 of 1983 says. */
    MOVED;

    /** Returns whether a holiday whose own day is given is kept on another day. */
    boolean keeps(LocalDate own, LocalDate day) {
        return own.equals(day)
                ? this != MOVED || own.getDayOfWeek() == DayOfWeek.MONDAY
                : kept(own).equals(day);
    }

    private LocalDate kept(LocalDate own) {
        DayOfWeek weekday = own.getDayOfWeek();
        boolean isSaturday = weekday == DayOfWeek.SATURDAY;
        boolean isSunday = weekday == DayOfWeek.SUNDAY;
        int days = switch (this) {
            case NONE -> 0;
            case SUNDAY -> isSunday ? 1 : 0;
            case US -> isSaturday ? -1 : isSunday ? 1 : 0;
            case WEEKEND -> isSaturday ? 2 : isSunday ? 1 : 0;
            case TWO -> isSaturday || isSunday ? 2 : 0;
            case MONDAY -> isSaturday ? 2 : isSunday ? 1 : 1 - weekday.getValue();
            case MOVED -> weekday == DayOfWeek.MONDAY ? 0 : 8 - weekday.getValue();
        };
        return own.plusDays(days);
    }
}
