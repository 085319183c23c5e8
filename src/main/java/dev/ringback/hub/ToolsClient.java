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
 * Calls the Hub's operations on tools, which agents may use (Hub contract: docs/HUB.md). A tool's name may replace its
 * id. Each agent needs the tool enabled as well, by {@link AgentsClient}.
 */
@Path("/tools")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface ToolsClient {
    /** The number of rows in the largest page. */
    int LARGEST_PAGE = 100;

    /**
     * Lists the tools that match all non-null arguments.
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

    /** Iterates over all tools, page by page. */
    static Paged<Tool> all(Hub hub, Urgency urgency) {
        return Paged.byOffset(
                hub,
                urgency,
                ToolsClient.class,
                (client, offset) -> client.list(null, null, null, LARGEST_PAGE, offset),
                LARGEST_PAGE);
    }

    /** Creates a tool. The answer has no documented members. */
    @POST
    Map<String, String> create(NewTool tool);

    @GET
    @Path("/{id}")
    Tool get(@PathParam("id") String id);

    @PUT
    @Path("/{id}")
    Map<String, String> update(@PathParam("id") String id, ToolChange change);

    /** Deletes a tool. The Hub answers 403 for a built-in one. */
    @DELETE
    @Path("/{id}")
    String delete(@PathParam("id") String id);

    /** How a tool is executed: by source code at the Hub, or by our HTTP endpoint. */
    enum Implementation {
        @JsonProperty("python")
        PYTHON,
        @JsonProperty("http")
        HTTP,
        @JsonEnumDefaultValue
        UNRECOGNISED;

        /** Returns the value as written in a query. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param isDefault whether it is built in; editing a built-in tool sets {@code modifiedFromDefault} */
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
        /** Returns a text without the configuration, which may contain our bearer token. */
        @Override
        public String toString() {
            return "Tool[id=" + id + ", name=" + name + "]";
        }
    }

    /**
     * A tool to create.
     *
     * @param name in snake_case
     * @param schema a JSON Schema of the arguments
     * @param implementationConfig for an http tool its URL, method and authentication; the names are not documented
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
        /** Returns a text without the configuration, which may contain our bearer token. */
        @Override
        public String toString() {
            return "NewTool[name=" + name + "]";
        }
    }

    /** The fields to change on a tool; null fields stay unchanged. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ToolChange(
            String description,
            JsonNode schema,
            Map<String, JsonNode> implementationConfig,
            String implementationCode,
            List<String> tags) {
        /** Returns a text without the configuration, which may contain our bearer token. */
        @Override
        public String toString() {
            return "ToolChange[description=" + description + "]";
        }
    }
}
