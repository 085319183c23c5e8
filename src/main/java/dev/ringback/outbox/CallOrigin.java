package dev.ringback.outbox;

import jakarta.persistence.AttributeConverter;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The origin of a call: a rule, or the upload of a campaign. Only this class knows the text by which the column {@code
 * call.rule} and the API tell the two apart. The outbox uses an origin for the labels of metrics only.
 */
public sealed interface CallOrigin {
    /** @param name the rule's present name, which has no colon */
    record ByRule(String name) implements CallOrigin {}

    /** @param campaign the campaign whose contacts were uploaded */
    record ByUpload(UUID campaign) implements CallOrigin {
        private static final String PREFIX = "campaign:";
        /** The id as {@link UUID#toString} writes it: another spelling would not read back as the same text. */
        private static final Pattern TEXT = Pattern.compile(PREFIX + "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

        private static final String LABEL = "campaign";
    }

    /** Reads a text of the column or of a request. A text that no upload has counts as a rule's name. */
    static CallOrigin of(String text) {
        Matcher upload = ByUpload.TEXT.matcher(text);
        return upload.matches() ? new ByUpload(UUID.fromString(upload.group(1))) : new ByRule(text);
    }

    /** Returns the text for the column and the API. */
    default String text() {
        return switch (this) {
            case ByRule(var name) -> name;
            case ByUpload(var campaign) -> ByUpload.PREFIX + campaign;
        };
    }

    /** Returns the value for the label {@code rule} of metrics. All uploads share one, since their number has no bound. */
    default String label() {
        return switch (this) {
            case ByRule(var name) -> name;
            case ByUpload upload -> ByUpload.LABEL;
        };
    }

    /** Converts the column {@code call.rule}. */
    class Column implements AttributeConverter<CallOrigin, String> {
        @Override
        public String convertToDatabaseColumn(CallOrigin origin) {
            return origin == null ? null : origin.text();
        }

        @Override
        public CallOrigin convertToEntityAttribute(String text) {
            return text == null ? null : of(text);
        }
    }
}
