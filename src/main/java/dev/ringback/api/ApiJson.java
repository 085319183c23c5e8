package dev.ringback.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;

/**
 * How the API reads bodies: a field that it does not know is refused, since the caller meant something by it. Bodies of the
 * Hub, and JSON that is stored, may have fields that a later version has added; they are read by mappers of their own.
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
