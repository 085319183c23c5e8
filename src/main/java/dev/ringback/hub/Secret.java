package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.Optional;

/** A key, a token or an address that grants access to anyone who has it. {@link #toString} does not show it. */
public record Secret(@JsonValue String text) {
    @JsonCreator
    public Secret {
        Objects.requireNonNull(text);
    }

    /** Returns the first text member with this prefix, for secrets whose member no page names. */
    static Optional<Secret> beginningWith(String prefix, JsonNode object) {
        for (JsonNode member : object) {
            if (member.isTextual() && member.textValue().startsWith(prefix)) {
                return Optional.of(new Secret(member.textValue()));
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
