/**
 * The JSON API for operators and the Hub's agents: resources, roles and tokens.
 *
 * <p>It owns the shape of each answer, and what each role may see of it. It has no table.
 *
 * <p>It must not decide: a resource checks its request, calls a feature and shows the result. Nobody depends on it.
 */
package dev.ringback.api;
