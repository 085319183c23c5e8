/**
 * Makes calls by campaigns at the Hub: batches rows, creates, starts, reads, stops and deletes campaigns, and sweeps up
 * lost ones.
 *
 * <p>The package owns the tables {@code draft} and {@code draft_row}, and two transition tables:
 * {@link dev.ringback.outbox.drafts.DraftTransition} and {@link dev.ringback.outbox.drafts.ContactProof}. It also caches
 * the account's caller numbers at the Hub in memory, and looks unknown numbers up again after a minute.
 *
 * <p>The package must not know the reason or the rule of a call. It asks {@code outbox} to move entries.
 */
package dev.ringback.outbox.drafts;
