package dev.ringback.outbox;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Stores an {@link EndReason} as its text. */
@Converter
public class EndReasonConverter implements AttributeConverter<EndReason, String> {
    @Override
    public String convertToDatabaseColumn(EndReason reason) {
        return reason == null ? null : reason.text();
    }

    @Override
    public EndReason convertToEntityAttribute(String text) {
        return text == null ? null : EndReason.parse(text);
    }
}
