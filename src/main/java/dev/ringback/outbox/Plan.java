package dev.ringback.outbox;

import java.time.Instant;
import java.util.List;

/**
 * What to send, to whom and when: claimed from {@code dueAt} to before {@code notAfter}.
 *
 * @param person the E.164 number that is locked and whose gap counts
 * @param country ISO 3166-1 alpha-2 country of that number; {@code ZZ} where none is known
 * @param payload JSON, as the kind's sender understands it
 * @param cancelOn LIKE patterns over {@code source:type} of events that end it: an undecided one holds it
 * @param scopes what can pause it, such as {@code rule:NAME}
 * @param lot for a row of a draft: only rows of equal lots share one; null for what is sent by itself
 * @param stopAt for a row of a draft: when its campaign has to be stopped; null for what is sent by itself
 * @param bulk whether it stands back for what events ask for; a bulk lot starts with the name of its series and {@code |}
 */
public record Plan(
        String person,
        String country,
        String payload,
        List<String> cancelOn,
        List<String> scopes,
        Instant dueAt,
        Instant notAfter,
        String lot,
        Instant stopAt,
        boolean bulk) {}
