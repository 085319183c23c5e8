package dev.ringback.api;

/** The body of a request without fields: it may be omitted or be {@code {}}. Every field in it is refused. */
public record NoFields() {}
