/**
 * Telephone numbers and texts as a log may show them.
 *
 * <p>It owns {@link dev.ringback.privacy.PhoneNumber}, which prints masked, and the rules that take keys, tokens and numbers out
 * of a text. It has no table.
 *
 * <p>It must not know where a number comes from or who reads the text.
 */
package dev.ringback.privacy;
