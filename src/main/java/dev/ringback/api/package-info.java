/**
 * Serves the JSON API for operators and the Hub's agents: resources, roles and tokens.
 *
 * <p>It owns the format of each answer, and the visibility of its fields by role. It has no table.
 *
 * <p>It must not decide: a resource checks its request, calls a feature and shows the result. No other package depends on
 * it.
 */
package dev.ringback.api;
