package dev.ringback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.ringback.calls.CallOutcomes;
import dev.ringback.calls.Callbacks;
import dev.ringback.calls.OptOut;
import dev.ringback.calls.OptOuts;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.numbers.Reading;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.platform.Problem;
import dev.ringback.privacy.PhoneNumber;
import dev.ringback.rules.Lookups;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/**
 * Serves the HTTP tools of the Hub's agent during a call (docs/AGENT_TOOLS.md). Each may come any number of times. A problem's
 * detail is a sentence that the agent can say or act on. Unknown fields, which a language model may add, are ignored only here.
 */
@Path("/agent-tools")
@Tag(name = "Agent tools")
@AgentOnly
@RunOnVirtualThread
public class AgentToolsResource {
    /** The lookup that has an address of its own. */
    private static final String ORDER_STATUS = "order-status";

    private static final Pattern OUTCOME = Pattern.compile("[a-z0-9_]{1,40}");
    private static final int LONGEST_NOTE = 500;

    private final OptOuts optOuts;
    private final OptOutNumbers optOutNumbers;
    private final Lookups lookups;
    private final Callbacks callbacks;
    private final CallOutcomes outcomes;
    private final Numbers numbers;
    private final OutboxWorker outbox;

    AgentToolsResource(
            OptOuts optOuts,
            OptOutNumbers optOutNumbers,
            Lookups lookups,
            Callbacks callbacks,
            CallOutcomes outcomes,
            Numbers numbers,
            OutboxWorker outbox) {
        this.optOuts = optOuts;
        this.optOutNumbers = optOutNumbers;
        this.lookups = lookups;
        this.callbacks = callbacks;
        this.outcomes = outcomes;
        this.numbers = numbers;
        this.outbox = outbox;
    }

    /** @param number the person on the phone, in E.164 */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Wish(String number) {}

    /**
     * @param number the person on the phone, in E.164
     * @param at a local date and time, or a time of RFC 3339
     * @param zone an IANA zone for a local time; null for the person's own
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record CallbackWish(String number, String at, String zone) {}

    /**
     * @param number the person on the phone, in E.164
     * @param outcome 1 to 40 of {@code a-z 0-9 _}
     * @param note at most 500 letters; null for none
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record OutcomeReport(String number, String outcome, String note) {}

    /** @param items the newest fact of each thing, newest first: {@code about}, {@code as_of} and the lookup's texts */
    public record LookupAnswer(boolean found, List<Map<String, Object>> items) {}

    /**
     * @param at when the call back is due
     * @param local the same by the person's clock
     * @param moved whether the named time is not lawful, and a later one was taken
     * @param sentence what the agent tells the person
     */
    public record CallbackAnswer(boolean scheduled, Instant at, String local, boolean moved, String sentence) {}

    @POST
    @Path("/opt-out")
    @Operation(
            summary =
                    "The person on the phone does not want to be rung again; the same number may come any number of times")
    public Map<String, Boolean> optOut(Wish wish) {
        String typed = wish == null || wish.number() == null ? "" : wish.number();
        Reading read = optOutNumbers.read(typed, "", "asked for during a call", OptOut.Origin.AGENT, "agent");
        PhoneNumber number = person(read, " " + OptOutNumbers.KEPT);
        optOuts.add(new OptOuts.Wanted(number, "asked for during a call"), OptOut.Origin.AGENT, "agent");
        return Map.of("opted_out", true);
    }

    @POST
    @Path("/order-status")
    @Operation(summary = "What is known of the person's orders: the lookup order-status of the rules file")
    public LookupAnswer orderStatus(Wish wish) {
        return lookup(ORDER_STATUS, wish);
    }

    @POST
    @Path("/lookup/{name}")
    @Operation(summary = "What a lookup of the rules file knows of the person, newest first, at most five things")
    public LookupAnswer lookup(@RestPath String name, Wish wish) {
        return switch (lookups.of(name, person(wish == null ? null : wish.number()))) {
            case Lookups.Answer.Found(var items) ->
                new LookupAnswer(
                        !items.isEmpty(),
                        items.stream().map(AgentToolsResource::shown).toList());
            case Lookups.Answer.Unknown(var known) ->
                throw Problem.notFound("The rules file has no lookup of this name. "
                        + (known.isEmpty() ? "It has none at all." : "It has " + String.join(", ", known) + "."));
        };
    }

    private static Map<String, Object> shown(Lookups.Item item) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("about", item.about());
        shown.put("as_of", item.asOf());
        shown.putAll(item.texts());
        return shown;
    }

    @POST
    @Path("/callback")
    @Operation(summary = "The person on the phone names a time to be rung again; a second time replaces the first")
    public CallbackAnswer callback(CallbackWish wish) {
        PhoneNumber number = person(wish == null ? null : wish.number());
        if (wish.at() == null || wish.at().isBlank()) {
            throw Problem.badRequest(
                    "bad-time", "'at' is missing. Ask the person when to ring, and send it as 2026-11-30T17:00.");
        }
        Callbacks.Scheduled planned = callbacks.schedule(number, wish.at(), wish.zone());
        outbox.hint();
        return new CallbackAnswer(true, planned.at(), planned.local().toString(), planned.moved(), planned.sentence());
    }

    @POST
    @Path("/outcome")
    @Operation(summary = "What came of the call with the person on the phone; the newest outcome counts")
    public Map<String, Boolean> outcome(OutcomeReport report) {
        PhoneNumber number = person(report == null ? null : report.number());
        if (report.outcome() == null || !OUTCOME.matcher(report.outcome()).matches()) {
            throw Problem.badRequest(
                    "bad-outcome",
                    "'outcome' is one word of 1 to 40 lower-case letters, digits and _, such as promised_to_pay.");
        }
        String note = report.note() == null ? "" : storable(report.note().strip());
        if (note.codePointCount(0, note.length()) > LONGEST_NOTE) {
            throw Problem.badRequest("bad-outcome", "'note' has at most " + LONGEST_NOTE + " letters. Shorten it.");
        }
        outcomes.add(number, report.outcome(), note.isEmpty() ? null : note);
        return Map.of("recorded", true);
    }

    /** Replaces characters that PostgreSQL's text cannot store: NUL and half a surrogate pair. */
    private static String storable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point == 0 || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                        ? ' '
                        : point)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** @throws Problem.Thrown 400 if the number cannot be read */
    private PhoneNumber person(String typed) {
        return person(numbers.read(typed == null ? "" : typed, ""), "");
    }

    /** @param then what becomes of a text that is no number, for the message */
    private static PhoneNumber person(Reading read, String then) {
        return switch (read) {
            case Reading.Person person -> person.number();
            case Reading.Absent() -> throw badNumber("it is missing");
            case Reading.Unreadable(var flaw, var why) -> throw badNumber(why + "." + then);
        };
    }

    private static Problem.Thrown badNumber(String why) {
        return Problem.badRequest(
                "bad-number",
                "'number': " + why + (why.endsWith(".") ? "" : ".")
                        + " Give the number of the person on the phone in E.164, such as +12025550123.");
    }
}
