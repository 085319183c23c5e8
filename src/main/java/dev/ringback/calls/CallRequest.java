package dev.ringback.calls;

import dev.ringback.privacy.PhoneNumber;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Describes a fact that requests a call.
 *
 * @param sender the sender that reported it through {@code source}
 * @param alsoRules further names whose calls and ends count for the thing: names that the rule took over, and unclaimed
 *     inactive names
 * @param about the thing, unique within sender and rule
 * @param asOf the sender's time of the fact; {@code asOfId} is its delivery, which breaks ties
 * @param notBefore the end of its wait
 * @param expiresAt the time at which its reason lapses
 * @param others all other persons that the fact's numbers mean, ringable or not. None of them is rung, but an opt-out of
 *     any of them counts for all.
 * @param cancelOn {@code source:type} patterns of the events that would end the call, {@code *} allowed at the end
 * @param via the way by which the call reaches the Hub
 * @param variables texts for the agent, by name, in the rule's order
 * @param places ISO 3166-2 or country codes as written in the payload; empty if it has none
 * @param zone an IANA zone as written in the payload; null if it has none
 * @param postal the country, a blank and the postal code as written in the payload; null if it has none
 * @param gather the campaign for the call; null for a single call
 * @param terms the rule's terms beside the law
 */
public record CallRequest(
        String source,
        SenderNames sender,
        String rule,
        Set<String> alsoRules,
        int ruleVersion,
        String about,
        PhoneNumber to,
        List<PhoneNumber> others,
        String agent,
        PhoneNumber from,
        Instant asOf,
        String asOfId,
        UUID event,
        Instant notBefore,
        Instant expiresAt,
        List<String> cancelOn,
        Call.Via via,
        Map<String, String> variables,
        List<String> places,
        String zone,
        String postal,
        Gather gather,
        CallTerms terms) {

    /**
     * Describes a rule's campaigns, one for each tick of its schedule.
     *
     * @param schedule cron in Quartz' form, read in {@code zone}, an IANA zone's id
     * @param maxConcurrent how many of its calls may dial at once
     * @param isMarketing false for information
     */
    public record Gather(String schedule, String zone, int maxConcurrent, boolean isMarketing) {}

    /** Returns all numbers that must be locked, and of which none may have opted out. */
    public List<PhoneNumber> numbers() {
        return Stream.concat(Stream.of(to), others.stream()).toList();
    }

    /** Returns the rule's name, and every other name whose calls and ends count for its things. */
    String[] rules() {
        return Stream.concat(Stream.of(rule), alsoRules.stream()).toArray(String[]::new);
    }

    /** Returns the call's data, with cancels as LIKE patterns: only {@code *} is a wildcard, LIKE's own are literal. */
    Call.NextFact data() {
        return new Call.NextFact(
                ruleVersion,
                rule,
                to,
                agent,
                from,
                event,
                notBefore,
                cancelOn.stream().map(CallRequest::pattern).toList(),
                via,
                variables,
                places,
                zone);
    }

    /** Converts an event pattern to a LIKE pattern over {@code source:type}. */
    public static String pattern(String eventPattern) {
        String escaped = eventPattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        return escaped.endsWith("*") ? escaped.substring(0, escaped.length() - 1) + "%" : escaped;
    }
}
