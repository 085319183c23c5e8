package dev.ringback.intake.sources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads text fields at the top of a JSON object without building the rest. Fields that cannot be read are absent. */
final class TopLevelFields {
    private static final JsonFactory JSON = JsonLimits.factory();
    private final Map<String, String> found = new HashMap<>();

    /** Reads the named fields. A truncated body gives the fields before its end; the first of equal names counts. */
    static TopLevelFields read(byte[] body, String... names) {
        TopLevelFields fields = new TopLevelFields();
        try (JsonParser parser = JSON.createParser(body)) {
            fields.fill(parser, List.of(names));
        } catch (IOException unreadable) {
            // An authentic but unreadable body is stored too; its decision will report it as unreadable.
            return fields;
        }
        return fields;
    }

    private void fill(JsonParser parser, List<String> names) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME && !found.keySet().containsAll(names)) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && names.contains(name)) {
                found.putIfAbsent(name, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(found.get(name)).filter(value -> !value.isBlank());
    }
}
