package dev.ringback.calls.lawful.law;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says when a local day at a place allows calls, and by which pack's rule. */
public sealed interface DayRule {
    /** Returns whether calls are allowed at a minute of the local day, 0 to 1439. */
    boolean allows(int minute);

    /** Returns the rule in words, with the codes of the packs. */
    String words();

    /**
     * Allows calls for a part of the day.
     *
     * @param openings in order, apart from each other; not empty
     */
    record Open(List<Opening> openings) implements DayRule {
        public Open {
            openings = List.copyOf(openings);
            if (openings.isEmpty()) {
                throw new IllegalArgumentException("an open day has an opening");
            }
        }

        /** Returns the first minute of the day that is allowed. */
        public int opensAt() {
            return openings.getFirst().opensAt();
        }

        /** Returns the end of the day's calls, exclusive, at most 1440; a break may lie before it. */
        public int closesAt() {
            return openings.getLast().closesAt();
        }

        @Override
        public boolean allows(int minute) {
            return openings.stream().anyMatch(opening -> minute >= opening.opensAt && minute < opening.closesAt);
        }

        @Override
        public String words() {
            return openings.stream().map(Opening::words).collect(Collectors.joining(", ", "open ", ""));
        }
    }

    /**
     * Holds an interval in which calls are allowed.
     *
     * @param opensAt minutes after local midnight, inclusive
     * @param closesAt minutes after local midnight, exclusive; 1440 is the end of the day
     * @param opensBy the code of the pack that sets the first minute
     * @param closesBy the code of the pack that sets the end
     */
    record Opening(int opensAt, int closesAt, String opensBy, String closesBy) {
        private String words() {
            return "from %s by %s to %s by %s".formatted(Span.clock(opensAt), opensBy, Span.clock(closesAt), closesBy);
        }
    }

    /**
     * Allows no call on the whole day.
     *
     * @param reasons every rule that closes the day; not empty
     */
    record Closed(List<Reason> reasons) implements DayRule {
        public Closed {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a closed day has a reason");
            }
        }

        @Override
        public boolean allows(int minute) {
            return false;
        }

        @Override
        public String words() {
            return reasons.stream().map(Reason::words).collect(Collectors.joining("; ", "closed by ", ""));
        }
    }

    /** Names the kinds of rules that close a day. */
    enum Cause {
        BLACKOUT,
        HOLIDAY,
        WEEKDAY,
        /** Each pack allows hours, but they have none in common. */
        NO_COMMON_HOUR;

        /** Returns the word of the API, such as {@code no_common_hour}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Holds a rule that closes a day.
     *
     * @param code the pack's code, or the place of a black-out
     * @param detail the holiday's name, the weekday, the black-out's reason or the packs' codes
     */
    record Reason(Cause cause, String code, String detail) {
        private String words() {
            return code + " " + cause.word().replace('_', ' ') + " " + detail;
        }
    }
}
