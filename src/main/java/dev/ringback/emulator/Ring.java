package dev.ringback.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One dial: a phone rang, or would have. Written to the journal and synced before anyone is told of it.
 *
 * @param account the account that dialled, by its slug
 * @param number who was rung, E.164
 * @param from the caller number, E.164
 * @param agent the id of the agent that talked
 * @param route what led to it
 * @param campaign the campaign's id; null where the route is {@link Via#ORIGINATE}
 * @param contact the contact's id in that campaign; null where the route is {@link Via#ORIGINATE}
 * @param session the session id, as an originate answers it
 * @param fields what the agent was told: the custom fields of a contact, else empty
 * @param instant when, by the emulator's clock
 * @param duration how long the call lasts; it counts for the caps from its start
 */
public record Ring(
        String account,
        String number,
        String from,
        String agent,
        Via route,
        String campaign,
        String contact,
        String session,
        Map<String, String> fields,
        Instant instant,
        Duration duration) {

    /** The two ways to a ring (Hub contract, sections 5 and 6). */
    public enum Via {
        @JsonProperty("originate")
        ORIGINATE,
        @JsonProperty("campaign")
        CAMPAIGN
    }

    /** When the call ends. */
    Instant end() {
        return instant.plus(duration);
    }
}
