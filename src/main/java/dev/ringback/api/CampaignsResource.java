package dev.ringback.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.ringback.api.CampaignViews.CampaignDetail;
import dev.ringback.api.CampaignViews.CampaignView;
import dev.ringback.api.CampaignViews.ContactView;
import dev.ringback.calls.campaigns.Campaign;
import dev.ringback.calls.campaigns.CampaignContacts;
import dev.ringback.calls.campaigns.CampaignRepository;
import dev.ringback.calls.campaigns.CampaignRequest;
import dev.ringback.calls.campaigns.Campaigns;
import dev.ringback.calls.campaigns.Confirmation;
import dev.ringback.calls.campaigns.Uploads;
import dev.ringback.calls.campaigns.UploadsConfig;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.platform.Filter;
import dev.ringback.platform.NearMiss;
import dev.ringback.platform.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Serves campaigns, both uploaded drafts and campaigns that rules gather, and an operator's actions on them. */
@Path("/api/v1/campaigns")
@Tag(name = "Campaigns")
@RolesAllowed(Role.VIEWER_NAME)
@RunOnVirtualThread
public class CampaignsResource {
    private final CampaignRepository campaigns;
    private final Uploads uploads;
    private final Campaigns desk;
    private final Confirmation confirmation;
    private final CampaignContacts contacts;
    private final CampaignViews views;
    private final RejectedRows rejected;
    private final OutboxWorker outbox;
    private final ObjectReader json;
    private final long largest;
    private final SecurityIdentity caller;

