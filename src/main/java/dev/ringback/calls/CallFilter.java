package dev.ringback.calls;

import dev.ringback.outbox.CallOrigin;
import dev.ringback.platform.Problem;
import dev.ringback.privacy.PhoneNumber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Selects calls by the parameters of the list request; a parameter that was not given is null.
 *
 * @param state a word of {@link Call.Shown}
 * @param number E.164; a plus sign that was not percent-encoded may be missing
 * @param campaign a campaign's id
 * @param q a call's id, its thing or its session
 */
public record CallFilter(String state, String rule, String number, String campaign, String q) {
    /**
     * Collects conditions of a query over {@link Call}, with named parameters.
     *
     * @param conditions to be joined by {@code and}; empty: every call
     */
    public record Query(List<String> conditions, Map<String, Object> parameters) {
        /** Adds a condition and its named parameter, unless the value is null. */
        public Query and(String condition, String name, Object value) {
            if (value != null) {
                conditions.add("(" + condition + ")");
                parameters.put(name, value);
            }
            return this;
        }

        /** Adds the condition that a field is this number, unless it is null. Any other text matches nothing. */
        Query andNumber(String field, String number) {
            if (number == null) {
                return this;
            }
            return PhoneNumber.fromQuery(number)
                    .map(e164 -> and(field + " = :number", "number", e164))
                    .orElseGet(() -> and("1 = 0"));
        }

        public Query and(String condition) {
            conditions.add("(" + condition + ")");
            return this;
        }

        /** Returns the conditions with an order, such as {@code id desc}. */
        public String orderedBy(String order) {
            return String.join(" and ", conditions) + (conditions.isEmpty() ? "" : " ") + "order by " + order;
        }
    }

    /**
     * Builds the conditions.
     *
     * @param now by the service's clock; separates due calls from waiting ones
     * @throws Problem.Thrown 400 that names the unreadable parameter
     */
    public Query query(Instant now) {
        if (Stream.of(state, rule, number, campaign, q).anyMatch(text -> text != null && text.indexOf('\0') >= 0)) {
            throw Problem.badRequest("bad-filter", "A filter's text has no NUL.");
        }
        Query query = new Query(new ArrayList<>(), new HashMap<>());
        if (state != null) {
            inState(query, shown(), now);
        }
        return query.and("origin = :origin", "origin", rule == null ? null : CallOrigin.of(rule))
                .and("campaign = :campaign", "campaign", campaignId())
                .andNumber("person", number)
                .and("about = :q or sessionId = :q or cast(id as string) = :q", "q", q);
    }

    private static void inState(Query query, Call.Shown shown, Instant now) {
        switch (shown) {
            case WAITING ->
                query.and("state = :state", "state", Call.State.WAITING).and("notBefore > :now", "now", now);
            case DUE -> query.and("state = :state", "state", Call.State.WAITING).and("notBefore <= :now", "now", now);
            case SENDING, STARTED, PLACED, REFUSED, CANCELLED, EXPIRED, UNKNOWN ->
                query.and("state = :state", "state", Call.State.valueOf(shown.name()));
        }
    }

    private Call.Shown shown() {
        return Arrays.stream(Call.Shown.values())
                .filter(word -> word.name().toLowerCase(Locale.ROOT).equals(state))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                        "bad-filter",
                        "'state' is none of "
                                + Arrays.stream(Call.Shown.values())
                                        .map(word -> word.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    private UUID campaignId() {
        try {
            return campaign == null ? null : UUID.fromString(campaign);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("bad-filter", "'campaign' is not an id.");
        }
    }
}
