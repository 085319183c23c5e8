package dev.ringback.calls;

import dev.ringback.privacy.PhoneNumber;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A fact that asks for a call.
 *
 * @param sender who told of it, through {@code source}
 * @param alsoRules further names whose calls and ends count for the thing: former names of the rule, and of no active rule
 * @param about the thing, unique within sender and rule
 * @param asOf the sender's time of the fact; {@code asOfId} its delivery, which breaks ties
 * @param notBefore when its wait is over
 * @param expiresAt when its reason is gone
 * @param others all other persons whom the fact's numbers mean, ringable or not: none of them is rung, but an opt-out of
 *     any of them counts for all
 * @param cancelOn {@code source:type} patterns, {@code *} allowed at the end, of the events that would end it
 * @param via how it reaches the Hub
 * @param variables what the agent is told, by name, in the rule's order
 * @param places ISO 3166-2 or country codes as the payload has them; empty if it names none
 * @param zone an IANA zone as the payload has it; null if it names none
 * @param gather the campaign that it is for; null: a call by itself
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
        String from,
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
        Gather gather) {

    /**
     * A rule's campaigns, one a tick of its schedule.
     *
     * @param schedule cron in Quartz' form, read in {@code zone}, an IANA zone's id
     * @param maxConcurrent how many of its calls dial at once
     * @param isMarketing else it informs
     */
    public record Gather(String schedule, String zone, int maxConcurrent, boolean isMarketing) {}

    /** All the numbers that must be locked, and none of which may have opted out. */
    public List<PhoneNumber> numbers() {
        return Stream.concat(Stream.of(to), others.stream()).toList();
    }

    /** The rule's name, and every other name whose calls and ends count for its things. */
    String[] rules() {
        return Stream.concat(Stream.of(rule), alsoRules.stream()).toArray(String[]::new);
    }

    /** What the call takes over, its cancels as LIKE patterns: our {@code *} is a wildcard, LIKE's own are taken literally. */
    Call.NextFact data() {
        return new Call.NextFact(
                ruleVersion,
                rule,
                to.e164(),
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

    /** As a LIKE pattern over {@code source:type}. */
    public static String pattern(String eventPattern) {
        String escaped = eventPattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        return escaped.endsWith("*") ? escaped.substring(0, escaped.length() - 1) + "%" : escaped;
    }
}
