package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Locale;
import java.util.Map;

/**
 * Tools agents may use (Hub contract: docs/HUB.md). An id may be a tool's name too. A tool has to be enabled on each
 * agent as well, by {@link AgentsClient}.
 */
@Path("/tools")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface ToolsClient {
    /** Rows of the largest page. */
    int LARGEST_PAGE = 100;

    /**
     * Those that fit what is not null.
     *
     * @param search a part of the name or the description
     * @param limit 1 to {@value #LARGEST_PAGE}
     */
    @GET
    Rows<Tool> list(
            @QueryParam("category") String category,
            @QueryParam("type") Implementation type,
            @QueryParam("search") String search,
            @QueryParam("limit") int limit,
            @QueryParam("offset") int offset);

    /** All tools, page by page. */
    static Paged<Tool> all(Hub hub, Urgency urgency) {
        return Paged.byOffset(
                hub,
                urgency,
                ToolsClient.class,
                (client, offset) -> client.list(null, null, null, LARGEST_PAGE, offset),
                LARGEST_PAGE);
    }

    /** What is answered names no documented member. */
    @POST
    Map<String, String> create(NewTool tool);

    @GET
    @Path("/{id}")
    Tool get(@PathParam("id") String id);

    @PUT
    @Path("/{id}")
    Map<String, String> update(@PathParam("id") String id, ToolChange change);

    /** 403 for a built-in one. */
    @DELETE
    @Path("/{id}")
    String delete(@PathParam("id") String id);

    /** How a tool works: by source run at the Hub, or by an endpoint of ours. */
    enum Implementation {
        @JsonProperty("python")
        PYTHON,
        @JsonProperty("http")
        HTTP,
        @JsonEnumDefaultValue
        UNRECOGNISED;

        /** As it is written in a query. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param isDefault whether it is built in; editing such a one sets {@code modifiedFromDefault} */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Tool(
            String id,
            String name,
            String displayName,
            String category,
            String description,
            JsonNode schema,
            Implementation implementationType,
            JsonNode implementationConfig,
            String implementationCode,
            List<String> tags,
            @JsonProperty("is_default") Boolean isDefault,
            String defaultVersion,
            Boolean modifiedFromDefault,
            String createdAt,
            String updatedAt) {
        /** Without its configuration, which may hold a bearer of ours. */
        @Override
        public String toString() {
            return "Tool[id=" + id + ", name=" + name + "]";
        }
    }

    /**
     * A tool to be.
     *
     * @param name in snake_case
     * @param schema a JSON Schema of its arguments
     * @param implementationConfig of an http tool its URL, method and authentication; the names are not documented
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NewTool(
            String name,
            String category,
            String description,
            JsonNode schema,
            Implementation implementationType,
            Map<String, JsonNode> implementationConfig,
            String implementationCode,
            List<String> tags) {
        /** Without its configuration, which may hold a bearer of ours. */
        @Override
        public String toString() {
            return "NewTool[name=" + name + "]";
        }
    }

    /** What is null stays as it is. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ToolChange(
            String description,
            JsonNode schema,
            Map<String, JsonNode> implementationConfig,
            String implementationCode,
            List<String> tags) {
        /** Without its configuration, which may hold a bearer of ours. */
        @Override
        public String toString() {
            return "ToolChange[description=" + description + "]";
        }
    }
}
