package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.query.Query;

/**
 * The gates that an entry must pass in the transaction that claims it. The gates themselves are the SQL function {@code
 * outbox_gate} (migrations/V0052__gates.sql), which claims, drafts and the API share. {@link
 * CallGates} lists them one by one for the API: a gate that the function gains is one element there.
 */
@ApplicationScoped
class Gates {
    /** Calls the function for an entry {@code e}; {@link #bind} sets its parameters. */
    static final String FUNCTION = "outbox_gate(e, :now, make_interval(secs => :gap), cast(:countries AS text[]))";

    private final Duration personGap;
    private final AllowedCountries countries;

    Gates(@ConfigProperty(name = "ringback.person-gap") Duration personGap, AllowedCountries countries) {
        this.personGap = personGap;
        this.countries = countries;
    }

    /**
     * Returns the condition for an entry {@code e} that no gate holds now. The function covers every gate; the other
     * conditions serve the indexes. IS TRUE keeps the planner from the index on not_after, whose order differs from the
     * backlog's. OFFSET 0 keeps the gates a subquery for each entry. An anti-join would be planned by estimates, and has
     * scanned the history for each entry.
     */
    static String open() {
        return "e.state = 'DUE' AND e.due_at <= :now AND (e.not_after > :now) IS TRUE AND e.held IS NULL"
                + " AND NOT EXISTS (SELECT FROM " + FUNCTION + " OFFSET 0)";
    }

    /** Sets the parameters of a query that contains {@link #open} or {@link #FUNCTION}. */
    <T> Query<T> bind(Query<T> query, Instant now) {
        return query.setParameter("now", now)
                .setParameter("gap", personGap.toMillis() / 1000.0)
                .setParameter("countries", countries.array(), String[].class);
    }

    /** Returns whether the configuration excludes numbers of some countries. */
    boolean isAnyCountryExcluded() {
        return countries.isAnyExcluded();
    }
}
