package dev.ringback.api;

import dev.ringback.calls.UnreadOptOut;
import dev.ringback.calls.UnreadOptOutRepository;
import dev.ringback.calls.UnreadOptOuts;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.numbers.Reading;
import dev.ringback.platform.Filter;
import dev.ringback.platform.Problem;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Serves opt-outs whose number could not be read, for a person to look at. */
@Path("/api/v1/opt-outs/unread")
@Tag(name = "Opt-outs")
@RolesAllowed(Role.VIEWER_NAME)
@RunOnVirtualThread
public class UnreadOptOutsResource {
    private final UnreadOptOutRepository unread;
    private final UnreadOptOuts desk;
    private final Numbers numbers;
    private final Views views;
    private final SecurityIdentity caller;

    UnreadOptOutsResource(
            UnreadOptOutRepository unread, UnreadOptOuts desk, Numbers numbers, Views views, SecurityIdentity caller) {
        this.unread = unread;
        this.desk = desk;
        this.numbers = numbers;
        this.views = views;
        this.caller = caller;
    }

    /**
     * An opt-out that could not be read.
     *
     * @param typed what was sent as the number; its digits are masked for all but admins
     * @param region as typed, its digits masked too; null for none
     * @param note the reason of the opt-out; null for none
     * @param why the text is no number, in words
     * @param byWhom an API token's name, or {@code agent}
     * @param origin {@code api}, {@code import} or {@code agent}
     * @param settledAt null while it is open, as is {@code settledBy}
     * @param number the number that was meant, masked for all but admins; null if nobody was meant
     * @param settledAs the settling person's note; null for none
     */
    public record UnreadView(
            UUID id,
            String typed,
            String region,
            String note,
            String why,
            String byWhom,
            String origin,
            Instant createdAt,
            Instant settledAt,
            String settledBy,
            String number,
            String settledAs) {}

    /**
     * @param number the number that is meant, E.164 or national with a {@code region}; null if the text means nobody
     * @param region a country's code or name; optional
     * @param note why; mandatory without a number
     */
    public record Settlement(String number, String region, String note) {}

    @GET
    @Transactional
    @Operation(
            summary = "List opt-outs whose number could not be read, newest first; the open ones, or with settled=true"
                    + " the others")
    public Page<UnreadView> list(
            @RestQuery @DefaultValue("false") boolean settled,
            @RestQuery String cursor,
            @RestQuery @DefaultValue("" + Page.DEFAULT_LIMIT) int limit) {
        Filter filter = new Filter()
                .and(settled ? "settledAt is not null" : "settledAt is null")
                .after(Page.cursor(cursor));
        int size = Page.limit(limit);
        List<UnreadOptOut> rows = unread.find(filter.orderedBy("id desc"), filter.parameters())
                .range(0, size)
                .list();
        return Page.of(rows, size, UnreadOptOut::id, this::view);
    }

    @POST
    @Path("/{id}/settle")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Say which number is meant, which is then never rung again; or, with a note, that none is")
    public UnreadView settle(@RestPath UUID id, Settlement wanted) {
        String note = wanted == null ? null : OptOutsResource.storable(wanted.note());
        if (note != null && note.length() > OptOutsResource.LONGEST_NOTE) {
            throw Problem.badRequest("bad-note", "'note' has at most " + OptOutsResource.LONGEST_NOTE + " letters.");
        }
        if (note == null && (wanted == null || wanted.number() == null)) {
            throw Problem.badRequest(
                    "bad-settlement", "Give the 'number' that is meant, or a 'note' on why the text means nobody.");
        }
        return view(desk.settle(id, wanted.number() == null ? null : number(wanted), note, who()));
    }

    private PhoneNumber number(Settlement wanted) {
        return switch (numbers.read(wanted.number(), wanted.region() == null ? "" : wanted.region())) {
            case Reading.Person person -> person.number();
            case Reading.Absent() -> throw OptOutsResource.badNumber("nothing is typed");
            case Reading.Unreadable(var flaw, var why) -> throw OptOutsResource.badNumber(why);
        };
    }

    private UnreadView view(UnreadOptOut found) {
        return new UnreadView(
                found.id(),
                views.typed(found.typed()),
                found.region() == null ? null : views.typed(found.region()),
                views.text(found.note()),
                found.why(),
                found.byWhom(),
                found.origin().name().toLowerCase(Locale.ROOT),
                found.createdAt(),
                found.settledAt(),
                found.settledBy(),
                found.number() == null ? null : views.number(found.number()),
                views.text(found.settledAs()));
    }

    private String who() {
        return caller.getPrincipal().getName();
    }
}
