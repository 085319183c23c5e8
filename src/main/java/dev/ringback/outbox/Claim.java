package dev.ringback.outbox;

import java.util.UUID;

/**
 * The right to make one write once, from its commit to {@code lease}'s end. Only the process that holds it may say,
 * from its own memory, that it was never used.
 *
 * @param call null for a step of a draft
 * @param draft null for a call that is sent by itself
 * @param attempt the fence: an outcome is recorded only while the entry still shows it
 */
public record Claim(
        UUID entry, OutboxEntry.Kind kind, UUID call, UUID draft, String payload, int attempt, Lease lease) {}
