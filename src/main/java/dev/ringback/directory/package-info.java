/**
 * The account's caller numbers at the Hub and their ids, as last read.
 *
 * <p>It owns what it has read, in memory and for a minute. It has no table.
 *
 * <p>It must not know calls, drafts or the database.
 */
package dev.ringback.directory;
