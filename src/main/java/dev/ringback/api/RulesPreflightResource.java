package dev.ringback.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringback.platform.Filter;
import dev.ringback.platform.Problem;
import dev.ringback.rules.PreflightReport;
import dev.ringback.rules.RulesPreflight;
import io.quarkus.logging.Log;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Runs a rules file over stored events, with no effect. Stops once its client is gone. */
@Path("/api/v1/rules/preflight")
@Tag(name = "Rules")
@RolesAllowed(Role.VIEWER_NAME)
@RunOnVirtualThread
public class RulesPreflightResource {
    private static final String YAML = "application/yaml";
    private static final String LINES = "application/x-ndjson";
    private static final int MOST_CHARACTERS = 1_000_000;
    private static final int RETRY_SECONDS = 10;
    private static final long PROGRESS_NANOS = 200_000_000;

    private final RulesPreflight preflight;
    private final ObjectMapper json;
    private final SecurityIdentity caller;

    RulesPreflightResource(RulesPreflight preflight, ObjectMapper json, SecurityIdentity caller) {
        this.preflight = preflight;
        this.json = json;
        this.caller = caller;
    }

    /**
     * A problem with a rules file.
     *
     * @param errors all of the file's, by their places
     */
    public record FileProblem(
            String type, String title, int status, String detail, List<RulesPreflight.Error> errors) {}

    /** The progress of a preflight. */
    public record Progress(long done, long total) {}

