package dev.ringback.outbox.drafts;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ringback.outbox.BatchKey;
import dev.ringback.privacy.PhoneNumber;
import java.util.Map;

/**
 * A row of a draft's contacts file: the payload of an entry of kind CONTACT.
 *
 * @param agent the Hub's id of the agent that speaks
 * @param from the caller number
 * @param variables values given to the agent, by lower_snake_case name
 * @param maxConcurrent how many rows of its draft dial at once; null for all
 */
public record ContactRow(
        String agent,
        PhoneNumber from,
        PhoneNumber number,
        Map<String, String> variables,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer maxConcurrent) {
    /** Returns the key that rows of one draft share. */
    public BatchKey batchKey() {
        return BatchKey.of(agent, from, variables.keySet());
    }
}
