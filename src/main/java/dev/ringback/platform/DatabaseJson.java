package dev.ringback.platform;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.hibernate.orm.JsonFormat;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;
import org.hibernate.type.format.jackson.JacksonJsonFormatMapper;

/** Maps JSON columns, apart from the API's mapper: a change of the API's format must not affect stored JSON. */
@JsonFormat
@PersistenceUnitExtension
class DatabaseJson implements FormatMapper {
    private final FormatMapper jackson =
            new JacksonJsonFormatMapper(JsonMapper.builder().findAndAddModules().build());

    @Override
    public <T> T fromString(CharSequence text, JavaType<T> type, WrapperOptions options) {
        return jackson.fromString(text, type, options);
    }

    @Override
    public <T> String toString(T value, JavaType<T> type, WrapperOptions options) {
        return jackson.toString(value, type, options);
    }
}
