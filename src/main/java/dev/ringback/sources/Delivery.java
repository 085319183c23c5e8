package dev.ringback.sources;

import dev.ringback.platform.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One HTTP request from a source, not yet believed.
 *
 * @param headers looks a header up by its name in any case; null when it is absent
 * @param body the raw bytes, as signed
 */
public record Delivery(UnaryOperator<String> headers, byte[] body) {
    /**
     * A request whose headers may come more than once, as a proxy on the way may make them: equal ones count once. Looking
     * up one whose values differ throws {@link UnverifiedException}, since nobody can say which of them the sender meant.
     *
     * @param headers looks all values of a header up by its name in any case; empty when it is absent
     */
    public static Delivery of(Function<String, List<String>> headers, byte[] body) {
        return new Delivery(name -> one(name, headers.apply(name)), body);
    }

    private static String one(String name, List<String> values) {
        List<String> different = values.stream().map(String::strip).distinct().toList();
        if (different.size() > 1) {
            throw new UnverifiedException("the header " + name + " has several values that differ");
        }
        return different.isEmpty() ? null : different.getFirst();
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.apply(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** A header whose values have no comma: where a proxy joined repeats into one line, they are read as repeats. */
    Optional<String> headerWithoutCommas(String name) {
        return header(name)
                .map(value -> one(name, Arrays.asList(value.split(",")))) // an empty value was absent already
                .filter(value -> !value.isEmpty());
    }

    /** Names a delivery whose sender gave it no id: equal bodies are then one delivery. */
    String digest() {
        return "sha256:" + HexFormat.of().formatHex(Sha256.of(body));
    }

    /** The same where the type stands beside the body, not in it: equal bodies of two types are two deliveries. */
    String digest(String type) {
        byte[] typed = (type + '\0').getBytes(StandardCharsets.UTF_8);
        return "sha256:" + HexFormat.of().formatHex(Sha256.of(typed, body));
    }

    /** What a verifier vouches for: the sender's id of this delivery (unique within the source) and the event's type. */
    public record Authentic(String id, String type) {
        private static final int LONGEST = 255;

        /** The type of an event whose sender named none. */
        public static final String UNTYPED = "unknown";

        public Authentic {
            // Headers are not signed and may be of any length; the column and the index are not.
            id = id.length() <= LONGEST
                    ? id
                    : "sha256:" + HexFormat.of().formatHex(Sha256.of(id.getBytes(StandardCharsets.UTF_8)));
            type = type.length() <= LONGEST ? type : type.substring(0, LONGEST);
        }
    }
}
