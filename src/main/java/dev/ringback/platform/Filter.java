package dev.ringback.platform;

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
import java.util.function.Function;

/** Builds the conditions of a query over entities, with named parameters. A null value adds no condition. */
public final class Filter {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();

    /** Adds a condition and its named parameter, unless the value is null. */
    public Filter and(String condition, String name, Object value) {
        if (value != null) {
            and(condition);
            parameters.put(name, value);
        }
        return this;
    }

    public Filter and(String condition) {
        conditions.add("(" + condition + ")");
        return this;
    }

    /**
     * Adds the condition that a field has the value of a text, unless the text is null. A text without a value selects
     * nothing.
     */
    public Filter andIs(String field, String name, String text, Function<String, ? extends Optional<?>> valueOf) {
        if (text == null) {
            return this;
        }
        Optional<?> value = valueOf.apply(text);
        return value.isPresent() ? and(field + " = :" + name, name, value.get()) : and("1 = 0");
    }

    /** Goes on after the id of a list that is ordered by {@code id desc}. */
    public Filter after(UUID cursor) {
        return and("id < :cursor", "cursor", cursor);
    }

    /** Returns the conditions; empty: everything. */
    public String conditions() {
        return String.join(" and ", conditions);
    }

    /** Returns the conditions with an order, such as {@code id desc}. */
    public String orderedBy(String order) {
        return conditions() + (conditions.isEmpty() ? "" : " ") + "order by " + order;
    }

    public Map<String, Object> parameters() {
        return parameters;
    }

    /**
     * Reads a parameter whose words are the constants of an enum in lower case.
     *
     * @return null if none was given
     * @throws Problem.Thrown 400 that names the parameter and its words
     */
    public static <E extends Enum<E>> E word(Class<E> type, String name, String given) {
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

    /**
     * Reads a parameter that is a time.
     *
     * @return null if none was given
     * @throws Problem.Thrown 400 that names the parameter, if the text is not an RFC 3339 time, whose years have four digits
     */
    public static Instant time(String name, String given) {
        try {
            return given == null ? null : Rfc3339.parse(given);
        } catch (DateTimeException e) {
            throw Problem.badRequest(
                    "bad-filter", "'" + name + "' is not an RFC 3339 time, such as 2026-11-22T18:00:00Z.");
        }
    }
}
