package dev.ringback.calls.campaigns;

import dev.ringback.hub.HubLookup;
import dev.ringback.platform.Problem;
import dev.ringback.platform.Rfc3339;
import dev.ringback.privacy.PhoneNumber;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request for a campaign, as its author wrote it; absent fields are null.
 *
 * @param agent the id or the name of an agent at the Hub
 * @param from a number of the Hub's account in E.164, or its id there
 * @param purpose {@code informational} or {@code marketing}
 * @param schedule cron in Quartz' form; with {@code zone}, instead of {@code startAt}
 * @param startAt RFC 3339; without this and a schedule, the campaign starts when it is confirmed
 * @param expiresAt RFC 3339, the last moment for its calls; a week after its start by default
 * @param maxConcurrent how many calls it makes at once, 1 to 100; 5 by default
 * @param grace how late its start may be, such as {@code 30m}; an hour by default
 * @param consent for marketing: the basis of consent for all rows that do not state their own
 */
public record CampaignRequest(
        String name,
        String agent,
        String from,
        String purpose,
        String schedule,
        String zone,
        String startAt,
        String expiresAt,
        Integer maxConcurrent,
        String grace,
        String consent) {
    static final Duration EXPIRES_AFTER = Duration.ofDays(7);
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_CONSENT = 1000;
    private static final int MOST_CONCURRENT = 100;
    private static final int DEFAULT_CONCURRENT = 5;
    private static final Duration DEFAULT_GRACE = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int LONGEST_AGENT = 128;
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smhd])");

    /** Returns whether consent is stated for the file as a whole. */
    boolean isConsentStated() {
        return consent != null && !consent.isBlank();
    }

    /**
     * Writes the request into a campaign that has not been dispatched.
     *
     * @param hub finds the agent and the caller number
     */
    void applyTo(Campaign campaign, Schedules schedules, HubLookup hub, Instant now) {
        campaign.name = text("name", name, LONGEST_NAME);
        campaign.agent = found("agent", hub.agent(text("agent", agent, LONGEST_AGENT)));
        campaign.fromNumber = new PhoneNumber(found("from", hub.number(text("from", from, LONGEST_AGENT))));
        campaign.purpose = whatFor();
        campaign.maxConcurrent = concurrent();
        campaign.grace = grace == null ? DEFAULT_GRACE : duration(grace);
        campaign.startAt = time("start_at", startAt);
        campaign.expiresAt = time("expires_at", expiresAt);
        campaign.schedule = schedule;
        campaign.zone = zone == null ? null : knownZone(schedules);
        if (isConsentStated()) {
            text("consent", consent, LONGEST_CONSENT);
        }
        checkTimes(campaign, schedules, now);
    }

    private void checkTimes(Campaign campaign, Schedules schedules, Instant now) {
        if (schedule != null && startAt != null) {
            throw bad("'schedule' and 'start_at' are both there; leave one out.");
        }
        if (schedule != null && zone == null) {
            throw bad("'schedule' needs a 'zone' in which it is read, such as America/New_York.");
        }
        if (schedule != null) {
            campaign.startAt =
                    cron(schedules, now).next(now).orElseThrow(() -> bad("'schedule' has no date that is to come."));
        }
        if (campaign.startAt != null && campaign.startAt.plus(campaign.grace).isBefore(now)) {
            throw bad("'start_at' is past; give one that is to come, or leave it out to start at once.");
        }
        Instant start = campaign.startAt == null ? now : campaign.startAt;
        if (campaign.expiresAt != null && !campaign.expiresAt.isAfter(start)) {
            throw bad("'expires_at' is not after the start.");
        }
        if (campaign.expiresAt != null && campaign.expiresAt.isAfter(start.plus(LONGEST))) {
            throw bad("'expires_at' is more than a year after the start.");
        }
    }

    private Schedule cron(Schedules schedules, Instant now) {
        try {
            return schedules.checked(schedule, knownZone(schedules), now);
        } catch (IllegalArgumentException e) {
            throw bad("'schedule': " + e.getMessage() + ".");
        }
    }

    private static String text(String field, String given, int longest) {
        if (given == null || given.isBlank() || given.length() > longest || given.indexOf('\0') >= 0) {
            throw bad("'" + field + "' is a text of 1 to " + longest + " letters.");
        }
        return given.strip();
    }

    private static String found(String field, HubLookup.Found found) {
        return switch (found) {
            case HubLookup.Found.Is(var value) -> value;
            case HubLookup.Found.Not(var message) -> throw bad("'" + field + "': " + message + ".");
        };
    }

    Campaign.Purpose whatFor() {
        return Arrays.stream(Campaign.Purpose.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(purpose))
                .findFirst()
                .orElseThrow(() -> bad("'purpose' is informational or marketing."));
    }

    private int concurrent() {
        int wanted = maxConcurrent == null ? DEFAULT_CONCURRENT : maxConcurrent;
        if (wanted < 1 || wanted > MOST_CONCURRENT) {
            throw bad("'max_concurrent' is 1 to " + MOST_CONCURRENT + ".");
        }
        return wanted;
    }

    private static Duration duration(String given) {
        Matcher matcher = DURATION.matcher(given);
        if (!matcher.matches()) {
            throw bad("'grace' is a number and s, m, h or d, such as 30m.");
        }
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(Long.parseLong(matcher.group(1)));
            case "m" -> Duration.ofMinutes(Long.parseLong(matcher.group(1)));
            case "h" -> Duration.ofHours(Long.parseLong(matcher.group(1)));
            default -> Duration.ofDays(Long.parseLong(matcher.group(1)));
        };
    }

    private String knownZone(Schedules schedules) {
        return schedules
                .zone(zone)
                .orElseThrow(() -> bad("'zone' is an IANA time zone, such as America/New_York."))
                .id();
    }

    private static Instant time(String field, String given) {
        try {
            return given == null ? null : Rfc3339.parse(given);
        } catch (DateTimeException e) {
            throw bad("'" + field + "' is an RFC 3339 time, such as 2026-11-22T18:00:00Z.");
        }
    }

    static Problem.Thrown bad(String detail) {
        return Problem.badRequest("bad-campaign", detail);
    }
}
