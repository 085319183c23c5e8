package dev.ringback.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;

/**
 * Provides the API's mapper of request bodies, which refuses unknown fields, since the caller intended them to have an
 * effect. Other mappers read the Hub's answers and stored JSON, which may have fields of a later version.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
class ApiJson implements ContextResolver<ObjectMapper> {
    private final ObjectMapper strict;

    ApiJson(ObjectMapper application) {
        this.strict = application.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    @Override
    public ObjectMapper getContext(Class<?> type) {
        return strict;
    }
}
