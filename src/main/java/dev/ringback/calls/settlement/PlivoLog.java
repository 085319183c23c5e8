package dev.ringback.calls.settlement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringback.privacy.PhoneNumber;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Plivo's list of completed calls, {@code GET /v1/Account/{auth_id}/Call/?to_number=&end_time__gte=}, at most 20 a
 * page and at most 30 days, and also {@link PlivoLiveCalls}
 * (https://www.plivo.com/docs/voice/api/call/retrieve-all-calls).
 *
 * <p>A call is listed once it has ended, by the time of its end; its {@code initiation_time} is the time of the request.
 * While a call to the number is in progress, the list lacks it, so the log then counts as unavailable. Live calls are read
 * first, so that a call that ends meanwhile is found in one of the two.
 */
final class PlivoLog implements CarrierLog {
    private static final int PAGE_SIZE = 20;
    private static final int MOST_PAGES = 50;
    /** Below Plivo's limit of 30 days; the longest call that Plivo allows lasts one day. */
    private static final Duration LONGEST_SEARCH = Duration.ofDays(29);

    private static final Duration LONGEST_CALL = Duration.ofDays(1);
    private static final DateTimeFormatter ASKED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TOLD = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendOffset("+HH:MM", "+00:00")
            .toFormatter();

    private final LogPages pages;
    private final PlivoLiveCalls live;
    private final String calls;

    PlivoLog(String account, LogPages pages) {
        this.pages = pages;
        this.calls = "/v1/Account/" + account + "/Call/";
        this.live = new PlivoLiveCalls(calls, pages);
    }

    @Override
    public Reading calls(PhoneNumber to, Instant from, Instant until) {
        try {
            if (Duration.between(from, until).plus(LONGEST_CALL).compareTo(LONGEST_SEARCH) > 0) {
                throw new UnreadableLogException("the interval is longer than Plivo lets anyone search");
            }
            if (live.isAnyTo(to)) {
                throw new UnreadableLogException("a call to the number is going on; Plivo lists it once it has ended");
            }
            return new Reading.Calls(ended(to, from).stream()
                    .filter(call -> call.isWithin(from, until))
                    .toList());
        } catch (UnreadableLogException e) {
            return new Reading.Unavailable(e.getMessage());
        }
    }

    private List<LoggedCall> ended(PhoneNumber to, Instant from) throws UnreadableLogException {
        Map<String, JsonNode> rows = new LinkedHashMap<>(); // by id, since a call that ends meanwhile shifts the pages
        Map<String, String> query = new HashMap<>(Map.of(
                "to_number", Digits.of(to),
                "call_direction", "outbound",
                "end_time__gte", ASKED.format(from),
                "end_time__lte", ASKED.format(from.plus(LONGEST_SEARCH)),
                "limit", Integer.toString(PAGE_SIZE)));
        int offset = 0;
        for (int read = 1; ; read++) {
            query.put("offset", Integer.toString(offset));
            JsonNode page = pages.get(calls, query);
            JsonNode objects = page.path("objects");
            if (!objects.isArray() || !page.path("meta").path("total_count").isIntegralNumber()) {
                throw new UnreadableLogException("a page of Plivo's list has no objects or no total_count");
            }
            objects.forEach(call -> rows.put(call.path("call_uuid").asText(""), call));
            offset += objects.size();
            if (offset >= page.path("meta").path("total_count").asInt()) {
                return complete(rows, page.path("meta").path("total_count").asInt(), to);
            }
            if (read == MOST_PAGES || objects.isEmpty()) {
                throw new UnreadableLogException("Plivo's list ends before its total_count, or not at all");
            }
        }
    }

    private static List<LoggedCall> complete(Map<String, JsonNode> rows, int total, PhoneNumber to)
            throws UnreadableLogException {
        if (rows.size() < total) {
            throw new UnreadableLogException("Plivo's list changed while it was read");
        }
        List<LoggedCall> found = new ArrayList<>();
        for (var row : rows.entrySet()) {
            JsonNode call = row.getValue();
            if (Digits.areOf(call.path("to_number").asText(""), to)) { // the filter also takes longer numbers
                found.add(new LoggedCall(row.getKey(), time(call.path("initiation_time")), null, true));
            }
        }
        return found;
    }

    /** Parses a time. Without an offset it would be in the zone set at Plivo's console, which is unknown here. */
    private static Instant time(JsonNode field) throws UnreadableLogException {
        try {
            return TOLD.parse(field.asText(""), Instant::from);
        } catch (DateTimeException e) {
            throw new UnreadableLogException("a time in Plivo's list cannot be read");
        }
    }
}
