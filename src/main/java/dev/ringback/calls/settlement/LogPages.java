package dev.ringback.calls.settlement;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Fetches pages of a carrier's log by GET, with the account's credentials, from its address only. Redirects are not
 * followed, an answer is bounded in time and size, and any answer but 200 with JSON fails.
 *
 * <p>The class uses the JDK's client, not a declarative one. The carrier chooses the next page's address, and a body must
 * be bounded while it arrives.
 */
final class LogPages {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final long LARGEST_PAGE = 8L * 1024 * 1024;
    private static final int OK = 200;

    private final URI base;
    private final String authorization;
    private final Duration timeout;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ObjectMapper json = new ObjectMapper();

    LogPages(URI base, String user, String secret, Duration timeout) {
        this.base = base;
        this.timeout = timeout;
        String credentials = user + ':' + secret;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    /** @param parameters unencoded; encoded here, in the order of their names */
    JsonNode get(String path, Map<String, String> parameters) throws UnreadableLogException {
        String query = new TreeMap<>(parameters)
                .entrySet().stream()
                        .map(each -> encoded(each.getKey()) + '=' + encoded(each.getValue()))
                        .collect(Collectors.joining("&"));
        return get(path + '?' + query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** @param pathAndQuery as the carrier names its next page: encoded, and below its own address */
    JsonNode get(String pathAndQuery) throws UnreadableLogException {
        HttpResponse<byte[]> answer = exchange(HttpRequest.newBuilder(below(pathAndQuery))
                .header("Authorization", authorization)
                .header("Accept", "application/json")
                .timeout(timeout)
                .GET()
                .build());
        if (answer.statusCode() != OK) {
            throw new UnreadableLogException("the carrier answers " + answer.statusCode());
        }
        try {
            return json.readTree(answer.body());
        } catch (JacksonException e) {
            throw new UnreadableLogException("the carrier's answer is not JSON");
        } catch (IOException e) {
            throw new UnreadableLogException("the carrier's answer cannot be read", e);
        }
    }

    /** Returns an address below the carrier's own, since the credentials must not be sent elsewhere. */
    private URI below(String pathAndQuery) throws UnreadableLogException {
        if (!pathAndQuery.startsWith("/") || pathAndQuery.startsWith("//")) {
            throw new UnreadableLogException("the carrier's next page is not at its own address");
        }
        try {
            return URI.create(base.toString().replaceAll("/+$", "") + pathAndQuery);
        } catch (IllegalArgumentException e) {
            throw new UnreadableLogException("the carrier's next page has no readable address");
        }
    }

    /** Sends a request. Its own timeout ends with the header, so a slow body is bounded here. */
    private HttpResponse<byte[]> exchange(HttpRequest request) throws UnreadableLogException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_PAGE));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new UnreadableLogException(
                    "the carrier cannot be asked: " + e.getCause().getClass().getSimpleName());
        } catch (TimeoutException e) {
            throw new UnreadableLogException("the carrier did not answer within " + timeout.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreadableLogException("the reading was interrupted");
        } finally {
            answer.cancel(true);
        }
    }
}
