package dev.ringback.outbox;

import dev.ringback.privacy.PhoneNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The plan of a write: content, person and time. The write may be claimed from {@code dueAt} to before {@code notAfter}.
 *
 * @param person the number that is locked and whose gap counts
 * @param country ISO 3166-1 alpha-2 country of that number; {@code ZZ} if unknown
 * @param payload JSON in the form of the kind's sender
 * @param cancelOn LIKE patterns over {@code source:type} of events that end the write; an undecided event holds it
 * @param scopes the scopes whose pause holds the write, such as its rule
 * @param lot for a row of a draft: only rows of equal keys share a draft; null for a write that is sent by itself
 * @param stopAt for a row of a draft: when its campaign must be stopped; null for a write that is sent by itself
 * @param bulk whether the write yields to calls about events; the lot of a bulk row has a series
 * @param law the digest of the law by which the times were worked out; the write is not claimed under another
 * @param limits the most calls that the law allows to the person; empty if it allows any number
 * @param consent the consent that the write needs; null if it needs none
 */
public record Plan(
        PhoneNumber person,
        String country,
        String payload,
        List<String> cancelOn,
        List<Scope> scopes,
        Instant dueAt,
        Instant notAfter,
        BatchKey lot,
        Instant stopAt,
        boolean bulk,
        String law,
        List<Limit> limits,
        Consent consent) {
    /** The seller whose consent counts where a file of contacts says that it was given. */
    public static final String ANY_SELLER = "*";

    /**
     * Names the consent without which a write may not be sent.
     *
     * @param seller the seller that it was given to, or {@link #ANY_SELLER}
     * @param from withdrawals up to then are outdated; null: each counts
     */
    public record Consent(String seller, Instant from) {}

    /**
     * Limits the calls to a person.
     *
     * @param calls at least one
     * @param per the period before the claim in which calls count; whole seconds
     */
    public record Limit(int calls, Duration per) {}
}
