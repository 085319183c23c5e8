package dev.ringback.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringback.platform.Rfc3339;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs {@code ./ringback preflight}: has a running service try a rules file on its stored events. Shows its progress on the
 * error output, and the result as text or JSON. An interrupt closes the connection, and so ends the service's work.
 */
public final class PreflightMain {
    private static final String USAGE = """
            ./ringback preflight FILE --from TIME --to TIME [OPTIONS]
              FILE            a rules file
              --from TIME     the start of the span, such as 2026-11-01T00:00:00Z, inclusive; also a date
              --to TIME       its end, exclusive
              --url URL       the service, http://localhost:8080 by default
              --token TOKEN   an API token of any role; by default RINGBACK_TOKEN, otherwise the demo's
              --json          print the whole answer as JSON
            It ends with 0 once the answer is printed, with 1 if the file has errors, and with 2 if there is no answer.
            Nothing is stored, and nobody is rung.
            """;

    private static final int ANSWERED = 0;
    private static final int REFUSED = 1;
    private static final int NO_ANSWER = 2;
    private static final int OK = 200;
    private static final int UNPROCESSABLE = 422;
    private static final Set<String> VALUES = Set.of("--from", "--to", "--url", "--token");
    private static final String DEMO_TOKEN = "demo";
    private static final JsonMapper JSON = new JsonMapper();

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> options = new HashMap<>();
    private Path file;
    private boolean isJson;

    private PreflightMain(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** Runs the command and returns its exit code. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h")) {
            out.print(USAGE);
            return arguments.isEmpty() ? NO_ANSWER : ANSWERED;
        }
        try {
            PreflightMain command = new PreflightMain(out, err);
            command.read(arguments);
            return command.ask();
        } catch (IllegalArgumentException e) {
            err.println("ringback: " + e.getMessage());
            return NO_ANSWER;
        } catch (IOException e) {
            String cause =
                    e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(); // a refusal has no words
            err.println("ringback: the service does not answer (" + cause
                    + "); name it by --url, or start the demo with ./ringback demo");
            return NO_ANSWER;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NO_ANSWER;
        }
    }

    /** @throws IllegalArgumentException with the mistake and the cure in words */
    private void read(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            if (argument.equals("--json")) {
                isJson = true;
            } else if (!argument.startsWith("--")) {
                file(argument);
            } else if (equals > 0) {
                option(argument.substring(0, equals), argument.substring(equals + 1));
            } else if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(argument + " needs a value, or is not known; see --help");
            } else {
                option(argument, arguments.get(++i));
            }
        }
        if (file == null || !options.containsKey("--from") || !options.containsKey("--to")) {
            throw new IllegalArgumentException("a rules file, --from and --to are needed; see --help");
        }
    }

    private void file(String name) {
        if (file != null) {
            throw new IllegalArgumentException("there are two files, " + file + " and " + name + "; name one");
        }
        file = Path.of(name);
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(name + " cannot be read");
        }
    }

    private void option(String name, String value) {
        if (!VALUES.contains(name)) {
            throw new IllegalArgumentException("there is no option " + name + "; see --help");
        }
        options.put(name, value);
    }

    private String time(String option) {
        String value = options.get(option);
        try {
            Instant time = Rfc3339.parse(value.indexOf('T') < 0 ? value + "T00:00:00Z" : value);
            return URLEncoder.encode(time.toString(), StandardCharsets.UTF_8);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    option + " is an RFC 3339 time or a date, such as 2026-11-28T18:00:00Z", e);
        }
    }

    private String token() {
        String given = options.getOrDefault("--token", System.getenv("RINGBACK_TOKEN"));
        return given == null ? DEMO_TOKEN : given;
    }

    private int ask() throws IOException, InterruptedException {
        String url = options.getOrDefault("--url", "http://localhost:8080").replaceFirst("/+$", "");
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(url + "/api/v1/rules/preflight?from=" + time("--from") + "&to=" + time("--to")))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/yaml")
                .header("Accept", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofFile(file))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                return answer.statusCode() == OK ? follow(body) : refused(answer.statusCode(), body);
            }
        }
    }

    private int refused(int status, InputStream body) throws IOException {
        JsonNode problem = JSON.readTree(body.readAllBytes());
        if (status != UNPROCESSABLE) {
            err.println("ringback: " + status + " " + problem.path("detail").asText());
            return NO_ANSWER;
        }
        for (JsonNode error : problem.path("errors")) {
            err.println(file + ":" + error.path("line").asText() + ":"
                    + error.path("column").asText() + ": "
                    + error.path("message").asText());
        }
        return REFUSED;
    }

    /** Reads the lines of the answer until the result. */
    private int follow(InputStream body) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode node = JSON.readTree(line);
            if (node.has("progress")) {
                JsonNode progress = node.get("progress");
                err.print("\rdecided " + progress.path("done").asText() + " of "
                        + progress.path("total").asText() + " events");
            } else if (node.has("result")) {
                err.println();
                if (isJson) {
                    out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node.get("result")));
                } else {
                    new PreflightText(out).print(node.get("result"));
                }
                return ANSWERED;
            }
        }
        throw new IOException("its answer ended before the result");
    }
}
