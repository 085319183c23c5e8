/**
 * Reads the rules file and its language, and decides each event by it.
 *
 * <p>The package owns the versions of the file, their activation, the names of rules, the decisions, and the facts
 * that lookups have heard of persons. An activation
 * also renames and holds open calls, by its own SQL.
 *
 * <p>The package must not know the Hub, or how and when a call is sent.
 */
package dev.ringback.rules;
