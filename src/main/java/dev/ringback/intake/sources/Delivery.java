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
 * A delivery is one HTTP request to a source, not yet verified.
 *
 * @param headers looks up a header by its name in any case; returns null for an absent header
 * @param body the raw bytes, as signed
 */
public record Delivery(UnaryOperator<String> headers, byte[] body) {
    /**
     * Creates a delivery from a request whose headers may be repeated, for example by a proxy. Equal repeats count once. A
     * lookup of a header whose values differ throws {@link UnverifiedException}, since the sender's value is unknown.
     *
     * @param headers looks up all values of a header by its name in any case; empty for an absent header
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

    /** Looks up a header whose values have no comma. Repeats that a proxy joined into one line count as repeats. */
    Optional<String> headerWithoutCommas(String name) {
        return header(name)
                .map(value -> one(name, Arrays.asList(value.split(",")))) // header() has removed empty values
                .filter(value -> !value.isEmpty());
    }

    /** Returns an id for a delivery without one. Equal bodies are then the same delivery. */
    String digest() {
        return "sha256:" + HexFormat.of().formatHex(Sha256.of(body));
    }

    /** Returns an id as {@link #digest()} where the body lacks the type. Equal bodies of two types are two deliveries. */
    String digest(String type) {
        byte[] typed = (type + '\0').getBytes(StandardCharsets.UTF_8);
        return "sha256:" + HexFormat.of().formatHex(Sha256.of(typed, body));
    }

    /** The result of a verification: the sender's id of the delivery, unique within the source, and the event's type. */
    public record Authentic(String id, String type) {
        private static final int LONGEST = 255;

        /** The type of an event whose sender gave no type. */
        public static final String UNTYPED = "unknown";

        public Authentic {
            // Headers are unsigned and have no length limit, but the column and the index do.
            id = id.length() <= LONGEST
                    ? id
                    : "sha256:" + HexFormat.of().formatHex(Sha256.of(id.getBytes(StandardCharsets.UTF_8)));
            type = type.length() <= LONGEST ? type : type.substring(0, LONGEST);
        }
    }
}
