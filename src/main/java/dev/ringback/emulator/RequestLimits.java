package dev.ringback.emulator;

/**
 * How many authenticated requests an account may make; over it the answer is 429 {@code rate_limited: …} with {@code
 * Retry-After} (Hub contract, section 4a).
 *
 * @param perMinute requests in a minute that starts with the first of them
 * @param perHour likewise in an hour
 * @param perDay likewise in a day
 * @param inFlight requests that are not fully answered
 */
public record RequestLimits(int perMinute, int perHour, int perDay, int inFlight) {
    /** So high that no test meets them by accident. */
    public static final RequestLimits NONE =
            new RequestLimits(1_000_000_000, 1_000_000_000, 1_000_000_000, 1_000_000_000);

    /** What an account of the real Hub has unless its operator changed it (Hub contract, section 4a). */
    public static final RequestLimits REAL = new RequestLimits(60, 1_000, 10_000, 20);
}