    @POST
    @Consumes(YAML)
    @Operation(
            summary =
                    "What would a rules file have done with the events of a span, and what differs from the active one?",
            description =
                    "Nothing is written, and nobody is rung. With 'Accept: application/x-ndjson' the answer is lines: progress,"
                            + " each decision that differs, and at last the result.")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = PreflightReport.class)),
                @Content(mediaType = LINES, schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(responseCode = "422", description = "The file has errors")
    public Response preflight(
            String file,
            @RestQuery String from,
            @RestQuery String to,
            @HeaderParam(HttpHeaders.ACCEPT) String accept,
            @Context RoutingContext context) {
        Instant start = instant("from", from);
        Instant end = instant("to", to);
        if (!start.isBefore(end)) {
            throw Problem.badRequest("bad-filter", "'from' is not before 'to'; give the span's start as 'from'.");
        }
        if (file == null || file.isBlank() || file.length() > MOST_CHARACTERS) {
            throw Problem.badRequest(
                    "bad-file", "The body is a rules file of at most " + MOST_CHARACTERS + " characters; post one.");
        }
        return switch (preflight.parse(file)) {
            case RulesPreflight.Parsed.Invalid(var errors) -> refused(errors);
            case RulesPreflight.Parsed.Valid(var rules) -> {
                Work work = new Work(rules, start, end, context);
                yield accept != null && accept.contains(LINES) ? work.inLines() : work.whole();
            }
        };
    }

    private static Instant instant(String name, String given) {
        if (given == null || given.isBlank()) {
            throw Problem.badRequest(
                    "bad-filter", "'" + name + "' is missing; give a time in RFC 3339, such as 2026-11-28T18:00:00Z.");
        }
        return Filter.time(name, given);
    }

    private static Response refused(List<RulesPreflight.Error> errors) {
        FileProblem problem = new FileProblem(
                "urn:ringback:problem:rules-refused",
                "Unprocessable Content",
                422,
                "The rules file has " + errors.size() + (errors.size() == 1 ? " error" : " errors")
                        + "; correct each at its line and column.",
                errors);
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }

    /**
     * Shows a decision that differs as the caller may see it. A condition of the caller's own could tell an event's content:
     * viewers see counts alone, and only admins see details.
     */
    private Optional<PreflightReport.Flip> shown(PreflightReport.Flip flip) {
        if (caller.hasRole(Role.ADMIN_NAME)) {
            return Optional.of(flip);
        }
        return caller.hasRole(Role.OPERATOR_NAME) ? Optional.of(flip.withoutDetails()) : Optional.empty();
    }

    private PreflightReport shown(PreflightReport report) {
        return report.with(report.difference().items().stream()
                .flatMap(flip -> shown(flip).stream())
                .toList());
    }

    /** Runs a preflight for one client, and writes its answer. */
    private final class Work {
        private final RulesPreflight.File file;
        private final Instant from;
        private final Instant to;
        private final RoutingContext context;

        private Work(RulesPreflight.File file, Instant from, Instant to, RoutingContext context) {
            this.file = file;
            this.from = from;
            this.to = to;
            this.context = context;
        }

        private RulesPreflight.Slot enter() {
            return preflight
                    .enter()
                    .orElseThrow(() -> Problem.of(
                                    Status.SERVICE_UNAVAILABLE,
                                    "busy",
                                    "As many preflights run as one process allows; try again when one has ended.")
                            .thrownWithRetryAfter(RETRY_SECONDS));
        }

        private Response whole() {
            try (RulesPreflight.Slot slot = enter()) {
                return run(slot, new Waiting())
                        .map(report -> Response.ok(shown(report), MediaType.APPLICATION_JSON_TYPE)
                                .build())
                        .orElseGet(() -> Response.noContent().build()); // nobody is there to read it
            } catch (IOException e) {
                throw new IllegalStateException("nothing was written", e);
            }
        }

        private Response inLines() {
            RulesPreflight.Slot slot = enter();
            AtomicBoolean isTaken = new AtomicBoolean();
            // The answer of a client that is gone at once may never be written.
            context.addEndHandler(ended -> {
                if (isTaken.compareAndSet(false, true)) {
                    slot.close();
                }
            });
            StreamingOutput lines = out -> {
                if (!isTaken.compareAndSet(false, true)) {
                    throw new IOException("the client is gone");
                }
                try (slot) {
                    Lines writer = new Lines(out);
                    Optional<PreflightReport> report = run(slot, writer);
                    writer.throwFailure();
                    if (report.isPresent()) {
                        writer.write(Map.of("result", shown(report.get())));
                    }
                }
            };
            return Response.ok(lines, LINES).build();
        }

        private Optional<PreflightReport> run(RulesPreflight.Slot slot, RulesPreflight.Listener listener)
                throws IOException {
            try {
                return slot.run(file, from, to, listener);
            } catch (SQLException e) {
                throw new IllegalStateException("the events could not be read", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the service stops");
            }
        }

        private boolean isGone() {
            return context.response().closed();
        }

        /** Waits for the whole answer. */
        private class Waiting implements RulesPreflight.Listener {
            @Override
            public void progress(long done, long total) {
                // The answer is one document.
            }

            @Override
            public void flip(PreflightReport.Flip flip) {
                // The result has it.
            }

            @Override
            public boolean isCancelled() {
                if (isGone()) {
                    Log.info("a preflight was stopped, since its client is gone");
                }
                return isGone();
            }
        }

        /** Writes lines as they come. The first line that cannot be written cancels the rest. */
        private final class Lines extends Waiting {
            private final OutputStream out;
            private long told = System.nanoTime() - PROGRESS_NANOS;
            private IOException failure;

            private Lines(OutputStream out) {
                this.out = out;
            }

            @Override
            public void progress(long done, long total) {
                if (System.nanoTime() - told >= PROGRESS_NANOS || done == total) {
                    told = System.nanoTime();
                    write(Map.of("progress", new Progress(done, total)));
                }
            }

            @Override
            public void flip(PreflightReport.Flip flip) {
                shown(flip).ifPresent(allowed -> write(Map.of("flip", allowed)));
            }

            @Override
            public boolean isCancelled() {
                return failure != null || super.isCancelled();
            }

            private void write(Map<String, ?> line) {
                if (failure != null) {
                    return;
                }
                try {
                    out.write(bytes(line));
                    out.write('\n');
                    if (!line.containsKey("flip")) {
                        out.flush();
                    }
                } catch (IOException e) {
                    failure = e;
                }
            }

            private byte[] bytes(Map<String, ?> line) {
                try {
                    return json.writeValueAsBytes(line);
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException("a record can be written", e);
                }
            }

            private void throwFailure() throws IOException {
                if (failure != null) {
                    throw failure;
                }
            }
        }
    }
}
