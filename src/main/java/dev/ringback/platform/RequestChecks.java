package dev.ringback.platform;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses requests that would be misunderstood. Outside {@code /webhooks/}, an address must be text. Under {@code /api/},
 * the endpoint must read each query parameter: a misspelt filter would otherwise select everything.
 */
class RequestChecks {
    private static final String API = "/api/";
    private static final String WEBHOOKS = "/webhooks/";

    private final Map<Method, Map<String, Class<?>>> parameters = new ConcurrentHashMap<>();

    @ServerRequestFilter(preMatching = true)
    Optional<Response> address(HttpServerRequest request) {
        boolean isText = request.path().startsWith(WEBHOOKS) // an unknown source is a 404 there
                || PercentEncoding.isText(request.path())
                        && (request.query() == null || PercentEncoding.isText(request.query()));
        return isText
                ? Optional.empty()
                : Optional.of(problem(
                        "bad-address",
                        "The address holds a NUL, or percent-encoded bytes that are not UTF-8. Encode a text as UTF-8, then"
                                + " each of its odd bytes as % and two hexadecimal digits."));
    }

    /**
     * Removes a content type that has no meaning. The signature of a delivery covers its bytes, whatever their type; an
     * empty body has no type.
     */
    @ServerRequestFilter(preMatching = true)
    void contentType(HttpServerRequest request, ContainerRequestContext context) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        boolean isDelivery = request.path().startsWith(WEBHOOKS);
        if (type != null
                && (isDelivery && !type.equals(MediaType.APPLICATION_JSON) || !isDelivery && isEmpty(request))) {
            context.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
        }
    }

    /** Sets the content type of an empty body to JSON, unless the endpoint's method declares another. */
    @ServerRequestFilter
    void emptyBody(HttpServerRequest request, ContainerRequestContext context, ResourceInfo resource) {
        boolean isUntyped = context.getHeaderString(HttpHeaders.CONTENT_TYPE) == null;
        if (isUntyped && isEmpty(request) && !resource.getResourceMethod().isAnnotationPresent(Consumes.class)) {
            context.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
        }
    }

    /** Returns whether a request has no body; false if unknown, as in HTTP/2, where a body may come without a length. */
    private static boolean isEmpty(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null
                ? request.version() != HttpVersion.HTTP_2 && request.getHeader("Transfer-Encoding") == null
                : length.strip().equals("0");
    }

    @ServerRequestFilter
    Optional<Response> query(ResourceInfo resource, UriInfo uri) {
        if (!uri.getPath().startsWith(API)) {
            return Optional.empty();
        }
        Map<String, Class<?>> known = parameters.computeIfAbsent(resource.getResourceMethod(), RequestChecks::named);
        return uri.getQueryParameters().entrySet().stream()
                .flatMap(given -> wrong(given.getKey(), given.getValue(), known).stream())
                .findFirst();
    }

    /** Collects the query parameters that a method reads, in their order, with their types. */
    private static Map<String, Class<?>> named(Method method) {
        return Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(RestQuery.class))
                .collect(Collectors.toMap(
                        RequestChecks::name, Parameter::getType, (one, other) -> one, LinkedHashMap::new));
    }

    private static String name(Parameter parameter) {
        String given = parameter.getAnnotation(RestQuery.class).value();
        return given.isEmpty() ? parameter.getName() : given;
    }

    private static Optional<Response> wrong(String name, List<String> values, Map<String, Class<?>> known) {
        if (!known.containsKey(name)) {
            String hint = NearMiss.of(name, known.keySet());
            String takes = known.isEmpty() ? "none" : String.join(", ", known.keySet());
            return Optional.of(problem(
                    "unknown-parameter",
                    "There is no query parameter '" + name + "' here" + (hint.isEmpty() ? "." : hint)
                            + " Those known are: " + takes + "."));
        }
        Class<?> type = known.get(name);
        if (type != List.class && values.stream().distinct().count() > 1) {
            return Optional.of(problem("bad-parameter", "'" + name + "' is given more than once."));
        }
        if (type == int.class && !isWhole(values.getFirst())) {
            return Optional.of(problem("bad-parameter", "'" + name + "' is not a whole number."));
        }
        return type == boolean.class && !List.of("true", "false").contains(values.getFirst())
                ? Optional.of(problem("bad-parameter", "'" + name + "' is true or false."))
                : Optional.empty();
    }

    private static boolean isWhole(String value) {
        try {
            Integer.parseInt(value);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static Response problem(String slug, String detail) {
        return Problem.of(Status.BAD_REQUEST, slug, detail).response();
    }
}
