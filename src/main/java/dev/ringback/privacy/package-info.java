/**
 * Masks telephone numbers and texts for logs.
 *
 * <p>It owns {@link dev.ringback.privacy.PhoneNumber}, which prints masked, and the rules that remove keys, tokens and
 * numbers from a text. It has no table.
 *
 * <p>It must not know where a number comes from or who reads the text.
 */
package dev.ringback.privacy;
