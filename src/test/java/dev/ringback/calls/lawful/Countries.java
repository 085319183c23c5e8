package dev.ringback.calls.lawful;

import java.util.Optional;
import java.util.Set;

/** How numbers are read under a setting of {@code ringback.allowed-countries}. */
public final class Countries {
    private Countries() {}

    public static Numbers all() {
        return new Numbers(Optional.empty());
    }

    public static Numbers only(String... countries) {
        return new Numbers(Optional.of(Set.of(countries)));
    }
}
