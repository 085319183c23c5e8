package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/**
 * Calls the Hub's operations on FAQs, which agents answer from (Hub contract: docs/HUB.md). An FAQ's name may replace
 * its id. The Hub does not page the list.
 */
@Path("/faqs")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface FaqsClient {
    @GET
    Rows<Faq> list();

    @POST
    Faq create(FaqFields faq);

    @GET
    @Path("/{id}")
    Faq get(@PathParam("id") String id);

    @PUT
    @Path("/{id}")
    Faq update(@PathParam("id") String id, FaqFields changes);

    @DELETE
    @Path("/{id}")
    String delete(@PathParam("id") String id);

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Faq(
            String id, String name, String title, String category, String summary, String content, List<String> tags) {}

    /** The fields of an FAQ to send; null fields are not sent. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FaqFields(String name, String title, String category, String summary, String content, List<String> tags) {}
}
