package dev.ringback.rules;

import java.util.List;
import java.util.Map;

/**
 * Defines what the Hub's agent may ask about a person during a call: the newest fact of each of the person's things.
 *
 * @param events the events that tell of the things
 * @param to the first number that can be read names the person
 * @param say the texts for the agent, by name, in the file's order
 */
record Lookup(
        String name,
        List<Rule.EventPattern> events,
        Expression about,
        List<Rule.Target> to,
        Map<String, Expression> say) {
    boolean listensTo(String source, String type) {
        return events.stream().anyMatch(pattern -> pattern.matches(source, type));
    }
}
