/**
 * The rules file, its language, and the decision of each event by it.
 *
 * <p>It owns the versions of the file, their activation, the names of rules, and the decisions. An activation also renames and
 * holds open calls, by SQL of its own.
 *
 * <p>It must not know the Hub, or how and when a call is sent.
 */
package dev.ringback.rules;
