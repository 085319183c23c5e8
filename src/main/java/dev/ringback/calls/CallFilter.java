package dev.ringback.calls;

import dev.ringback.calls.lawful.Numbers;
import dev.ringback.outbox.CallOrigin;
import dev.ringback.platform.Filter;
import dev.ringback.platform.Problem;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Selects calls by the parameters of the list request; a parameter that was not given is null.
 *
 * @param state a word of {@link Call.Shown}
 * @param number in any international form; a plus sign that was not percent-encoded may be missing
 * @param campaign a campaign's id
 * @param q a call's id, its thing or its session
 */
public record CallFilter(String state, String rule, String number, String campaign, String q) {
    /**
     * Builds the conditions.
     *
     * @param now by the service's clock; separates due calls from waiting ones
     * @param numbers reads the number
     * @throws Problem.Thrown 400 that names the unreadable parameter
     */
    public Filter query(Instant now, Numbers numbers) {
        if (Stream.of(state, rule, number, campaign, q).anyMatch(text -> text != null && text.indexOf('\0') >= 0)) {
            throw Problem.badRequest("bad-filter", "A filter's text has no NUL.");
        }
        Filter query = new Filter();
        if (state != null) {
            inState(query, Filter.word(Call.Shown.class, "state", state), now);
        }
        return query.and("origin = :origin", "origin", rule == null ? null : CallOrigin.of(rule))
                .and("campaign = :campaign", "campaign", campaignId())
                .andIs("person", "number", number, numbers::inQuery)
                .and("about = :q or sessionId = :q or cast(id as string) = :q", "q", q);
    }

    private static void inState(Filter query, Call.Shown shown, Instant now) {
        switch (shown) {
            case WAITING ->
                query.and("state = :state", "state", Call.State.WAITING).and("notBefore > :now", "now", now);
            case DUE -> query.and("state = :state", "state", Call.State.WAITING).and("notBefore <= :now", "now", now);
            case SENDING, STARTED, PLACED, REFUSED, CANCELLED, EXPIRED, UNKNOWN ->
                query.and("state = :state", "state", Call.State.valueOf(shown.name()));
        }
    }

    private UUID campaignId() {
        try {
            return campaign == null ? null : UUID.fromString(campaign);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("bad-filter", "'campaign' is not an id.");
        }
    }
}
