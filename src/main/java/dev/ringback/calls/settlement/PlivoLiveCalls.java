package dev.ringback.calls.settlement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringback.privacy.PhoneNumber;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads the calls that Plivo is making or about to make. {@code GET /v1/Account/{auth_id}/Call/?status=live} and
 * {@code ?status=queued} list their ids only, and each call has its numbers at its own address
 * (https://www.plivo.com/docs/voice/api/call/retrieve-all-live-calls; the SDKs' {@code list_ids}).
 */
final class PlivoLiveCalls {
    private static final int PAGE_SIZE = 20;
    private static final int MOST = 200;

    private final String calls;
    private final LogPages pages;

    PlivoLiveCalls(String calls, LogPages pages) {
        this.calls = calls;
        this.pages = pages;
    }

    /** @throws UnreadableLogException also if a call ended during the check: the other list does not show it yet */
    boolean isAnyTo(PhoneNumber number) throws UnreadableLogException {
        for (String status : new String[] {"live", "queued"}) {
            for (String id : ids(status)) {
                String to = pages.get(calls + id + "/", Map.of("status", status))
                        .path("to")
                        .asText("");
                if (to.isEmpty()) {
                    throw new UnreadableLogException("a call that is going on at Plivo does not say to whom");
                }
                if (Digits.areOf(to, number)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Reads all ids of a status. The answer has no count, so reading ends with the first page without new ids. */
    private Set<String> ids(String status) throws UnreadableLogException {
        Set<String> ids = new LinkedHashSet<>();
        for (boolean isNews = true; isNews; ) {
            isNews = false;
            JsonNode page = pages.get(
                    calls,
                    Map.of(
                            "status", status,
                            "limit", Integer.toString(PAGE_SIZE),
                            "offset", Integer.toString(ids.size())));
            if (!page.path("calls").isArray()) {
                throw new UnreadableLogException("Plivo's list of " + status + " calls has no calls");
            }
            for (JsonNode id : page.path("calls")) {
                isNews |= ids.add(idOf(id));
            }
            if (ids.size() > MOST) {
                throw new UnreadableLogException("more calls are " + status + " at Plivo than can be looked at");
            }
        }
        return ids;
    }

    private static String idOf(JsonNode id) throws UnreadableLogException {
        if (!id.asText("").matches("[A-Za-z0-9-]{1,100}")) {
            throw new UnreadableLogException("an id in Plivo's list cannot be read");
        }
        return id.asText();
    }
}
