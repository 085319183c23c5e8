package dev.ringback.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;

/**
 * An error in the format of RFC 9457.
 *
 * @param type stable, {@code urn:ringback:problem:…}; a program may branch on it
 * @param detail the error and its remedy, for a person; never a secret or a phone number
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(String type, String title, int status, String detail) {
    public static final String MEDIA_TYPE = "application/problem+json";

    /** An exception that carries a problem, which becomes the response. */
    public static final class Thrown extends RuntimeException {
        private final transient Problem problem;
        private final int retryAfterSeconds;

        private Thrown(Problem problem, int retryAfterSeconds) {
            super(problem.title + ": " + problem.detail);
            this.problem = problem;
            this.retryAfterSeconds = retryAfterSeconds;
        }

        public Problem problem() {
            return problem;
        }

        Response response() {
            Response.ResponseBuilder answer = Response.fromResponse(problem.response());
            return retryAfterSeconds > 0
                    ? answer.header("Retry-After", retryAfterSeconds).build()
                    : answer.build();
        }
    }

    public static Problem of(Response.StatusType status, String slug, String detail) {
        return new Problem("urn:ringback:problem:" + slug, status.getReasonPhrase(), status.getStatusCode(), detail);
    }

    public Thrown thrown() {
        return new Thrown(this, 0);
    }

    /** @param seconds the time after which the same request may succeed */
    public Thrown thrownWithRetryAfter(int seconds) {
        return new Thrown(this, seconds);
    }

    public static Thrown badRequest(String slug, String detail) {
        return of(Response.Status.BAD_REQUEST, slug, detail).thrown();
    }

    public static Thrown notFound(String detail) {
        return of(Response.Status.NOT_FOUND, "not-found", detail).thrown();
    }

    public static Thrown conflict(String slug, String detail) {
        return of(Response.Status.CONFLICT, slug, detail).thrown();
    }

    public Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(this).build();
    }
}
