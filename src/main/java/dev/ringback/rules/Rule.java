package dev.ringback.rules;

import dev.ringback.calls.Call;
import dev.ringback.calls.CallRequest;
import dev.ringback.calls.lawful.OwnHours;
import dev.ringback.privacy.PhoneNumber;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
 * @param mode as the file says; an operator's switch comes before it
 * @param matter null: each thing is a matter of its own
 * @param window null: the lawful hours alone
 * @param limit the most calls of this rule to a person; null: none of its own
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
        ConsentTerms consent,
        CallRequest.Gather gather,
        Mode mode,
        Expression matter,
        OwnHours window,
        Limit limit) {

    /** Says whether the rule's calls are made. */
    enum Mode {
        LIVE,
        /** The rule decides and shows what it would do, and rings nobody. */
        OBSERVE
    }

    /** The most calls to one person in a period before each claim. */
    record Limit(int calls, Duration per) {}

    /**
     * Describes the consent that a rule's calls rely on.
     *
     * @param given whether the event says that consent is given
     * @param isConstant whether {@code given} reads nothing of the event; it is then no statement of the person
     * @param basis null if the file does not say
     * @param source where consent was given, in words; null if the file does not say
     * @param seller the seller that consent was given to; null: the sender of the event
     * @param text what the person agreed to; null if the file does not say
     * @param time when consent was given or withdrawn; null: the time of the fact
     */
    record ConsentTerms(
            Expression given,
            boolean isConstant,
            Basis basis,
            String source,
            String seller,
            String text,
            Expression time) {

        /** The form in which consent was given. */
        enum Basis {
            /** In any form that can be proved. */
            EXPRESS,
            /** In writing, signed on paper or electronically. */
            WRITTEN,
            /** By an existing business relationship, where the law takes it for consent. */
            RELATIONSHIP;

            String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

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
