package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.privacy.PhoneNumber;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.resteasy.reactive.PartFilename;
import org.jboss.resteasy.reactive.PartType;
import org.jboss.resteasy.reactive.RestForm;

/**
 * Calls the Hub's campaign operations: the Hub dials contacts of a CSV after a start (Hub contract: docs/HUB.md).
 * {@link #start} and {@link #resume} dial; so does a create with {@code scheduled_at}. The answers of start, pause,
 * resume and stop are not documented: read the campaign again.
 */
@jakarta.ws.rs.Path("/campaigns")
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface CampaignsClient {
    /** The number of rows in a page of contacts; the Hub offers no other size. */
    int CONTACTS_A_PAGE = 100;

    /** The status of a contact that was not dialled yet (docs/HUB.md). */
    String PENDING = "pending";

    /** Lists campaigns. The list may be partial and lag behind, so a missing campaign may still exist (docs/HUB.md). */
    @GET
    Rows<Campaign> list();

    /** @see #create(NewCampaign) */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    Campaign create(
            @RestForm("name") String name,
            @RestForm("agent_id") String agent,
            @RestForm("phone_number_id") String number,
            @RestForm("max_concurrent_calls") String maxConcurrentCalls,
            @RestForm("retries_per_contact") String retries,
            @RestForm("retry_delay_seconds") String retryDelay,
            @RestForm("scheduled_at") String scheduledAt,
            @RestForm("contacts") @PartType("text/csv") @PartFilename("contacts.csv") Path contacts);

    /**
     * Uploads a campaign: a draft that dials nobody, or a scheduled campaign if {@code scheduledAt} is set. The file is
     * streamed, not loaded.
     */
    default Campaign create(NewCampaign campaign) {
        return create(
                campaign.name(),
                campaign.agent(),
                campaign.number(),
                Integer.toString(campaign.maxConcurrentCalls()),
                Integer.toString(campaign.retries()),
                Objects.toString(campaign.retryDelaySeconds(), null),
                Objects.toString(campaign.scheduledAt(), null),
                campaign.contacts());
    }

    @GET
    @jakarta.ws.rs.Path("/{id}")
    Campaign get(@PathParam("id") String id);

    /** Deletes a draft. The Hub answers 409 in any other state. */
    @DELETE
    @jakarta.ws.rs.Path("/{id}")
    String delete(@PathParam("id") String id);

    /**
     * @param status lists only contacts in this status; null for all
     * @param page page number from 0, {@value #CONTACTS_A_PAGE} rows each
     */
    @GET
    @jakarta.ws.rs.Path("/{id}/contacts")
    Rows<Contact> contacts(
            @PathParam("id") String id, @QueryParam("status") String status, @QueryParam("page") int page);

    /** Iterates over all contacts of a campaign, page by page. */
    static Paged<Contact> contacts(Hub hub, Urgency urgency, String id) {
        return contacts(hub, urgency, id, null);
    }

    /**
     * Iterates over the contacts in one status. Rows that leave the status meanwhile shift the others, so an unseen
     * contact may still be there.
     *
     * @param status null for all
     */
    static Paged<Contact> contacts(Hub hub, Urgency urgency, String id, String status) {
        return Paged.byNumber(
                hub,
                urgency,
                CampaignsClient.class,
                (client, page) -> client.contacts(id, status, page),
                CONTACTS_A_PAGE);
    }

    /** Opens the event stream; use {@link Hub#events} to read it. */
    @GET
    @jakarta.ws.rs.Path("/{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    InputStream events(@PathParam("id") String id);

    /**
     * Starts a draft or a paused campaign, which then dials. The Hub also answers 409 if the account's concurrency has
     * no room.
     */
    @POST
    @jakarta.ws.rs.Path("/{id}/start")
    String start(@PathParam("id") String id);

    @POST
    @jakarta.ws.rs.Path("/{id}/pause")
    String pause(@PathParam("id") String id);

    /** Resumes a paused campaign, which then dials. */
    @POST
    @jakarta.ws.rs.Path("/{id}/resume")
    String resume(@PathParam("id") String id);

    /** Stops the campaign for good. Contacts not dialled yet are skipped; calls in progress continue. */
    @POST
    @jakarta.ws.rs.Path("/{id}/stop")
    String stop(@PathParam("id") String id);

    /**
     * A campaign to create.
     *
     * @param name at most 100 plain characters; the Hub does not enforce unique names, so we must
     * @param number the id of one of the account's numbers, not its digits
     * @param maxConcurrentCalls 1 to 100
     * @param retries how often the Hub retries an unreached contact, 0 to 5
     * @param retryDelaySeconds seconds between retries, at least 60; null for the Hub's default, 300
     * @param scheduledAt when the campaign starts by itself, which makes creating it a write that dials; null for never
     * @param contacts a CSV with a header and a column {@code phone_number}, at most 10 MB
     */
    record NewCampaign(
            String name,
            String agent,
            String number,
            int maxConcurrentCalls,
            int retries,
            Integer retryDelaySeconds,
            Instant scheduledAt,
            Path contacts) {
        /** Returns a campaign without a scheduled start and without retries. */
        public static NewCampaign draft(
                String name, String agent, String number, int maxConcurrentCalls, Path contacts) {
            return new NewCampaign(name, agent, number, maxConcurrentCalls, 0, null, null, contacts);
        }
    }

    /** A campaign as the Hub returns it. A time is null until its event happens. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Campaign(
            String id,
            String name,
            String agentId,
            String phoneNumberId,
            Status status,
            Integer maxConcurrentCalls,
            Integer retriesPerContact,
            Integer retryDelaySeconds,
            String scheduledAt,
            String startedAt,
            String completedAt,
            String createdAt,
            String createdBy) {}

    /** The status of a campaign. */
    enum Status {
        @JsonProperty("draft")
        DRAFT,
        @JsonProperty("scheduled")
        SCHEDULED,
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("paused")
        PAUSED,
        @JsonProperty("completed")
        COMPLETED,
        @JsonProperty("failed")
        FAILED,
        /** A status that we do not know; nothing may be concluded from it. */
        @JsonEnumDefaultValue
        UNRECOGNISED;

        /** Returns whether the campaign will never dial again. */
        public boolean isTerminal() {
            return this == COMPLETED || this == FAILED;
        }
    }

    /**
     * A contact row of a campaign.
     *
     * @param phoneNumber the text that the Hub sends; {@link #number()} parses it
     * @param status an open set; the Hub's pages name only {@code pending} and {@code failed}
     * @param sessionId null where the Hub sends none
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Contact(
            String id,
            String phoneNumber,
            String status,
            Map<String, JsonNode> customFields,
            Integer attempts,
            String sessionId) {
        /** Returns the phone number; empty if the Hub's text is not an E.164 number. */
        public Optional<PhoneNumber> number() {
            return Optional.ofNullable(phoneNumber).filter(PhoneNumber::isE164).map(PhoneNumber::new);
        }

        /** Returns a text without the person's number and data. */
        @Override
        public String toString() {
            return "Contact[id=" + id + ", status=" + status + ", attempts=" + attempts + "]";
        }
    }
}
