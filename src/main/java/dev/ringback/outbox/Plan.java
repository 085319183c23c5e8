package dev.ringback.outbox;

import java.time.Instant;

/**
 * What to send, to whom and when: claimed from {@code dueAt} to before {@code notAfter}.
 *
 * @param person the E.164 number that is locked and whose gap counts
 * @param payload JSON, as the kind's sender understands it
 */
public record Plan(String person, String payload, Instant dueAt, Instant notAfter) {}
