import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Uploads a file of contacts as a campaign, shows its preflight, and confirms it if that is asked for. Run by {@code
 * ./ringback campaign}; one file, so that it needs no build.
 */
public class Campaign {
    static final String USAGE = """
            ./ringback campaign FILE --name NAME --agent ID --from +NUMBER --purpose informational|marketing [OPTIONS]
              --start-at TIME        RFC 3339; without it and a schedule it starts when it is confirmed
              --schedule CRON        in Quartz' form, with --zone ZONE, such as "0 0 17 * * ?" --zone America/New_York
              --expires-at TIME      the last moment for its calls; a week after its start if not said
              --max-concurrent N     how many it rings at once; 5 if not said
              --grace 30m            how late its start may be; 1h if not said
              --consent TEXT         marketing: on what the consent of everybody in the file rests
              --confirm              confirm without asking
              --watch                show its progress until it is over
              --url URL              http://localhost:8080 if not said
              --token TOKEN          of an operator; RINGBACK_TOKEN if not said, else the demo's
              --timeout SECONDS      how long --watch goes on; for ever if not said""";
    static final Map<String, String> FIELDS = new LinkedHashMap<>(Map.of(
            "--name", "name",
            "--agent", "agent",
            "--from", "from",
            "--purpose", "purpose",
            "--start-at", "start_at",
            "--schedule", "schedule",
            "--zone", "zone",
            "--expires-at", "expires_at",
            "--grace", "grace",
            "--consent", "consent"));
    static final Set<String> FLAGS = Set.of("--confirm", "--watch");
    static final Set<String> OTHERS = Set.of("--max-concurrent", "--url", "--token", "--timeout");
    static final Set<String> OVER = Set.of("completed", "stopped", "failed");
    static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final Map<String, String> options;
    final Path file;

    Campaign(Path file, Map<String, String> options) {
        this.file = file;
        this.options = options;
    }

    public static void main(String... args) throws Exception {
        if (args.length == 0 || java.util.List.of(args).contains("--help")) {
            System.out.println(USAGE);
            return;
        }
        Campaign campaign = parse(args);
        try {
            campaign.run();
        } catch (ConnectException e) {
            fail("nothing answers at " + campaign.url() + "; name it by --url, or start the demo with ./ringback demo");
        }
    }

