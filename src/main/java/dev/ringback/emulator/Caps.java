package dev.ringback.emulator;

/**
 * The cost caps of an account, as {@code GET /call-limits} shows them. 0 blocks its dimension (Hub contract, section
 * 4b).
 *
 * @param concurrentMax simultaneous calls
 * @param callsPerMinute dials in any 60 seconds
 * @param dailyCallsMax dials in a UTC day
 * @param dailyMinutesMax minutes of talk in a UTC day
 */
public record Caps(int concurrentMax, int callsPerMinute, int dailyCallsMax, int dailyMinutesMax) {
    static final String CONCURRENT = "Concurrent call limit reached";
    static final String PER_MINUTE = "Call rate limit";
    static final String DAILY_CALLS = "Daily call limit reached";
    static final String DAILY_MINUTES = "Daily minute budget exhausted";

    /** Caps so high that no test reaches them by accident. */
    public static final Caps NONE = new Caps(1_000_000, 1_000_000, 1_000_000_000, 1_000_000_000);
}
