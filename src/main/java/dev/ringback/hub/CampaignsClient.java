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
 * Campaigns: contacts from a CSV, dialled by the Hub after a start (Hub contract: docs/HUB.md). {@link #start} and
 * {@link #resume} dial; so does a create with {@code scheduled_at}. What the steps answer is not described: read the
 * campaign again.
 */
@jakarta.ws.rs.Path("/campaigns")
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface CampaignsClient {
    /** Rows of a page of contacts; the only size there is. */
    int CONTACTS_A_PAGE = 100;

    /** The status of a contact that was not dialled yet (docs/HUB.md). */
    String PENDING = "pending";

    /** May be partial and lag behind: a campaign that is not in it may exist all the same (docs/HUB.md). */
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

    /** Uploads a campaign, born as a draft that dials nobody. The file is streamed, not loaded. */
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

    /** Of a draft only; 409 for any other. */
    @DELETE
    @jakarta.ws.rs.Path("/{id}")
    String delete(@PathParam("id") String id);

    /**
     * @param status only contacts in that; null for all
     * @param page from 0, {@value #CONTACTS_A_PAGE} rows each
     */
    @GET
    @jakarta.ws.rs.Path("/{id}/contacts")
    Rows<Contact> contacts(
            @PathParam("id") String id, @QueryParam("status") String status, @QueryParam("page") int page);

    /** All contacts of a campaign, page by page. */
    static Paged<Contact> contacts(Hub hub, Urgency urgency, String id) {
        return contacts(hub, urgency, id, null);
    }

    /**
     * Those in one status. Rows that leave it meanwhile move the others up: what is not seen may be there all the same.
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

    /** To be read by {@link Hub#events}. */
    @GET
    @jakarta.ws.rs.Path("/{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    InputStream events(@PathParam("id") String id);

    /** Dials. Of a draft or a paused one; 409 too where the account's concurrency has no room. */
    @POST
    @jakarta.ws.rs.Path("/{id}/start")
    String start(@PathParam("id") String id);

    @POST
    @jakarta.ws.rs.Path("/{id}/pause")
    String pause(@PathParam("id") String id);

    /** Dials on. */
    @POST
    @jakarta.ws.rs.Path("/{id}/resume")
    String resume(@PathParam("id") String id);

    /** Ends it for good: what is not dialled yet is skipped, calls in progress go on. */
    @POST
    @jakarta.ws.rs.Path("/{id}/stop")
    String stop(@PathParam("id") String id);

    /**
     * A campaign to be.
     *
     * @param name at most 100 plain characters; the Hub does not keep them unique, so we must
     * @param number the id of one of the account's numbers, and not its digits
     * @param maxConcurrentCalls 1 to 100
     * @param retries how often the Hub rings again whom it did not reach, 0 to 5
     * @param retryDelaySeconds between those, 60 at least; null for the Hub's default, 300
     * @param scheduledAt when it starts by itself: with it, creating is a write that dials; null if never
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
        /** One that dials nobody by itself and nobody twice. */
        public static NewCampaign draft(
                String name, String agent, String number, int maxConcurrentCalls, Path contacts) {
            return new NewCampaign(name, agent, number, maxConcurrentCalls, 0, null, null, contacts);
        }
    }

    /** A campaign as the Hub shows it. Times that have not come are null. */
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

    /** Where a campaign stands. */
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
        /** A word we do not know: nothing follows from it. */
        @JsonEnumDefaultValue
        UNRECOGNISED;

        /** Whether it will never dial again. */
        public boolean isTerminal() {
            return this == COMPLETED || this == FAILED;
        }
    }

    /**
     * One row of a campaign.
     *
     * @param phoneNumber as the Hub writes it; {@link #number()} where that is a number
     * @param status an open set; only {@code pending} and {@code failed} are named on a page
     * @param sessionId null where none is told
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Contact(
            String id,
            String phoneNumber,
            String status,
            Map<String, JsonNode> customFields,
            Integer attempts,
            String sessionId) {
        /** Empty where the Hub shows something that is no E.164 number. */
        public Optional<PhoneNumber> number() {
            return Optional.ofNullable(phoneNumber).filter(PhoneNumber::isE164).map(PhoneNumber::new);
        }

        /** Without the person's number and data. */
        @Override
        public String toString() {
            return "Contact[id=" + id + ", status=" + status + ", attempts=" + attempts + "]";
        }
    }
}
