package dev.ringback.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ringback.platform.Problem;
import dev.ringback.rules.CheckReport;
import dev.ringback.rules.PostedRules;
import dev.ringback.rules.RulesCheck;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Checks a rules file without activating it. */
@Path("/api/v1/rules/check")
@Tag(name = "Rules")
@RolesAllowed(Role.VIEWER_NAME)
@RunOnVirtualThread
public class RulesCheckResource {
    /** A rules file has some kilobytes; the event files of its tests may come along. */
    private static final int LARGEST = 2 * 1024 * 1024;

    private static final int REFUSED = 422;

    private final RulesCheck check;
    private final Views views;
    private final SecurityIdentity caller;

    RulesCheckResource(RulesCheck check, Views views, SecurityIdentity caller) {
        this.check = check;
        this.views = views;
        this.caller = caller;
    }

    /** A file that would be accepted. */
    public record AcceptedView(List<CheckReport.Problem> warnings, List<CheckReport.Test> tests) {}

    /** A file that would be refused, as a problem of RFC 9457 with further members. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record RefusedView(
            String type,
            String title,
            int status,
            String detail,
            List<CheckReport.Problem> errors,
            List<CheckReport.Problem> warnings,
            List<CheckReport.Test> tests) {}

    @POST
    @Consumes("application/yaml")
    @Operation(
            summary =
                    "Would this rules file be accepted, and is it what was meant? Nothing is activated. Event files of its"
                            + " tests may follow in a second YAML document: files, a mapping of names to contents")
    @APIResponse(
            responseCode = "200",
            description = "It would be accepted",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = AcceptedView.class)))
    @APIResponse(
            responseCode = "422",
            description = "It would be refused",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = RefusedView.class)))
    public Response check(InputStream body) throws IOException {
        PostedRules posted = PostedRules.of(text(body));
        CheckReport report = check.check(posted.text(), posted::file, caller.hasRole(Role.OPERATOR_NAME));
        List<CheckReport.Problem> warnings = shown(report.warnings());
        List<CheckReport.Test> tests = report.tests().stream()
                .map(test -> new CheckReport.Test(test.name(), test.passed(), views.text(test.detail())))
                .toList();
        return report.errors().isEmpty()
                ? Response.ok(new AcceptedView(warnings, tests)).build()
                : Response.status(REFUSED)
                        .type(Problem.MEDIA_TYPE)
                        .entity(refused(shown(report.errors()), warnings, tests))
                        .build();
    }

    private static RefusedView refused(
            List<CheckReport.Problem> errors, List<CheckReport.Problem> warnings, List<CheckReport.Test> tests) {
        CheckReport.Problem first = errors.getFirst();
        return new RefusedView(
                "urn:ringback:problem:rules-refused",
                "Unprocessable Content",
                REFUSED,
                errors.size() + (errors.size() == 1 ? " error" : " errors") + ", the first in line " + first.line()
                        + ", column " + first.column() + ": " + first.message(),
                errors,
                warnings,
                tests);
    }

    private List<CheckReport.Problem> shown(List<CheckReport.Problem> problems) {
        return problems.stream()
                .map(problem ->
                        new CheckReport.Problem(problem.line(), problem.column(), views.text(problem.message())))
                .toList();
    }

    /** @throws Problem.Thrown 400 if the body is not UTF-8, 413 if it is too large */
    private static String text(InputStream body) throws IOException {
        byte[] bytes = new LimitedStream(body, LARGEST, "post the rules file with smaller event files.").readAllBytes();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.badRequest("unreadable-body", "The rules file is not UTF-8.");
        }
    }
}
