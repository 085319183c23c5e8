package dev.ringback.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A dial, at which a real Hub's phone would have rung. It is synced to the journal before any answer reports it.
 *
 * @param account the slug of the dialling account
 * @param number the dialled number, E.164
 * @param from the caller number, E.164
 * @param agent the id of the talking agent
 * @param route the operation that caused the dial
 * @param campaign the campaign's id; null where the route is {@link Via#ORIGINATE}
 * @param contact the contact's id in that campaign; null where the route is {@link Via#ORIGINATE}
 * @param session the session id, as originate returns it
 * @param fields the data for the agent: the custom fields of a contact, else empty
 * @param instant the time of the dial, by the emulator's clock
 * @param duration the length of the call; it counts for the caps from the dial on
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

    /** The two operations that cause a ring (Hub contract, sections 5 and 6). */
    public enum Via {
        @JsonProperty("originate")
        ORIGINATE,
        @JsonProperty("campaign")
        CAMPAIGN
    }

    /** Returns when the call ends. */
    Instant end() {
        return instant.plus(duration);
    }
}
