package dev.ringback.rules;

import dev.cel.common.types.CelType;
import dev.cel.common.values.CelByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Classifies the values that an expression can meet. Two values can be compared only within one kind. */
enum ValueKind {
    /** JSON's null; the absence of a value. */
    NULL("null"),
    /** An int, uint or double: JSON does not distinguish them. */
    NUMBER("a number"),
    TEXT("a text"),
    TRUTH("a truth value"),
    LIST("a list"),
    OBJECT("an object"),
    TIME("a time"),
    DURATION("a duration"),
    BYTES("bytes"),
    OPTIONAL("an optional"),
    TYPE("a type"),
    OTHER("a value of another kind");

    private final String inWords;

    ValueKind(String inWords) {
        this.inWords = inWords;
    }

    /** Returns the kind with its article, for a message. */
    String inWords() {
        return inWords;
    }

    /** Finds the kind of a value as the CEL runtime returns it; Java's null is {@link #NULL}. */
    static ValueKind of(Object value) {
        return switch (value) {
            case null -> NULL;
            case Number number -> NUMBER;
            case String text -> TEXT;
            case Boolean truth -> TRUTH;
            case List<?> list -> LIST;
            case Map<?, ?> object -> OBJECT;
            case Instant time -> TIME;
            case Duration duration -> DURATION;
            case CelByteString bytes -> BYTES;
            case Optional<?> optional -> OPTIONAL;
            case CelType type -> TYPE;
            case com.google.protobuf.NullValue json -> NULL;
            case dev.cel.common.values.NullValue literal -> NULL;
            default -> OTHER;
        };
    }
}