    static Campaign parse(String... args) {
        Path file = null;
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i++) {
            if (!args[i].startsWith("--")) {
                if (file != null) {
                    fail("one FILE is expected, and '" + args[i] + "' is another");
                }
                file = Path.of(args[i]);
            } else if (FLAGS.contains(args[i])) {
                options.put(args[i], "true");
            } else if (FIELDS.containsKey(args[i]) || OTHERS.contains(args[i])) {
                if (i + 1 == args.length) {
                    fail(args[i] + " needs a value");
                }
                options.put(args[i], args[++i]);
            } else {
                fail("there is no option '" + args[i] + "'\n" + USAGE);
            }
        }
        if (file == null || !Files.isReadable(file)) {
            fail(file == null ? "a FILE is expected\n" + USAGE : "'" + file + "' cannot be read");
        }
        for (String needed : new String[] {"--name", "--agent", "--from", "--purpose"}) {
            if (!options.containsKey(needed)) {
                fail(needed + " is missing");
            }
        }
        return new Campaign(file, options);
    }

    void run() throws Exception {
        String draft = upload();
        String id = field(draft, "id");
        show(draft, id);
        if (number(draft, "good") == 0) {
            fail("no row is good: nothing to confirm");
        }
        if (!options.containsKey("--confirm") && !isAgreed()) {
            System.out.println("left as a draft; confirm it with POST " + url() + "/api/v1/campaigns/" + id + "/confirm");
            return;
        }
        String confirmed = post("/api/v1/campaigns/" + id + "/confirm", "application/json", BodyPublishers.ofString("{}"));
        System.out.println("confirmed: " + field(confirmed, "state") + ", starts at " + field(confirmed, "start_at"));
        if (options.containsKey("--watch")) {
            watch(id);
        }
    }

    String upload() throws Exception {
        String boundary = "ringback-" + UUID.randomUUID();
        BodyPublisher body = BodyPublishers.concat(
                BodyPublishers.ofString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"campaign\"\r\n"
                        + "Content-Type: application/json\r\n\r\n" + json() + "\r\n--" + boundary + "\r\n"
                        + "Content-Disposition: form-data; name=\"contacts\"; filename=\"contacts.csv\"\r\n"
                        + "Content-Type: text/csv\r\n\r\n"),
                BodyPublishers.ofFile(file),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        return post("/api/v1/campaigns", "multipart/form-data; boundary=" + boundary, body);
    }

    String json() {
        StringJoiner json = new StringJoiner(",", "{", "}");
        options.forEach((option, value) -> {
            if (FIELDS.containsKey(option)) {
                json.add(quoted(FIELDS.get(option)) + ":" + quoted(value));
            }
        });
        String concurrent = options.get("--max-concurrent");
        if (concurrent != null) {
            if (!concurrent.matches("[0-9]{1,4}")) {
                fail("--max-concurrent is a number");
            }
            json.add("\"max_concurrent\":" + Integer.parseInt(concurrent));
        }
        return json.toString();
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char letter : text.toCharArray()) {
            quoted.append(letter == '"' || letter == '\\' ? "\\" + letter : letter < ' ' ? " " : "" + letter);
        }
        return quoted.append('"').toString();
    }

    void show(String draft, String id) {
        System.out.println("campaign " + id + ": " + number(draft, "rows") + " rows, " + number(draft, "good") + " good");
        Matcher rejected = Pattern.compile("\"rejected\":\\{([^}]*)}").matcher(draft);
        if (rejected.find() && !rejected.group(1).isEmpty()) {
            System.out.println("rejected: " + rejected.group(1).replace("\"", "").replace(":", " ").replace(",", ", ")
                    + "; by line: GET " + url() + "/api/v1/campaigns/" + id + "/rejected");
        }
        Matcher windows =
                Pattern.compile("\"closes_at\":\"([^\"]*)\",\"contacts\":(\\d+)").matcher(draft);
        while (windows.find()) {
            System.out.println("  " + windows.group(2) + " may be rung until " + windows.group(1));
        }
        System.out.println("about " + number(draft, "hub_requests") + " requests at the Hub, "
                + number(draft, "estimated_seconds") / 60 + " min of ringing");
    }

    static boolean isAgreed() throws IOException {
        if (System.console() == null) {
            return false;
        }
        String answer = System.console().readLine("ring them? yes/no: ");
        return answer != null && answer.strip().equalsIgnoreCase("yes");
    }

    void watch(String id) throws Exception {
        long end = options.containsKey("--timeout")
                ? System.nanoTime() + Long.parseLong(options.get("--timeout")) * 1_000_000_000L
                : Long.MAX_VALUE;
        String shown = "";
        while (true) {
            String campaign = get("/api/v1/campaigns/" + id);
            Matcher calls = Pattern.compile("\"progress\":\\{\"calls\":\\{([^}]*)}").matcher(campaign);
            String now = field(campaign, "state") + ": "
                    + (calls.find() ? calls.group(1).replace("\"", "").replace(":", " ").replace(",", ", ") : "");
            if (!now.equals(shown)) {
                System.out.println(now);
                shown = now;
            }
            if (OVER.contains(field(campaign, "state"))) {
                return;
            }
            if (System.nanoTime() > end) {
                fail("it is not over yet");
            }
            Thread.sleep(1000);
        }
    }

    String url() {
        return options.getOrDefault("--url", "http://localhost:8080").replaceFirst("/+$", "");
    }

    String token() {
        String fromEnvironment = System.getenv("RINGBACK_TOKEN");
        return options.getOrDefault("--token", fromEnvironment == null ? "demo" : fromEnvironment);
    }

    String post(String path, String type, BodyPublisher body) throws Exception {
        return answer(HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", type)
                .POST(body));
    }

    String get(String path) throws Exception {
        return answer(HttpRequest.newBuilder(URI.create(url() + path)));
    }

    String answer(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                request.header("Authorization", "Bearer " + token()).build(),
                BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (answer.statusCode() / 100 != 2) {
            Matcher detail = Pattern.compile("\"detail\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(answer.body());
            fail(answer.statusCode() + ": " + (detail.find() ? detail.group(1).replace("\\\"", "\"") : answer.body()));
        }
        return answer.body();
    }

    static String field(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        return matcher.find() ? matcher.group(1) : "";
    }

    static long number(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    static void fail(String message) {
        System.err.println("ringback: " + message);
        System.exit(1);
    }
}
