package dev.ringback.api;

import dev.ringback.calls.BlackoutEntries;
import dev.ringback.calls.BlackoutRepository;
import dev.ringback.calls.StoredBlackout;
import dev.ringback.calls.lawful.PlaceTables;
import dev.ringback.calls.lawful.law.Blackout;
import dev.ringback.calls.lawful.law.BlackoutsFile;
import dev.ringback.calls.lawful.law.LawFileException;
import dev.ringback.calls.lawful.places.PlaceReader;
import dev.ringback.platform.Filter;
import dev.ringback.platform.Problem;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** Serves black-outs: days on which no person at a place is rung, such as an emergency in a state. */
@Path("/api/v1/blackouts")
@Tag(name = "Lawful hours")
@RolesAllowed(Role.VIEWER_NAME)
@RunOnVirtualThread
public class BlackoutsResource {
    private static final int MOST_IN_A_FILE = 10_000;
    private static final Set<String> WHOLES = Set.of(Blackout.EVERYWHERE, "EU");

    private final BlackoutRepository blackouts;
    private final BlackoutEntries desk;
    private final PlaceTables tables;
    private final SecurityIdentity caller;

    BlackoutsResource(BlackoutRepository blackouts, BlackoutEntries desk, PlaceTables tables, SecurityIdentity caller) {
        this.blackouts = blackouts;
        this.tables = tables;
        this.desk = desk;
        this.caller = caller;
    }

    /**
     * A black-out.
     *
     * @param place ISO 3166-1 alpha-2 or 3166-2; {@code *} for everywhere
     * @param from the first local day at the place, such as 2026-09-27
     * @param until the last local day, inclusive
     * @param byWhom an API token's name
     */
    public record BlackoutView(
            UUID id, String place, LocalDate from, LocalDate until, String reason, String byWhom, Instant createdAt) {}

    /**
     * @param place ISO 3166-1 alpha-2 or 3166-2 code or a name, {@code EU}, or {@code *} for everywhere
     * @param until the last day, inclusive; by default {@code from}
     * @param reason in words, 1 to 200 letters
     */
    public record NewBlackout(String place, String from, String until, String reason) {}

    /** @param already how many were there before */
    public record Imported(int added, int already) {}

    @GET
    @Transactional
    @Operation(summary = "List black-outs, newest first")
    public Page<BlackoutView> list(
            @RestQuery String place,
            @RestQuery String cursor,
            @RestQuery @DefaultValue("" + Page.DEFAULT_LIMIT) int limit) {
        Filter filter = new Filter().and("place = :place", "place", place).after(Page.cursor(cursor));
        int size = Page.limit(limit);
        List<StoredBlackout> rows = blackouts
                .find(filter.orderedBy("id desc"), filter.parameters())
                .range(0, size)
                .list();
        return Page.of(rows, size, StoredBlackout::id, BlackoutsResource::view);
    }

    @POST
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(
            summary =
                    "Ring nobody at a place on these days. Calls that wait move behind them. 409 if it is there already")
    public RestResponse<BlackoutView> add(NewBlackout wanted) {
        if (wanted == null) {
            throw bad("'place', 'from' and 'reason' are needed");
        }
        LocalDate from = day("from", wanted.from());
        LocalDate until = wanted.until() == null ? from : day("until", wanted.until());
        String place = place(wanted.place());
        Blackout.flaw(place, from, until, wanted.reason()).ifPresent(flaw -> {
            throw bad(flaw);
        });
        return desk.add(List.of(new Blackout(place, from, until, wanted.reason())), who()).stream()
                .findFirst()
                .map(stored -> RestResponse.status(RestResponse.Status.CREATED, view(stored)))
                .orElseThrow(() -> Problem.conflict("known", "These days of the place are blacked out already."));
    }

    @POST
    @Path("/import")
    @Consumes("application/yaml")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(
            summary = "Add the black-outs of a file, all or none: a YAML list of { place: US-FL, from: 2026-09-27,"
                    + " until: 2026-09-29, reason: hurricane }")
    public Imported importFile(String file) {
        List<Blackout> all;
        try {
            all = BlackoutsFile.parse("the file", file).all().stream()
                    .map(each -> new Blackout(place(each.place()), each.from(), each.until(), each.reason()))
                    .toList();
        } catch (LawFileException e) {
            throw bad(e.getMessage());
        }
        if (all.size() > MOST_IN_A_FILE) {
            throw bad("the file has more than " + MOST_IN_A_FILE + " black-outs; send it in parts");
        }
        int added = desk.add(all, who()).size();
        return new Imported(added, all.size() - added);
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Lift a black-out; calls that it moved go as soon as their hours allow")
    public void remove(@RestPath UUID id) {
        if (!desk.remove(id, who())) {
            throw Problem.notFound("There is no such black-out.");
        }
    }

    /** Reads a place, since a black-out of a place that does not exist would protect nobody. */
    private String place(String typed) {
        if (typed == null || WHOLES.contains(typed.strip().toUpperCase(Locale.ROOT))) {
            return typed == null ? null : typed.strip().toUpperCase(Locale.ROOT);
        }
        return switch (tables.places().read(typed)) {
            case PlaceReader.Result.Found(var codes, var note)
            when codes.size() == 1 && note.isEmpty() -> known(codes.getFirst(), typed);
            case PlaceReader.Result.Found(var codes, var note)
            when !note.isEmpty() ->
                throw bad("'place' " + typed + " has a part that is not known; give " + String.join(" or ", codes)
                        + " for all of it, or an ISO 3166 code such as US-CA");
            case PlaceReader.Result.Found(List<String> codes, String _) ->
                throw bad("'place' " + typed + " may mean " + String.join(" or ", codes) + "; give one of them");
            case PlaceReader.Result.Empty() -> throw bad("'place' is empty");
            case PlaceReader.Result.Unknown(var why) -> throw bad("'place': " + why);
        };
    }

    /** Refuses a subdivision that does not exist in a country whose subdivisions are all known. */
    private String known(String code, String typed) {
        String country = code.substring(0, 2);
        boolean isKnown = code.length() == 2
                ? tables.countries().codes().contains(code)
                : tables.countries().subdivisionZones(code).isPresent()
                        || tables.countries().subdivisionsOf(country).isEmpty();
        if (!isKnown) {
            throw bad("'place' " + typed + " is no country or subdivision that is known");
        }
        return code;
    }

    private static LocalDate day(String field, String given) {
        try {
            return LocalDate.parse(given == null ? "" : given);
        } catch (DateTimeException e) {
            throw bad("'" + field + "' is a day, such as 2026-09-27");
        }
    }

    private static Problem.Thrown bad(String why) {
        return Problem.badRequest("bad-blackout", why + ".");
    }

    private static BlackoutView view(StoredBlackout stored) {
        Blackout days = stored.days();
        return new BlackoutView(
                stored.id(),
                days.place(),
                days.from(),
                days.until(),
                days.reason(),
                stored.byWhom(),
                stored.createdAt());
    }

    private String who() {
        return caller.getPrincipal().getName();
    }
}
