package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ringback.hub.RequestBudget.Urgency;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/**
 * Calls the Hub's operations on playbooks, which extend an agent's prompt (Hub contract: docs/HUB.md). A playbook's
 * name may replace its id.
 */
@Path("/playbooks")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface PlaybooksClient {
    /** The number of rows in the largest page. */
    int LARGEST_PAGE = 100;

    /**
     * Lists the playbooks that match all non-null arguments.
     *
     * @param limit 1 to {@value #LARGEST_PAGE}
     */
    @GET
    Rows<Playbook> list(
            @QueryParam("category") String category,
            @QueryParam("search") String search,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset);

    /** Iterates over all playbooks, page by page. */
    static Paged<Playbook> all(Hub hub, Urgency urgency) {
        return Paged.byOffset(
                hub,
                urgency,
                PlaybooksClient.class,
                (client, offset) -> client.list(null, null, LARGEST_PAGE, offset),
                LARGEST_PAGE);
    }

    /** Creates a playbook. The answer has no documented members. */
    @POST
    Map<String, String> create(NewPlaybook playbook);

    @GET
    @Path("/{id}")
    Playbook get(@PathParam("id") String id);

    @PUT
    @Path("/{id}")
    Map<String, String> update(@PathParam("id") String id, PlaybookChange change);

    /** Deletes a playbook. The Hub answers 403 for a built-in one. */
    @DELETE
    @Path("/{id}")
    String delete(@PathParam("id") String id);

    /** @param isDefault whether it is built in; editing a built-in playbook sets {@code modifiedFromDefault} */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Playbook(
            String id,
            String name,
            String displayName,
            String category,
            String description,
            List<String> toolNames,
            List<String> tags,
            @JsonProperty("is_default") Boolean isDefault,
            Boolean modifiedFromDefault) {}

    /** @param displayName mandatory; all other fields may be null */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NewPlaybook(
            String displayName,
            String name,
            String category,
            String description,
            List<String> toolNames,
            List<String> tags) {}

    /** The fields to change on a playbook; null fields stay unchanged. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PlaybookChange(String displayName, String description, List<String> toolNames, List<String> tags) {}
}
