package dev.ringback.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;

/**
 * Gives the API's reader of bodies, which refuses unknown fields: the caller meant something by them. Answers of the Hub and
 * stored JSON may have fields of a later version; other mappers read those.
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
