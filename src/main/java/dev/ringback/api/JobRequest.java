package dev.ringback.api;

import dev.ringback.platform.Problem;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the fields that the requests for jobs have in common. Each method throws a 400 that names the field and its cure. */
final class JobRequest {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smhd])");
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    private JobRequest() {}

    /** The number of items found by a dry run. */
    record Count(long count) {}

    /**
     * Requires the filter of a job.
     *
     * @param fields the names of its fields, for the answer to a request without a filter
     */
    static <T> T filter(T given, String fields) {
        if (given == null) {
            throw Problem.badRequest(
                    "bad-job",
                    "'filter' says which are meant: an object of " + fields + ". An empty one means all that the act"
                            + " applies to.");
        }
        return given;
    }

    /** Returns the operator's reason, as it is stored. */
    static String reason(String given) {
        if (given == null || given.isBlank() || given.length() > CallsResource.LONGEST_NOTE) {
            throw Problem.badRequest(
                    "bad-job", "'reason' says why, in 1 to " + CallsResource.LONGEST_NOTE + " letters.");
        }
        return given.strip().replace('\0', ' ');
    }

    static boolean isPlaced(String outcome) {
        return switch (outcome) {
            case "placed" -> true;
            case "not_placed" -> false;
            case null, default ->
                throw Problem.badRequest("bad-settlement", "'outcome' is either placed or not_placed.");
        };
    }

    /** Returns a duration such as {@code 48h}; null if none was given. */
    static Duration duration(String given) {
        if (given == null) {
            return null;
        }
        Matcher matcher = DURATION.matcher(given);
        Duration read = matcher.matches() ? of(Integer.parseInt(matcher.group(1)), matcher.group(2)) : Duration.ZERO;
        if (read.compareTo(SHORTEST) < 0 || read.compareTo(LONGEST) > 0) {
            throw Problem.badRequest(
                    "bad-expiry",
                    "'expires_in' is a whole number and s, m, h or d, such as 48h: at least 1m, at most 30d.");
        }
        return read;
    }

    private static Duration of(int amount, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
