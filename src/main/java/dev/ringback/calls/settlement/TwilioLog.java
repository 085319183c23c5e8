package dev.ringback.calls.settlement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringback.privacy.PhoneNumber;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads Twilio's list of calls: {@code GET /2010-04-01/Accounts/{Sid}/Calls.json?To=}, paged by {@code next_page_uri}
 * (https://www.twilio.com/docs/voice/api/call-resource#read-multiple-call-resources,
 * https://www.twilio.com/docs/usage/twilios-response#pagination).
 *
 * <p>{@code start_time} is "empty if the call has not yet been dialed", so a queued call counts from its
 * {@code date_created}; both are RFC 2822. {@code StartTime} filters are not used: they are documented by the day only,
 * and their treatment of undialled calls is not documented. The whole list for a number is read, and the interval is
 * applied here.
 */
final class TwilioLog implements CarrierLog {
    private static final String PAGE_SIZE = "500"; // of at most 1000
    private static final int MOST_PAGES = 20;
    private static final Set<String> INBOUND = Set.of("inbound", "trunking-originating");
    private static final Set<String> GOING_ON = Set.of("queued", "initiated", "ringing", "in-progress");

    private final LogPages pages;
    private final String calls;

    TwilioLog(String account, LogPages pages) {
        this.pages = pages;
        this.calls = "/2010-04-01/Accounts/" + account + "/Calls.json";
    }

    @Override
    public Reading calls(PhoneNumber to, Instant from, Instant until) {
        try {
            return new Reading.Calls(
                    all(to).stream().filter(call -> call.isWithin(from, until)).toList());
        } catch (UnreadableLogException e) {
            return new Reading.Unavailable(e.getMessage());
        }
    }

    private List<LoggedCall> all(PhoneNumber to) throws UnreadableLogException {
        List<LoggedCall> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        JsonNode page = pages.get(calls, Map.of("To", to.e164(), "PageSize", PAGE_SIZE));
        for (int read = 1; ; read++) {
            if (!page.path("calls").isArray() || !page.has("next_page_uri")) {
                throw new UnreadableLogException("a page of Twilio's list has no calls or no next_page_uri");
            }
            for (JsonNode call : page.path("calls")) {
                if (isOutboundTo(call, to)) {
                    found.add(read(call));
                }
            }
            String next = page.path("next_page_uri").asText("");
            if (page.path("next_page_uri").isNull() || next.isEmpty()) {
                return found;
            }
            if (read == MOST_PAGES || !seen.add(next)) {
                throw new UnreadableLogException("Twilio's list does not end");
            }
            page = pages.get(next);
        }
    }

    /** Whether a call is outbound to a number. An undocumented direction counts as outbound: the call may have rung. */
    private static boolean isOutboundTo(JsonNode call, PhoneNumber to) {
        return Digits.areOf(call.path("to").asText(""), to)
                && !INBOUND.contains(call.path("direction").asText(""));
    }

    private static LoggedCall read(JsonNode call) throws UnreadableLogException {
        Instant created = time(call.path("date_created"));
        Instant started = time(call.path("start_time"));
        if (created == null && started == null) {
            throw new UnreadableLogException("a call in Twilio's list has no time");
        }
        return new LoggedCall(
                call.path("sid").asText(""),
                created == null ? started : created,
                started,
                !GOING_ON.contains(call.path("status").asText("queued")));
    }

    private static Instant time(JsonNode field) throws UnreadableLogException {
        if (field.isNull() || field.isMissingNode() || field.asText("").isEmpty()) {
            return null;
        }
        try {
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(field.asText(), Instant::from);
        } catch (DateTimeException e) {
            throw new UnreadableLogException("a time in Twilio's list cannot be read");
        }
    }
}
