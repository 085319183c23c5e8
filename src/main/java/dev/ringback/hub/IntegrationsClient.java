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
 * Integrations: tools with the credentials they need (Hub contract: docs/HUB.md). They serve agents during a call and
 * start none. No page shows their bodies, and the two lists at the end are labelled stubs by the Hub itself.
 */
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public interface IntegrationsClient {
    /** @param category only those in it; null for all */
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

    /** @param credentials by the names that the integration asks for */
    record Installation(Map<String, Secret> credentials) {}
}
