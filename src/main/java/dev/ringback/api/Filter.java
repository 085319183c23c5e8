package dev.ringback.api;

import dev.ringback.platform.Problem;
import dev.ringback.platform.Rfc3339;
import dev.ringback.privacy.PhoneNumber;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Builds a Panache query with named parameters from the conditions of a list. A null value adds no condition. */
final class Filter {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();

    /** Adds a condition on a named parameter of the same name, unless the value is null. */
    Filter and(String condition, String name, Object value) {
        if (value != null) {
            conditions.add("(" + condition + ")");
            parameters.put(name, value);
        }
        return this;
    }

    /** Adds the condition that a field is this number, unless it is null. Any other text matches nothing. */
    Filter andNumber(String field, String number) {
        if (number == null) {
            return this;
        }
        Optional<PhoneNumber> e164 = PhoneNumber.fromQuery(number);
        if (e164.isEmpty()) {
            conditions.add("(1 = 0)");
        }
        return and(field + " = :number", "number", e164.orElse(null));
    }

    Filter after(UUID cursor) {
        return and("id < :cursor", "cursor", cursor);
    }

    String query() {
        String all = conditions.isEmpty() ? "" : String.join(" and ", conditions) + " ";
        return all + "order by id desc";
    }

    Map<String, Object> parameters() {
        return parameters;
    }

    /** @throws Problem.Thrown 400 if the given word is no constant of the enum in lower case */
    static <E extends Enum<E>> E word(Class<E> type, String name, String given) {
        if (given == null) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(given))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                        "bad-filter",
                        "'" + name + "' is none of "
                                + String.join(
                                        ", ",
                                        Arrays.stream(type.getEnumConstants())
                                                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                                .toList())
                                + "."));
    }

    /** @throws Problem.Thrown 400 if the given text is not an RFC 3339 time, whose years have four digits */
    static Instant time(String name, String given) {
        try {
            return given == null ? null : Rfc3339.parse(given);
        } catch (DateTimeException e) {
            throw Problem.badRequest(
                    "bad-filter", "'" + name + "' is not an RFC 3339 time, such as 2026-11-22T18:00:00Z.");
        }
    }
}
