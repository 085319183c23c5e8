package dev.ringback.emulator;

/** The caller of a request: its account, and whether a signed-in person or an API key acts for it. */
record Caller(String account, boolean isPerson) {}
