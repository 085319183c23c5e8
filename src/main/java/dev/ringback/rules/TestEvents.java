package dev.ringback.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringback.intake.Event;
import dev.ringback.intake.sources.Kind;
import dev.ringback.platform.Rfc3339;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the events of one test. A file holds the bare body of an event, or {@code {source, type, at, body}}; a {@code .http}
 * file holds a request to {@code /webhooks/{source}}, as the samples of the demo do.
 */
final class TestEvents {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Pattern REQUEST = Pattern.compile("POST\\s+\\S*/webhooks/([^/?\\s]+)\\S*.*");
    private static final Pattern HOLE = Pattern.compile("\\{\\{([^}]+)}}");
    private static final Set<String> ENVELOPE = Set.of("source", "type", "at", "body");
    private static final List<String> TOPICS = List.of("x-shopify-topic", "shopify-topic");
    private static final List<String> DELIVERIES = List.of("x-shopify-webhook-id", "shopify-webhook-id");

    private final RulesFile rules;
    private final RuleTest test;
    private final Function<String, Optional<byte[]>> files;
    private final Map<String, Integer> samples = new HashMap<>(); // the last event of each sample
    private int count;

    /** @param files finds a file beside the rules file; empty if there is none */
    TestEvents(RulesFile rules, RuleTest test, Function<String, Optional<byte[]>> files) {
        this.rules = rules;
        this.test = test;
        this.files = files;
    }

    /** An event with its body. */
    record Read(Event event, byte[] body) {}

    /** Reports an event that cannot be read, with the cure in words. */
    static final class UnreadableException extends Exception {
        UnreadableException(String why) {
            super(why);
        }
    }

    /** Reads the next event of the test. */
    Read next(RuleTest.Given given) throws UnreadableException {
        count++;
        return switch (given) {
            case RuleTest.Given.Inline inline ->
                read(
                        inline.source(),
                        inline.type(),
                        null,
                        inline.at(),
                        inline.body().getBytes(StandardCharsets.UTF_8));
            case RuleTest.Given.OfFile file -> file(file);
        };
    }

    private Read file(RuleTest.Given.OfFile file) throws UnreadableException {
        byte[] content = files.apply(file.path())
                .orElseThrow(() -> new UnreadableException(file.path() + " is not beside the rules file"));
        return file.path().endsWith(".http") ? request(file, content) : json(file, content);
    }

    // --- JSON files

    private Read json(RuleTest.Given.OfFile file, byte[] content) throws UnreadableException {
        JsonNode node = tree(file.path(), content);
        if (isEnvelope(node)) {
            return read(
                    file.source() == null ? node.path("source").asText() : file.source(),
                    file.type() == null ? node.path("type").asText() : file.type(),
                    null,
                    file.at() != null || !node.has("at")
                            ? file.at()
                            : instant(file.path(), node.path("at").asText()),
                    bytes(node.get("body")));
        }
        String type = file.type() == null ? typeOf(node) : file.type();
        String source = file.source();
        if (source == null && type != null) {
            Set<String> sources = sourcesOf(type);
            source = sources.size() == 1 ? sources.iterator().next() : null;
        }
        if (type == null || source == null) {
            throw new UnreadableException(file.path() + " does not say its " + (type == null ? "type" : "source")
                    + "; write { source: …, type: …, file: " + file.path() + " }");
        }
        return read(source, type, null, file.at(), content);
    }

    private static boolean isEnvelope(JsonNode node) {
        Set<String> names = new HashSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return ENVELOPE.containsAll(names) && names.containsAll(Set.of("source", "type", "body"));
    }

    /** Returns the type that a body names, as Stripe's do; null if it names none. */
    private static String typeOf(JsonNode body) {
        return isStripes(body) ? body.path("type").asText() : null;
    }

    private static boolean isStripes(JsonNode body) {
        return "event".equals(body.path("object").asText()) && body.path("type").isTextual();
    }

    /** Guesses the kind of a source that is not configured, by the body of an event. */
    static Kind kindOf(byte[] body) {
        try {
            return isStripes(JSON.readTree(body)) ? Kind.STRIPE : Kind.SHOPIFY;
        } catch (IOException e) {
            return Kind.SHOPIFY; // unreadable; the rules say so
        }
    }

