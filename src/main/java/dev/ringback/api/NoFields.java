package dev.ringback.api;

/** The body of a request that needs none: it may be left out or be {@code {}}, and every field in it is refused. */
public record NoFields() {}
