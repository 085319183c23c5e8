package dev.ringback.api;

import dev.ringback.calls.OptOut;
import dev.ringback.calls.OptOutRepository;
import dev.ringback.calls.OptOuts;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.numbers.Reading;
import dev.ringback.platform.Filter;
import dev.ringback.platform.Problem;
import dev.ringback.privacy.PhoneNumber;
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
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** Serves opt-outs: numbers that must never be rung. */
@Path("/api/v1/opt-outs")
@Tag(name = "Opt-outs")
@RolesAllowed(Role.VIEWER_NAME)
@RunOnVirtualThread
public class OptOutsResource {
    static final int LONGEST_NOTE = 1000;
    private final OptOutRepository optOuts;
    private final OptOuts desk;
    private final OptOutNumbers reader;
    private final OptOutImport imports;
    private final Numbers numbers;
    private final Views views;
    private final SecurityIdentity caller;

    OptOutsResource(
            OptOutRepository optOuts,
            OptOuts desk,
            OptOutNumbers reader,
            OptOutImport imports,
            Numbers numbers,
            Views views,
            SecurityIdentity caller) {
        this.optOuts = optOuts;
        this.desk = desk;
        this.reader = reader;
        this.imports = imports;
        this.numbers = numbers;
        this.views = views;
        this.caller = caller;
    }

    /**
     * A number that must never be rung.
     *
     * @param number E.164, masked for all but admins
     * @param note the reason; null if none was given
     * @param byWhom an API token's name, or {@code agent}
     * @param origin {@code api}, {@code import} or {@code agent}
     */
    public record OptOutView(UUID id, String number, String note, String byWhom, String origin, Instant createdAt) {}

    /**
     * @param number E.164, or national with a {@code region}
     * @param region ISO 3166-1 alpha-2; optional
     * @param note the reason; optional
     */
    public record NewOptOut(String number, String region, String note) {}

    @GET
    @Transactional
    @Operation(summary = "List opt-outs, newest first")
    public Page<OptOutView> list(
            @RestQuery String number,
            @RestQuery String cursor,
            @RestQuery @DefaultValue("" + Page.DEFAULT_LIMIT) int limit) {
        Filter filter =
                new Filter().andIs("number", "number", number, numbers::inQuery).after(Page.cursor(cursor));
        int size = Page.limit(limit);
        List<OptOut> rows = optOuts.find(filter.orderedBy("id desc"), filter.parameters())
                .range(0, size)
                .list();
        return Page.of(rows, size, OptOut::id, this::view);
    }

    @POST
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Never ring a number again; its calls that wait are cancelled. 200 if it had opted out before")
    public RestResponse<OptOutView> add(NewOptOut wanted) {
        if (wanted == null || wanted.number() == null) {
            throw badNumber("it is missing");
        }
        if (wanted.note() != null && wanted.note().length() > LONGEST_NOTE) {
            throw Problem.badRequest("bad-note", "'note' has at most " + LONGEST_NOTE + " letters.");
        }
        PhoneNumber number = read(wanted);
        OptOuts.Added added = desk.add(new OptOuts.Wanted(number, storable(wanted.note())), OptOut.Origin.API, who());
        return RestResponse.status(
                added.isNew() ? RestResponse.Status.CREATED : RestResponse.Status.OK, view(added.optOut()));
    }

    /** @throws Problem.Thrown 400 if the number cannot be read; the opt-out is then kept for a person to look at */
    private PhoneNumber read(NewOptOut wanted) {
        String region = wanted.region() == null ? "" : wanted.region();
        return switch (reader.read(wanted.number(), region, storable(wanted.note()), OptOut.Origin.API, who())) {
            case Reading.Person person -> person.number();
            case Reading.Absent() -> throw badNumber("it is empty");
            case Reading.Unreadable(var flaw, var why) -> throw badNumber(why + ". " + OptOutNumbers.KEPT);
        };
    }

    /** @param why in words, without the number and the last full stop */
    static Problem.Thrown badNumber(String why) {
        return Problem.badRequest(
                "bad-number",
                "'number': " + why + (why.endsWith(".") ? "" : ".")
                        + " Give a number in E.164, such as +12025550123, or a national one with its country in"
                        + " 'region', such as US.");
    }

    @POST
    @Path("/import")
    @Consumes("text/csv")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(
            summary =
                    "Add the numbers of a CSV file with a column 'number', optionally 'region' and 'note'; what cannot be"
                            + " read is told and kept for a person to look at, the rest is in")
    public OptOutImport.Result importFile(InputStream file) {
        return imports.read(file, who());
    }

    @DELETE
    @Path("/{number}")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Let a number be rung again; nothing rings by itself")
    public void remove(@RestPath String number) {
        if (!PhoneNumber.isE164(number) || !desk.remove(new PhoneNumber(number), who())) {
            throw Problem.notFound("There is no opt-out of this number; it is given as %2B and its digits.");
        }
    }

    /** Returns a note without NUL, which PostgreSQL's text cannot store; null for a blank note. */
    static String storable(String note) {
        return note == null || note.isBlank() ? null : note.strip().replace('\0', ' ');
    }

    private OptOutView view(OptOut optOut) {
        return new OptOutView(
                optOut.id(),
                views.number(optOut.number()),
                views.text(optOut.note()),
                optOut.byWhom(),
                optOut.origin().name().toLowerCase(Locale.ROOT),
                optOut.createdAt());
    }

    private String who() {
        return caller.getPrincipal().getName();
    }
}
