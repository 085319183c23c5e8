package dev.ringback.rules;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Has a running service check a rules file. */
final class RunningService {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(90);
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final String url;
    private final String token;

    RunningService(String url, String token) {
        this.url = url.replaceAll("/+$", "");
        this.token = token;
    }

    /** Reports that there is no result. */
    static final class UnansweredException extends Exception {
        UnansweredException(String why) {
            super(why);
        }
    }

    /**
     * Posts a file.
     *
     * @param files the contents of the event files of its tests, by name
     */
    CheckReport check(String text, Map<String, String> files) throws UnansweredException {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/rules/check"))
                    .timeout(ANSWER)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/yaml")
                    .POST(BodyPublishers.ofString(body(text, files)))
                    .build();
            return report(client.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UnansweredException(
                    "nothing answers at " + url + " (" + e.getClass().getSimpleName() + ")");
        } catch (IllegalArgumentException e) {
            throw new UnansweredException("'" + url + "' is no address, such as http://localhost:8080");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnansweredException("interrupted");
        }
    }

    private static String body(String text, Map<String, String> files) throws IOException {
        return files.isEmpty()
                ? text
                : text + (text.endsWith("\n") ? "" : "\n") + "---\n" + JSON.writeValueAsString(Map.of("files", files));
    }

    private CheckReport report(HttpResponse<byte[]> answer) throws IOException, UnansweredException {
        JsonNode body = JSON.readTree(answer.body());
        boolean isReport = answer.statusCode() == 200 || answer.statusCode() == 422 && body.has("errors");
        if (!isReport) {
            throw new UnansweredException(url + " answers " + answer.statusCode() + ": "
                    + body.path("detail").asText(""));
        }
        return new CheckReport(
                problems(body.path("errors")), problems(body.path("warnings")), tests(body.path("tests")));
    }

    private static List<CheckReport.Problem> problems(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> new CheckReport.Problem(
                        each.path("line").asInt(1),
                        each.path("column").asInt(1),
                        each.path("message").asText()))
                .toList();
    }

    private static List<CheckReport.Test> tests(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> new CheckReport.Test(
                        each.path("name").asText(),
                        each.path("passed").asBoolean(),
                        Optional.ofNullable(each.path("detail").textValue()).orElse(null)))
                .toList();
    }
}
