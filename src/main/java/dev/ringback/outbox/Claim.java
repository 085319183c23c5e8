package dev.ringback.outbox;

import java.util.UUID;

/**
 * The right to make one write once, from the claim's commit to the end of {@code lease}. Only the process that holds the
 * claim can state that it was never used.
 *
 * @param call null for a step of a draft
 * @param draft null for a call that is sent by itself
 * @param attempt the fencing token: an outcome moves the entry only while the entry still has this attempt
 */
public record Claim(
        UUID entry, OutboxEntry.Kind kind, UUID call, UUID draft, String payload, int attempt, Lease lease) {}
