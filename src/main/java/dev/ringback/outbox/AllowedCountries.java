package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Holds the countries whose numbers may be rung: those of {@code ringback.allowed-countries}, or all. */
@ApplicationScoped
public class AllowedCountries {
    private final Set<String> codes; // null: all

    /**
     * Reads the setting.
     *
     * @param configured ISO 3166-1 alpha-2 codes in any case; empty: all countries
     * @throws IllegalArgumentException if something else is among them; the start fails
     */
    public AllowedCountries(@ConfigProperty(name = "ringback.allowed-countries") Optional<Set<String>> configured) {
        this.codes = configured.map(AllowedCountries::read).orElse(null);
    }

    private static Set<String> read(Set<String> configured) {
        Set<String> known = Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);
        Set<String> codes = new TreeSet<>();
        for (String code : configured) {
            String upper = code.strip().toUpperCase(Locale.ROOT);
            if (!known.contains(upper) && !upper.equals("XK")) { // Kosovo's, which ISO leaves to its users
                throw new IllegalArgumentException("ringback.allowed-countries: '" + code.strip()
                        + "' is no ISO 3166-1 alpha-2 code, such as US or GB");
            }
            codes.add(upper);
        }
        return codes;
    }

    /** Returns whether numbers of a country may be rung. */
    public boolean contains(String country) {
        return codes == null || codes.contains(country);
    }

    /** Returns whether the setting excludes numbers of some countries. */
    boolean isAnyExcluded() {
        return codes != null;
    }

    /** Returns the codes for a query's array; null if every country is allowed. */
    String[] array() {
        return codes == null ? null : codes.toArray(String[]::new);
    }
}
