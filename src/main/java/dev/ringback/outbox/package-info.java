/**
 * The writes that are owed to the Hub: claim, send once, record, settle, sweep. {@link dev.ringback.outbox.Outbox} describes
 * the protocol, docs/PROTOCOL.md specifies it.
 *
 * <p>The package owns entries, attempts and persons' locks. It also owns all that holds a send back: gates, pauses, the
 * limits of requests and of cost, the breaker, the guard of the installation.
 *
 * <p>The package must not know the Hub's clients and answers, rules, or why somebody is rung. A {@link
 * dev.ringback.outbox.Sender} makes a write and plans the next write; a {@link dev.ringback.outbox.BeforeClaim} gives it
 * rows.
 */
package dev.ringback.outbox;
