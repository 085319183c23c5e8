package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.query.Query;

/**
 * The gates that an entry must pass in the transaction that claims it. The gates themselves are the SQL function
 * {@code outbox_gate} (migrations/V0028__gates.sql), which claims, drafts and the API share.
 */
@ApplicationScoped
class Gates {
    /** Calls the function for an entry {@code e}; {@link #bind} gives its parameters. */
    static final String FUNCTION = "outbox_gate(e, :now, make_interval(secs => :gap), cast(:countries AS text[]))";

    private final Duration personGap;
    private final String[] countries;

    Gates(
            @ConfigProperty(name = "ringback.person-gap") Duration personGap,
            @ConfigProperty(name = "ringback.allowed-countries") Optional<Set<String>> allowedCountries) {
        this.personGap = personGap;
        this.countries =
                allowedCountries.map(allowed -> allowed.toArray(String[]::new)).orElse(null);
    }

    /**
     * Lets an entry {@code e} through that no gate holds now. The function covers all of it; the conditions before it serve
     * the indexes. IS TRUE keeps the index of not_after from being read for the backlog, which is in another order. OFFSET 0
     * keeps the gates a question about one entry. An anti-join is planned by guesses, and has read the history for each entry.
     */
    static String open() {
        return "e.state = 'DUE' AND e.due_at <= :now AND (e.not_after > :now) IS TRUE AND e.held IS NULL"
                + " AND NOT EXISTS (SELECT FROM " + FUNCTION + " OFFSET 0)";
    }

    /** Gives a query that contains {@link #open} or {@link #FUNCTION} its parameters. */
    <T> Query<T> bind(Query<T> query, Instant now) {
        return query.setParameter("now", now)
                .setParameter("gap", personGap.toMillis() / 1000.0)
                .setParameter("countries", countries, String[].class);
    }

    /** Whether numbers of some countries may not be rung by configuration. */
    boolean isAnyCountryExcluded() {
        return countries != null;
    }
}
