package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.Optional;

/** A key, a token or an address that opens something to whoever has it. It does not print. */
public record Secret(@JsonValue String text) {
    @JsonCreator
    public Secret {
        Objects.requireNonNull(text);
    }

    /** The first text among an object's members that begins so, for secrets that no page names the member of. */
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
