package dev.ringback.intake.sources;

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
     * Makes a delivery of a request whose headers may be repeated, as a proxy on the way may do. Equal repeats count once.
     * A lookup of a header whose values differ throws {@link UnverifiedException}, since the sender's value is unknown.
     *
     * @param headers looks up all values of a header by its name in any case; empty when the header is absent
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

    /** Looks up a header whose values have no comma. A line that a proxy joined of repeats is read as repeats. */
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
