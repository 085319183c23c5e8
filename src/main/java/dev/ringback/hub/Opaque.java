package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** An object whose members no page describes. Any member may be a secret, so {@link #toString} prints only their names. */
public record Opaque(@JsonValue ObjectNode members) {
    @JsonCreator
    public Opaque {}

    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        members.fieldNames().forEachRemaining(names::add);
        return "Opaque" + names;
    }
}
