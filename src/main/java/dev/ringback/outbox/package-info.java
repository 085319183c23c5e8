/**
 * The writes that are owed to the Hub: claim, send once, record, settle, sweep. {@link dev.ringback.outbox.Outbox} tells the
 * protocol, docs/PROTOCOL.md specifies it.
 *
 * <p>It owns entries, attempts and persons' locks. It also owns all that holds a send back: gates, pauses, the limits of requests
 * and of cost, the breaker, the guard of the installation.
 *
 * <p>It must not know the Hub's clients and answers, rules, or why somebody is rung. A {@link dev.ringback.outbox.Sender} makes
 * a write and plans the next one; a {@link dev.ringback.outbox.BeforeClaim} gives it rows.
 */
package dev.ringback.outbox;
