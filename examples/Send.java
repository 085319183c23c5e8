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
import java.util.Set;
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
    static final String USAGE = "./ringback send [NAME] [--url URL]";
    static final Set<String> ON_ITS_WAY = Set.of("due", "sending", "started");
    static String url = "http://localhost:8080";
    static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public static void main(String... args) throws Exception {
        List<String> names = new ArrayList<>(List.of(args));
        int option = names.indexOf("--url");
        if (option >= 0 && option + 1 < names.size()) {
            names.remove(option);
            url = names.remove(option).replaceFirst("/+$", "");
        }
        try {
            if (names.isEmpty()) {
                list();
            } else if (names.size() == 1 && !names.getFirst().startsWith("--")) {
                send(names.getFirst());
            } else {
                fail("expected " + USAGE);
            }
        } catch (ConnectException e) {
            fail("nothing answers at " + url + "; name it by --url, or start the demo with ./ringback demo");
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
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + sample.path))
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

    /** Prints each decision and each new state of its call, until no call is on its way any more, or 10 s are over. */
    static void follow(String id, Properties demo) throws Exception {
        List<String> shown = List.of();
        for (int i = 0; i < 100; i++) {
            Map<?, ?> event = (Map<?, ?>) Json.read(get("/api/v1/events/" + id, demo));
            List<String> lines = describe(event);
            for (String line : lines) {
                if (!shown.contains(line)) {
                    System.out.println(line);
                }
            }
            shown = lines;
            boolean isOnItsWay = objects(event, "calls").stream().anyMatch(call -> ON_ITS_WAY.contains(call.get("state")));
            if ("decided".equals(event.get("state")) && !isOnItsWay) {
                return;
            }
            Thread.sleep(100);
        }
    }

    /** A line for each decision about an event, for each cancel that ended nothing, and for each call that a decision is about. */
    static List<String> describe(Map<?, ?> event) {
        List<String> lines = new ArrayList<>();
        for (Map<?, ?> decision : objects(event, "decisions")) {
            lines.add("  rule " + decision.get("rule") + ": " + decision.get("verdict") + inBrackets(decision.get("reason")));
        }
        for (Map<?, ?> cancel : objects(event, "cancels")) {
            if (!"ended".equals(cancel.get("outcome"))) {
                lines.add("  cancel of " + cancel.get("rule") + ": " + cancel.get("detail"));
            }
        }
        for (Map<?, ?> call : objects(event, "calls")) {
            lines.add("  call of " + call.get("rule") + ": " + call.get("state") + inBrackets(call.get("reason")) + waits(call));
        }
        return lines;
    }

    /** The gate that holds a call, else the time that a waiting call waits for. */
    static String waits(Map<?, ?> call) {
        boolean isWaiting = "waiting".equals(call.get("state"));
        if (call.get("waiting_for") instanceof Map<?, ?> gate) {
            String until = gate.get("until") == null ? "" : " until " + gate.get("until");
            return (isWaiting ? " for " : ", waiting for ") + gate.get("gate") + until + inBrackets(gate.get("detail"));
        }
        return isWaiting ? " until " + call.get("not_before") : "";
    }

    static String inBrackets(Object text) {
        return text == null ? "" : " (" + text + ")";
    }

    static List<Map<?, ?>> objects(Map<?, ?> parent, String name) {
        List<Map<?, ?>> objects = new ArrayList<>();
        if (parent.get(name) instanceof List<?> list) {
            list.forEach(each -> objects.add((Map<?, ?>) each));
        }
        return objects;
    }

    /** Reads JSON, for which the JDK has no class. Objects are maps, arrays are lists, numbers stay text. */
    static final class Json {
        private static final Pattern WORD = Pattern.compile("[^,\\]}\\s]+");
        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Object read(String text) {
            return new Json(text).value();
        }

        private Object value() {
            return switch (next()) {
                case '{' -> object();
                case '[' -> list();
                case '"' -> string();
                default -> word();
            };
        }

        /** The next character that is no blank; it is not passed. */
        private char next() {
            while (Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return text.charAt(at);
        }

        private Map<String, Object> object() {
            Map<String, Object> object = new LinkedHashMap<>();
            for (at++; next() != '}'; ) {
                if (next() == ',') {
                    at++;
                    next();
                }
                String name = string();
                next();
                at++; // the colon
                object.put(name, value());
            }
            at++;
            return object;
        }

        private List<Object> list() {
            List<Object> list = new ArrayList<>();
            for (at++; next() != ']'; ) {
                if (next() == ',') {
                    at++;
                }
                list.add(value());
            }
            at++;
            return list;
        }

        private String string() {
            StringBuilder string = new StringBuilder();
            for (at++; text.charAt(at) != '"'; at++) {
                string.append(text.charAt(at) == '\\' ? escaped() : text.charAt(at));
            }
            at++;
            return string.toString();
        }

        private char escaped() {
            char letter = text.charAt(++at);
            if (letter == 'u') {
                at += 4;
                return (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
            }
            int control = "bfnrt".indexOf(letter);
            return control < 0 ? letter : "\b\f\n\r\t".charAt(control);
        }

        /** A number, true or false as text; null for null. */
        private String word() {
            Matcher word = WORD.matcher(text).region(at, text.length());
            word.lookingAt();
            at = word.end();
            return word.group().equals("null") ? null : word.group();
        }
    }

    static String get(String path, Properties demo) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + demo.getProperty("ringback.tokens.demo.secret"))
                .build();
        var answer = HTTP.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            fail(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
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
