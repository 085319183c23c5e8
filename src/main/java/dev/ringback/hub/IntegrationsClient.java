package dev.ringback.hub;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/**
 * Calls the Hub's operations on integrations: tools with their credentials (Hub contract: docs/HUB.md). Integrations
 * serve agents during a call and start none. No page shows their bodies. The Hub itself labels the last two lists as
 * stubs.
 */
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface IntegrationsClient {
    /** @param category lists only integrations in this category; null for all */
    @GET
    @Path("/integrations")
    Rows<Opaque> list(@QueryParam("category") String category);

    @GET
    @Path("/integrations/{id}")
    Opaque get(@PathParam("id") String id);

    @POST
    @Path("/integrations/{id}/install")
    String install(@PathParam("id") String id, Installation installation);

    @POST
    @Path("/integrations/{id}/uninstall")
    String uninstall(@PathParam("id") String id);

    @GET
    @Path("/mcp-connections")
    Rows<Opaque> mcpConnections();

    @GET
    @Path("/native-tools")
    Rows<Opaque> nativeTools();

    /** @param credentials values by the names that the integration requires */
    record Installation(Map<String, Secret> credentials) {}
}
