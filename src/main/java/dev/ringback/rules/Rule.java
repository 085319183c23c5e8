package dev.ringback.rules;

import dev.ringback.calls.Call;
import dev.ringback.calls.CallRequest;
import dev.ringback.privacy.PhoneNumber;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Defines the action on matching events.
 *
 * @param was former names, whose calls and holds the rule takes over
 * @param when null: always
 * @param asOf null: the source kind's default
 * @param to the first usable number counts
 * @param via as {@code deliver} says, or as the variables require
 * @param variables by name, in the file's order
 * @param places empty: the payload names none
 * @param postal null: the payload names none
 * @param zone null: the payload names none
 * @param consent null: no consent is needed
 * @param gather null: each call is sent by itself
 */
record Rule(
        String name,
        Set<String> was,
        List<EventPattern> events,
        Expression when,
        Expression about,
        Expression asOf,
        List<Target> to,
        Duration waitFor,
        Duration expire,
        List<Cancel> cancels,
        String agent,
        PhoneNumber from,
        Call.Via via,
        Map<String, Expression> variables,
        List<Expression> places,
        Expression postal,
        Expression zone,
        Expression consent,
        CallRequest.Gather gather) {

    /** @param region for numbers in national form; null: only international numbers can be read */
    record Target(Expression number, Expression region) {}

    /** Selects the events that end this rule's calls, by thing or by person: one of {@code about} and {@code to} is null. */
    record Cancel(List<EventPattern> events, Expression about, Expression to, Expression region, Expression when) {}

    /** Matches {@code source:type}; a {@code *} at the end matches anything. */
    record EventPattern(String text) {
        boolean matches(String source, String type) {
            String event = source + ":" + type;
            return text.endsWith("*") ? event.startsWith(text.substring(0, text.length() - 1)) : event.equals(text);
        }

        /** Returns the pattern's source; empty if the star covers the source too. */
        Optional<String> source() {
            int colon = text.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(text.substring(0, colon));
        }
    }

    boolean listensTo(String source, String type) {
        return events.stream().anyMatch(pattern -> pattern.matches(source, type));
    }

    /** Whether some of the rule's calls can come from this source. */
    boolean listensToSource(String source) {
        return events.stream()
                .anyMatch(pattern -> pattern.source().map(source::equals).orElse(true));
    }

    /** Returns the cancels that match an event of this type. */
    List<Cancel> cancelsOn(String source, String type) {
        return cancels.stream()
                .filter(cancel -> cancel.events().stream().anyMatch(pattern -> pattern.matches(source, type)))
                .toList();
    }

    List<String> cancelPatterns() {
        return cancels.stream()
                .flatMap(cancel -> cancel.events().stream())
                .map(EventPattern::text)
                .distinct()
                .toList();
    }
}
