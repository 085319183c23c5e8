package dev.ringback.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps every exception of an endpoint to problem+json. The response to a bug shows its log id, never its stack. */
class Problems {
    private static final int RETRY_AFTER_SECONDS = 5;

    private final QuietLog absences = new QuietLog();

    @ServerExceptionMapper
    Response problem(Problem.Thrown e) {
        return e.response();
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    Response unauthenticated(Exception e) {
        Response answer = Problem.of(
                        Status.UNAUTHORIZED,
                        "unauthenticated",
                        "Send a token of ringback.tokens as 'Authorization: Bearer …'; without configured tokens the"
                                + " API is closed.")
                .response();
        return Response.fromResponse(answer)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e) {
        return Problem.of(Status.FORBIDDEN, "forbidden", "The token's role does not allow this.")
                .response();
    }

    @ServerExceptionMapper
    Response unreadable(JsonProcessingException e) {
        return Problem.of(
                        Status.BAD_REQUEST,
                        "unreadable-body",
                        "The body is not the JSON expected here: "
                                + e.getOriginalMessage().lines().findFirst().orElse(""))
                .response();
    }

    @ServerExceptionMapper
    Response unknownField(UnrecognizedPropertyException e) {
        List<String> known = e.getKnownPropertyIds() == null
                ? List.of()
                : e.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
        String hint = NearMiss.of(e.getPropertyName(), known);
        return Problem.of(
                        Status.BAD_REQUEST,
                        "unknown-field",
                        "The body has no field '" + e.getPropertyName() + "'" + (hint.isEmpty() ? "." : hint)
                                + " Those known are: " + (known.isEmpty() ? "none" : String.join(", ", known)) + ".")
                .response();
    }

    /** Names the field of the wrong type; Jackson's own message would expose class names. */
    @ServerExceptionMapper
    Response wrongType(MismatchedInputException e) {
        String field = e.getPath().stream()
                .map(part -> part.getFieldName() == null ? String.valueOf(part.getIndex()) : part.getFieldName())
                .collect(Collectors.joining("."));
        return Problem.of(
                        Status.BAD_REQUEST,
                        "unreadable-body",
                        field.isEmpty()
                                ? "The body is not the JSON expected here; see /q/openapi."
                                : "The body's field '" + field + "' has a value of the wrong type; see /q/openapi.")
                .response();
    }

    @ServerExceptionMapper
    Response notAllowed(NotAllowedException e, UriInfo uri) {
        Response answer = Problem.of(
                        Status.METHOD_NOT_ALLOWED, "method-not-allowed", "See /q/openapi for what is served here.")
                .response();
        // The framework does not list the allowed methods. Webhook addresses, which strangers call, allow only POST.
        return uri.getPath().startsWith("/webhooks/")
                ? Response.fromResponse(answer)
                        .header(HttpHeaders.ALLOW, "POST")
                        .build()
                : answer;
    }

    @ServerExceptionMapper
    Response other(WebApplicationException e) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        if (e.getCause() instanceof UnrecognizedPropertyException unknown) {
            return unknownField(unknown);
        }
        if (e.getCause() instanceof MismatchedInputException mismatched) {
            return wrongType(mismatched);
        }
        if (e.getCause() instanceof JsonProcessingException unreadable) {
            return unreadable(unreadable);
        }
        String slug =
                status.getReasonPhrase().toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
        return Problem.of(status, slug, "See /q/openapi for what is served here.")
                .response();
    }

    @ServerExceptionMapper
    RestResponse<Problem> bug(RuntimeException e) {
        Optional<String> absence = DatabaseTrouble.in(e);
        if (absence.isPresent()) {
            return unavailable(absence.get());
        }
        UUID id = UUID.randomUUID();
        Log.errorf(e, "unexpected failure %s", id);
        return RestResponse.ResponseBuilder.create(
                        Status.INTERNAL_SERVER_ERROR,
                        Problem.of(Status.INTERNAL_SERVER_ERROR, "unexpected", "Look for " + id + " in the log."))
                .type(Problem.MEDIA_TYPE)
                .build();
    }

    private RestResponse<Problem> unavailable(String why) {
        absences.say(left -> Log.warnf("a request was answered 503, the database: %s%s", why, left));
        return RestResponse.ResponseBuilder.create(
                        Status.SERVICE_UNAVAILABLE,
                        Problem.of(
                                Status.SERVICE_UNAVAILABLE,
                                "database-unavailable",
                                "The database cannot be used just now. Ask again in a moment; of a write it is not known"
                                        + " whether it was done."))
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }
}