    CampaignsResource(
            CampaignRepository campaigns,
            Uploads uploads,
            Campaigns desk,
            Confirmation confirmation,
            CampaignContacts contacts,
            CampaignViews views,
            RejectedRows rejected,
            OutboxWorker outbox,
            ObjectMapper json,
            UploadsConfig config,
            SecurityIdentity caller) {
        this.campaigns = campaigns;
        this.uploads = uploads;
        this.desk = desk;
        this.confirmation = confirmation;
        this.contacts = contacts;
        this.views = views;
        this.rejected = rejected;
        this.outbox = outbox;
        // Misspelt fields are errors: an ignored schedule would start the campaign at once.
        this.json = json.readerFor(CampaignRequest.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.largest = config.maxUploadSize().asLongValue();
        this.caller = caller;
    }

    @GET
    @Transactional
    @Operation(summary = "List campaigns, newest first")
    public Page<CampaignView> list(
            @RestQuery String state,
            @RestQuery String rule,
            @RestQuery String cursor,
            @RestQuery @DefaultValue("" + Page.DEFAULT_LIMIT) int limit) {
        Filter filter = new Filter()
                .and("state = :state", "state", Filter.word(Campaign.State.class, "state", state))
                .and("rule = :rule", "rule", rule)
                .after(Page.cursor(cursor));
        int size = Page.limit(limit);
        List<Campaign> rows = campaigns
                .find(filter.orderedBy("id desc"), filter.parameters())
                .range(0, size)
                .list();
        return Page.of(rows, size, Campaign::id, views::campaign);
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(
            summary =
                    "Upload a draft: 'campaign' (JSON) and 'contacts' (a CSV file). Its preflight says what would become of"
                            + " it; nobody is rung before it is confirmed")
    public RestResponse<CampaignDetail> create(@RestForm String campaign, @RestForm("contacts") FileUpload file) {
        if (file == null) {
            throw Problem.badRequest("bad-campaign", "'contacts' is missing: a CSV file, as a part with a file name.");
        }
        if (file.size() > largest) {
            throw Problem.of(
                            Status.REQUEST_ENTITY_TOO_LARGE,
                            "too-large",
                            "'contacts' has more than " + largest + " bytes; ringback.campaigns.max-upload-size sets"
                                    + " this, or split the file.")
                    .thrown();
        }
        CampaignRequest wanted = read(campaign);
        try (InputStream rows = new BufferedInputStream(Files.newInputStream(file.uploadedFile()))) {
            return RestResponse.status(RestResponse.Status.CREATED, one(uploads.create(wanted, rows, who())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CampaignRequest read(String text) {
        try {
            CampaignRequest wanted = text == null || text.isBlank() ? null : json.readValue(text);
            if (wanted == null) {
                throw Problem.badRequest(
                        "bad-campaign", "'campaign' is missing: a JSON object with name, agent, from, purpose.");
            }
            return wanted;
        } catch (UnrecognizedPropertyException e) {
            List<String> known = e.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .toList();
            String hint = NearMiss.of(e.getPropertyName(), known);
            throw Problem.badRequest(
                    "bad-campaign",
                    "'campaign' has no field '" + e.getPropertyName() + "'" + (hint.isEmpty() ? "." : hint)
                            + " Those known are: " + String.join(", ", known) + ".");
        } catch (JsonProcessingException e) {
            throw Problem.badRequest(
                    "bad-campaign",
                    "'campaign' is not the JSON expected here: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One campaign with its preflight, its progress and its next dates")
    public CampaignDetail one(@RestPath UUID id) {
        return QuarkusTransaction.requiringNew().call(() -> views.detail(known(id)));
    }

    @PUT
    @Path("/{id}")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Change an upload that is not dispatched; its contacts stay. What is left out has its default")
    public CampaignDetail edit(@RestPath UUID id, String campaign) {
        uploads.edit(id, read(campaign), who());
        return one(id);
    }

    @GET
    @Path("/{id}/contacts")
    @Transactional
    @Operation(summary = "The people of a campaign once it is confirmed, each with what became of the call")
    public Page<ContactView> contacts(
            @RestPath UUID id,
            @RestQuery String state,
            @RestQuery String cursor,
            @RestQuery @DefaultValue("" + Page.DEFAULT_LIMIT) int limit) {
        known(id);
        int size = Page.limit(limit);
        List<CampaignContacts.Contact> rows = contacts.page(id, state, Page.cursor(cursor), size + 1);
        return Page.of(rows, size, CampaignContacts.Contact::call, views::contact);
    }

    @GET
    @Path("/{id}/rejected")
    @Produces("text/csv")
    @Operation(summary = "The rows of an upload that will not be rung, by line, each with its reason")
    public Response rejected(@RestPath UUID id) {
        QuarkusTransaction.requiringNew().run(() -> known(id));
        boolean inTheClear = rejected.isInTheClear();
        StreamingOutput rows = out -> rejected.write(id, inTheClear, out);
        return Response.ok(rows)
                .header("Content-Disposition", "attachment; filename=\"rejected-" + id + ".csv\"")
                .build();
    }

    @POST
    @Path("/{id}/confirm")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Confirm a draft: its good rows become calls. Said again, it goes on or changes nothing")
    public CampaignDetail confirm(@RestPath UUID id, NoFields none) {
        confirmation.confirm(id, who());
        outbox.hint();
        return one(id);
    }

    /** @param mayStillRing the number of calls that may be ringing, or may ring before the stop reaches the Hub */
    public record Changed(CampaignDetail campaign, long mayStillRing) {}

    @POST
    @Path("/{id}/pause")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Let nothing of it go any more, until it is resumed; what runs is stopped at the Hub")
    public Changed pause(@RestPath UUID id, NoFields none) {
        long mayStillRing = desk.pause(id, who());
        outbox.hint();
        return new Changed(one(id), mayStillRing);
    }

    @POST
    @Path("/{id}/resume")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Let a paused campaign go on")
    public CampaignDetail resume(@RestPath UUID id, NoFields none) {
        desk.resume(id, who());
        return one(id);
    }

    @POST
    @Path("/{id}/stop")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "End it for good: what waits is cancelled, what runs is stopped at the Hub")
    public Changed stop(@RestPath UUID id, NoFields none) {
        long mayStillRing = desk.stop(id, who());
        return new Changed(one(id), mayStillRing);
    }

    @POST
    @Path("/{id}/clone")
    @RolesAllowed(Role.OPERATOR_NAME)
    @Operation(summary = "Make a draft of the contacts of an upload, checked as of now")
    public RestResponse<CampaignDetail> copy(@RestPath UUID id, NoFields none) {
        return RestResponse.status(RestResponse.Status.CREATED, one(uploads.clone(id, who())));
    }

    private Campaign known(UUID id) {
        return campaigns.findByIdOptional(id).orElseThrow(() -> Problem.notFound("There is no campaign of this id."));
    }

    private String who() {
        return caller.getPrincipal().getName();
    }
}
