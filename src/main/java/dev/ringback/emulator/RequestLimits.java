package dev.ringback.emulator;

/**
 * The limits of authenticated requests per account. Beyond them the answer is 429 {@code rate_limited: …} with {@code
 * Retry-After} (Hub contract, section 4a).
 *
 * @param perMinute requests in a minute that starts with the first of them
 * @param perHour requests in an hour that starts with the first of them
 * @param perDay requests in a day that starts with the first of them
 * @param inFlight requests that are not fully answered
 */
public record RequestLimits(int perMinute, int perHour, int perDay, int inFlight) {
    /** Limits so high that no test reaches them by accident. */
    public static final RequestLimits NONE =
            new RequestLimits(1_000_000_000, 1_000_000_000, 1_000_000_000, 1_000_000_000);

    /** The real Hub's limits of an account, unless its operator changed them (Hub contract, section 4a). */
    public static final RequestLimits REAL = new RequestLimits(60, 1_000, 10_000, 20);
}
