package dev.ringback.api;

import dev.ringback.calls.lawful.Explanation;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.When;
import dev.ringback.calls.lawful.WhenAsked;
import dev.ringback.platform.Filter;
import dev.ringback.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Answers whether a person may be rung now, when next, and by which rule. */
@Path("/api/v1/when")
@Tag(name = "Lawful hours")
@RolesAllowed(Role.VIEWER_NAME)
@RunOnVirtualThread
public class WhenResource {
    private static final int LONGEST = 100;
    private static final int MOST_PLACES = 50;

    private final WhenAsked when;
    private final Numbers numbers;
    private final Views views;
    private final InstantSource clock;

    WhenResource(WhenAsked when, Numbers numbers, Views views, InstantSource clock) {
        this.when = when;
        this.numbers = numbers;
        this.views = views;
        this.clock = clock;
    }

    /**
     * The answer whether a person may be rung.
     *
     * @param number as understood, E.164; masked for all but admins
     * @param country ISO 3166-1 alpha-2 country of the number; {@code ZZ} if unknown
     * @param allowed whether a call may be placed at the instant asked for
     * @param next the first instant from then on at which it may; null if there is none within 60 days
     * @param until the end of those hours, exclusive; null with {@code next}
     * @param reason which rule allows the call or prevents it, in words
     * @param zones the zones that hold the call, and where each came from
     * @param packs the packs of law that hold on that day
     * @param notes what was given and could not be used, in words
     */
    public record WhenView(
            String number,
            String country,
            boolean allowed,
            Instant next,
            Instant until,
            String reason,
            List<Explanation.HeldBy> zones,
            List<Explanation.PackView> packs,
            List<String> notes) {}

    @GET
    @Operation(
            summary =
                    "May this person be rung at an instant (now, unless 'at' is given), when next, and by which rule?")
    public WhenView when(
            @RestQuery String number,
            @RestQuery String region,
            @RestQuery List<String> place,
            @RestQuery String postal,
            @RestQuery String zone,
            @RestQuery String at) {
        if (number == null || number.isBlank()) {
            throw Problem.badRequest("bad-number", "'number' is missing; give it as %2B and its digits.");
        }
        List<String> places = place == null ? List.of() : place;
        if (places.size() > MOST_PLACES) {
            throw Problem.badRequest("bad-filter", "'place' comes at most " + MOST_PLACES + " times.");
        }
        places.forEach(each -> check("place", each));
        check("region", region);
        check("postal", postal);
        check("zone", zone);
        Instant instant = at == null ? clock.instant() : Filter.time("at", at);
        String ofNumber = region == null ? "" : region;
        return switch (when.when(
                withPlus(number, ofNumber),
                ofNumber,
                places,
                postal,
                zone == null || zone.isBlank() ? null : zone,
                instant)) {
            case WhenAsked.Answer.Found(var found) -> view(found);
            case WhenAsked.Answer.Unreadable(var why) ->
                throw Problem.badRequest("bad-number", "'number': " + why + ".");
        };
    }

    /** Puts back a plus sign that was decoded as a blank, unless the number can be read without it. */
    private String withPlus(String number, String region) {
        return number.startsWith(" ") && numbers.identify(number, region).isEmpty() ? "+" + number.strip() : number;
    }

    private static void check(String name, String given) {
        if (given != null && given.length() > LONGEST) {
            throw Problem.badRequest("bad-filter", "'" + name + "' has at most " + LONGEST + " letters.");
        }
    }

    private WhenView view(When found) {
        return new WhenView(
                views.number(found.number()),
                found.country(),
                found.allowed(),
                found.next(),
                found.until(),
                found.reason(),
                found.zones(),
                found.packs(),
                found.notes());
    }
}
