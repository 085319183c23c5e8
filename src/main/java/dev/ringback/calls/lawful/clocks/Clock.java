package dev.ringback.calls.lawful.clocks;

import java.time.zone.ZoneOffsetTransitionRule.TimeDefinition;

/** Names the clock on which a time of the tz data is read. */
enum Clock {
    /** The clock on the wall: standard time and what is saved. */
    WALL(TimeDefinition.WALL),
    STANDARD(TimeDefinition.STANDARD),
    UTC(TimeDefinition.UTC);

    private final TimeDefinition definition;

    Clock(TimeDefinition definition) {
        this.definition = definition;
    }

    /** Returns the name of this clock in {@code java.time}. */
    TimeDefinition definition() {
        return definition;
    }

    /**
     * Converts a time of this clock to an instant.
     *
     * @param local seconds from 1970-01-01 00:00 of this clock
     * @param standard seconds of standard time east of UTC
     * @param save seconds by which the wall clock is ahead of standard time
     * @return seconds from 1970-01-01T00:00Z
     */
    long instant(long local, int standard, int save) {
        return switch (this) {
            case WALL -> local - standard - save;
            case STANDARD -> local - standard;
            case UTC -> local;
        };
    }
}
