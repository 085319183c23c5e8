package dev.ringback.hub;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.ws.rs.ext.ContextResolver;
import java.io.IOException;

/**
 * Writes and reads JSON bodies of the Hub. It is separate from the application's mapper, so changes of our API do not
 * change requests to the Hub. Null fields are left out, so that a PATCH changes only the fields it names.
 */
final class HubJson implements ContextResolver<ObjectMapper> {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule(), withoutNul())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .build();

    /** Replaces NUL, which PostgreSQL's text cannot store. An id with a NUL must not prevent recording an outcome. */
    private static SimpleModule withoutNul() {
        return new SimpleModule().addDeserializer(String.class, new StdScalarDeserializer<>(String.class) {
            private static final long serialVersionUID = 1;

            @Override
            public String deserialize(JsonParser json, DeserializationContext context) throws IOException {
                String text = StringDeserializer.instance.deserialize(json, context);
                return text == null ? null : text.replace('\0', '\uFFFD');
            }
        });
    }

    @Override
    public ObjectMapper getContext(Class<?> client) {
        return MAPPER;
    }
}
