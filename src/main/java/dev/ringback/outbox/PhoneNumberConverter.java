package dev.ringback.outbox;

import dev.ringback.privacy.PhoneNumber;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Stores a {@link PhoneNumber} as E.164, so that an entity's number prints masked. */
@Converter
public class PhoneNumberConverter implements AttributeConverter<PhoneNumber, String> {
    @Override
    public String convertToDatabaseColumn(PhoneNumber number) {
        return number == null ? null : number.e164();
    }

    @Override
    public PhoneNumber convertToEntityAttribute(String e164) {
        return e164 == null ? null : new PhoneNumber(e164);
    }
}
