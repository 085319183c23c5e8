package dev.ringback.api;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Serves the JSON Schema of the rules file, by which editors complete and check it. It says nothing of an installation. */
@Path("/schemas/rules.json")
@Tag(name = "Rules")
@PermitAll
public class RulesSchemaResource {
    private static final String FILE = "/schemas/rules.schema.json";

    private final byte[] schema = read();

    private static byte[] read() {
        try (InputStream file = Objects.requireNonNull(RulesSchemaResource.class.getResourceAsStream(FILE), FILE)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GET
    @Produces("application/schema+json")
    @Operation(summary = "The JSON Schema (2020-12) of the rules file; no token is needed")
    public byte[] schema() {
        return schema.clone();
    }
}
