package dev.ringback.outbox.drafts;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ringback.privacy.PhoneNumber;
import java.util.Map;
import java.util.TreeSet;

/**
 * One row of a draft's file: the payload of an entry of kind CONTACT.
 *
 * @param agent the Hub's id of the agent that speaks
 * @param from the caller number
 * @param variables what the agent is told, by lower_snake_case name
 * @param maxConcurrent how many of its draft dial at once; null: all of them
 */
public record ContactRow(
        String agent,
        PhoneNumber from,
        PhoneNumber number,
        Map<String, String> variables,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer maxConcurrent) {
    /** What rows need to have in common to share a draft: besides agent and caller, the columns. */
    public String lot() {
        return agent + '|' + from.e164() + '|' + String.join(",", new TreeSet<>(variables.keySet()));
    }
}
