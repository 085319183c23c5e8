package dev.ringback.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringback.intake.Event;
import dev.ringback.intake.sources.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds the release's own samples of the bodies that senders send: names of fields and kinds of values, not the values
 * (src/main/resources/senders).
 */
final class SampleBodies {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<Kind, List<Sample>> READ = new ConcurrentHashMap<>(new EnumMap<>(Kind.class));

    private SampleBodies() {}

    /** @param types the types that have this form, with {@code *} at the end for anything */
    private record Sample(List<String> types, Object body) {
        boolean isOf(String type) {
            return types.stream()
                    .anyMatch(each -> each.endsWith("*")
                            ? type.startsWith(each.substring(0, each.length() - 1))
                            : each.equals(type));
        }
    }

    /** Returns the bodies of a type, as {@link Facts} reads them; empty if the release has no sample of it. */
    static List<Object> of(Kind kind, String type) {
        return READ.computeIfAbsent(kind, SampleBodies::read).stream()
                .filter(sample -> sample.isOf(type))
                .map(Sample::body)
                .toList();
    }

    private static List<Sample> read(Kind kind) {
        String file = "/senders/" + kind.name().toLowerCase(Locale.ROOT) + "-samples.jsonl";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(SampleBodies.class.getResourceAsStream(file), file), StandardCharsets.UTF_8))) {
            return lines.lines().map(SampleBodies::sample).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sample sample(String line) {
        try {
            JsonNode sample = JSON.readTree(line);
            return new Sample(
                    Arrays.asList(sample.path("types").textValue().split(" ")),
                    body("", "", JSON.writeValueAsBytes(sample.path("body"))).orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a body as rules see it; empty if no rule can read it. */
    static Optional<Object> body(String source, String type, byte[] body) {
        try {
            return Optional.of(Facts.of(
                            Event.unstored(source, type, Instant.EPOCH),
                            body,
                            Optional.empty(),
                            zone -> Optional.empty())
                    .variables()
                    .get("event"));
        } catch (Facts.UnreadableException e) {
            return Optional.empty();
        }
    }
}
