import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a sample as its sender would, posts it to the running demo, and tells what becomes of it. Run by {@code
 * ./ringback send}; one file, so that it needs no build.
 */
public class Send {
    static final Path SAMPLES = Path.of("examples/samples");
    static final Path REMEMBERED = Path.of(".ringback/last-sent.properties");
    static final String DEMO = System.getProperty("ringback.url", "http://localhost:8080");
    static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public static void main(String... args) throws Exception {
        try {
            if (args.length == 0) {
                list();
            } else {
                send(args[0]);
            }
        } catch (ConnectException e) {
            fail("nothing answers at " + DEMO + "; start the demo with ./ringback demo");
        }
    }

    static void list() throws IOException {
        try (var files = Files.list(SAMPLES)) {
            for (Path file : files.sorted().toList()) {
                System.out.println(file.getFileName().toString().replace(".http", ""));
            }
        }
    }

    static void send(String name) throws Exception {
        Path file = SAMPLES.resolve(name + ".http");
        if (!name.matches("[a-z0-9-]+") || !Files.exists(file)) {
            fail("there is no sample '" + name + "'; ./ringback send lists them");
        }
        Properties demo = load(Path.of("examples/demo.properties"));
        Sample sample = Sample.read(file, filledIn(name, Files.readString(file), demo));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(DEMO + sample.path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(sample.body));
        sample.headers.forEach(request::header);
        sign(request, sample, demo);
        var answer = HTTP.send(request.build(), BodyHandlers.ofString());
        System.out.println(answer.statusCode() + " " + answer.body());
        if (answer.statusCode() == 200) {
            follow(field(answer.body(), "event"), demo);
        } else {
            System.exit(1);
        }
    }

    record Sample(String path, Map<String, String> headers, String body) {
        static Sample read(Path file, String text) {
            int blank = text.indexOf("\n\n");
            List<String> head = new ArrayList<>(text.substring(0, blank).lines().toList());
            Map<String, String> headers = new LinkedHashMap<>();
            for (String line : head.subList(1, head.size())) {
                String[] pair = line.split(": ", 2);
                if (!pair[0].equals("Summary")) {
                    headers.put(pair[0], pair[1]);
                }
            }
            return new Sample(head.getFirst().split(" ")[1], headers, text.substring(blank + 2).strip());
        }
    }

    /** Puts fresh ids and the demo's time in; remembers the ids, so that a later sample can be about the same thing. */
    static String filledIn(String name, String text, Properties demo) throws Exception {
        Instant now = Instant.parse(field(get("/api/v1/status", demo), "now")).truncatedTo(ChronoUnit.SECONDS);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("now", now.toString());
        values.put("seconds", Long.toString(now.getEpochSecond()));
        values.put("uuid", UUID.randomUUID().toString());
        values.put("id", Long.toString(random.nextLong(Long.MAX_VALUE), 36));
        values.put("number", Long.toString(random.nextLong(5_000_000_000_000L, 6_000_000_000_000L)));
        values.put("short", Integer.toString(random.nextInt(1000, 10_000)));
        values.put("nn", "%02d".formatted(random.nextInt(100)));
        Properties remembered = Files.exists(REMEMBERED) ? load(REMEMBERED) : new Properties();
        Matcher holes = Pattern.compile("\\{\\{([^}]+)}}").matcher(text);
        String filled = holes.replaceAll(hole -> {
            String key = hole.group(1);
            if (!key.startsWith("last:")) {
                return values.get(key);
            }
            String[] parts = key.split(":");
            String value = remembered.getProperty(parts[1] + "." + parts[2]);
            if (value == null) {
                fail("this sample is about the last " + parts[1] + ": send that one first");
            }
            return value;
        });
        values.forEach((key, value) -> remembered.setProperty(name + "." + key, value));
        Files.createDirectories(REMEMBERED.getParent());
        try (var out = Files.newBufferedWriter(REMEMBERED)) {
            remembered.store(out, "what ./ringback send sent last");
        }
        return filled;
    }

    static void sign(HttpRequest.Builder request, Sample sample, Properties demo) throws Exception {
        String source = "ringback.sources." + sample.path.substring(sample.path.lastIndexOf('/') + 1);
        String secret = demo.getProperty(source + ".secrets");
        switch (demo.getProperty(source + ".kind")) {
            case "shopify" ->
                request.header("X-Shopify-Hmac-Sha256", Base64.getEncoder().encodeToString(hmac(secret, sample.body)));
            case "stripe" -> {
                long at = Instant.parse(field(get("/api/v1/status", demo), "now")).getEpochSecond();
                String code = HexFormat.of().formatHex(hmac(secret, at + "." + sample.body));
                request.header("Stripe-Signature", "t=" + at + ",v1=" + code);
            }
            default -> fail("no way is known here to sign for " + source);
        }
    }

    static byte[] hmac(String secret, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Prints each decision, and each state of the call it led to, until nothing more is to be expected soon. */
    static void follow(String event, Properties demo) throws Exception {
        String state = "";
        for (int i = 0; i < 100; i++) {
            String json = get("/api/v1/events/" + event, demo);
            String now = describe(json);
            if (!now.equals(state) && !now.isEmpty()) {
                System.out.println(now);
                state = now;
            }
            boolean isSettled = json.contains("\"decisions\":[{") && !json.matches("(?s).*\"state\":\"(due|sending|started)\".*");
            if (isSettled || json.contains("\"state\":\"decided\"") && json.contains("\"decisions\":[]")) {
                return;
            }
            Thread.sleep(100);
        }
    }

    static String describe(String json) {
        StringBuilder text = new StringBuilder();
        Matcher decisions = Pattern.compile(
                        "\"rule\":\"([^\"]*)\",\"rule_version\":\\d+,\"verdict\":\"([^\"]*)\",\"reason\":(null|\"[^\"]*\")")
                .matcher(json);
        while (decisions.find()) {
            String reason = decisions.group(3).equals("null") ? "" : " (" + decisions.group(3).replace("\"", "") + ")";
            text.append("  rule ").append(decisions.group(1)).append(": ").append(decisions.group(2)).append(reason);
        }
        Matcher calls = Pattern.compile("\"state\":\"([a-z]+)\",\"reason\":[^,]*,\"via\":\"[a-z]*\",\"not_before\":\"([^\"]*)\"")
                .matcher(json);
        while (calls.find()) {
            text.append("  → call ").append(calls.group(1));
            if (calls.group(1).equals("waiting")) {
                text.append(" until ").append(calls.group(2));
            }
        }
        return text.toString();
    }

    static String get(String path, Properties demo) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(DEMO + path))
                .header("Authorization", "Bearer " + demo.getProperty("ringback.tokens.demo.secret"))
                .build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }

    static String field(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!matcher.find()) {
            fail("an answer without '" + name + "': " + json);
        }
        return matcher.group(1);
    }

    static Properties load(Path file) throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        return properties;
    }

    static void fail(String message) {
        System.err.println("ringback: " + message);
        System.exit(1);
    }
}
