package dev.ringback.intake;

import dev.ringback.platform.Filter;
import dev.ringback.platform.Problem;
import java.util.stream.Stream;

/**
 * Selects events by the parameters of the list request; a parameter that was not given is null.
 *
 * @param state a word of {@link Event.State}, in lower case
 * @param q an event's id or the sender's id of the delivery
 * @param from RFC 3339; events received then or later, and before {@code to}
 */
public record EventFilter(String source, String type, String state, String q, String from, String to) {
    /**
     * Builds the conditions.
     *
     * @throws Problem.Thrown 400 that names the unreadable parameter
     */
    public Filter query() {
        if (Stream.of(source, type, state, q, from, to).anyMatch(text -> text != null && text.indexOf('\0') >= 0)) {
            throw Problem.badRequest("bad-filter", "A filter's text has no NUL.");
        }
        return new Filter()
                .and("source = :source", "source", source)
                .and("type = :type", "type", type)
                .and("state = :state", "state", Filter.word(Event.State.class, "state", state))
                .and("deliveryId = :q or cast(id as string) = :q", "q", q)
                .and("receivedAt >= :from", "from", Filter.time("from", from))
                .and("receivedAt < :to", "to", Filter.time("to", to));
    }
}
