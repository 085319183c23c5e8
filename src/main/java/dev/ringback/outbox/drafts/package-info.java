/**
 * Campaigns at the Hub that carry our calls: gather rows, create, start, read, stop, delete, and sweep up lost ones.
 *
 * <p>It owns the tables {@code draft} and {@code draft_row}, and two tables of transitions:
 * {@link dev.ringback.outbox.drafts.DraftTransition} and {@link dev.ringback.outbox.drafts.ContactProof}. It also owns the account's caller
 * numbers at the Hub, as last read: in memory and for a minute.
 *
 * <p>It must not know why a row is called or by whose rule. It asks {@code outbox} to move entries.
 */
package dev.ringback.outbox.drafts;