    /** Returns the sources by which rules name events of a type. */
    private Set<String> sourcesOf(String type) {
        return rules.rules().stream()
                .flatMap(rule -> Stream.concat(
                        rule.events().stream(), rule.cancels().stream().flatMap(cancel -> cancel.events().stream())))
                .flatMap(pattern -> pattern.source().filter(source -> pattern.matches(source, type)).stream())
                .collect(Collectors.toSet());
    }

    private static JsonNode tree(String path, byte[] content) throws UnreadableException {
        try {
            return JSON.readTree(content);
        } catch (IOException e) {
            throw new UnreadableException(path + " is not JSON");
        }
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    private static Instant instant(String path, String text) throws UnreadableException {
        try {
            return Rfc3339.parse(text);
        } catch (DateTimeException e) {
            throw new UnreadableException(path + ": 'at' is not RFC 3339, such as \"2026-11-28T18:00:00Z\"");
        }
    }

    // --- Requests

    private Read request(RuleTest.Given.OfFile file, byte[] content) throws UnreadableException {
        String text = filled(file.path(), new String(content, StandardCharsets.UTF_8).replace("\r\n", "\n"));
        int blank = text.indexOf("\n\n");
        List<String> head =
                (blank < 0 ? text : text.substring(0, blank)).lines().toList();
        Matcher request = REQUEST.matcher(head.isEmpty() ? "" : head.getFirst());
        if (blank < 0 || !request.matches()) {
            throw new UnreadableException(file.path()
                    + " is no request; expected POST /webhooks/SOURCE, headers, an empty line and the body");
        }
        Map<String, String> headers = new HashMap<>();
        head.stream()
                .skip(1)
                .map(line -> line.split(":\\s*", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1].strip()));
        byte[] body = text.substring(blank + 2).strip().getBytes(StandardCharsets.UTF_8);
        String type = file.type();
        if (type == null) {
            type = first(headers, TOPICS).orElse(null);
        }
        if (type == null) {
            type = typeOf(tree(file.path(), body));
        }
        if (type == null) {
            throw new UnreadableException(file.path()
                    + " does not say its type; add a header X-Shopify-Topic, or write { type: …, file: … }");
        }
        String source = file.source() == null ? request.group(1) : file.source();
        return read(source, type, first(headers, DELIVERIES).orElse(null), file.at(), body);
    }

    private static Optional<String> first(Map<String, String> headers, List<String> names) {
        return names.stream().map(headers::get).filter(value -> value != null).findFirst();
    }

    /** Fills the places of a sample that {@code ./ringback send} fills, with values that repeat in each run. */
    private String filled(String path, String text) {
        String name = path.replaceFirst(".*/", "").replaceFirst("\\.http$", "");
        samples.put(name, count);
        return HOLE.matcher(text).replaceAll(hole -> {
            String[] parts = hole.group(1).split(":");
            boolean isOfAnother = parts.length == 3 && parts[0].equals("last");
            int number = isOfAnother ? samples.getOrDefault(parts[1], count) : count;
            return Matcher.quoteReplacement(value(isOfAnother ? parts[2] : hole.group(1), number));
        });
    }

    private String value(String name, int number) {
        return switch (name) {
            case "now" -> test.at().toString();
            case "seconds" -> Long.toString(test.at().getEpochSecond());
            case "uuid" -> new UUID(0, number).toString();
            case "number" -> Long.toString(5_000_000_000_000L + number);
            case "short" -> Integer.toString(1000 + number);
            case "nn" -> "%02d".formatted(number % 100);
            default -> "test" + number;
        };
    }

    private Read read(String source, String type, String delivery, Instant at, byte[] body) {
        String known = delivery == null ? deliveryOf(body).orElse("event-%05d".formatted(count)) : delivery;
        return new Read(Event.inMemory(new UUID(0, count), source, known, type, at == null ? test.at() : at), body);
    }

    /** Returns the id that a body of Stripe has. */
    private static Optional<String> deliveryOf(byte[] body) {
        try {
            JsonNode node = JSON.readTree(body);
            return isStripes(node) && node.path("id").isTextual()
                    ? Optional.of(node.path("id").asText())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
