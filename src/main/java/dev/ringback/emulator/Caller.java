package dev.ringback.emulator;

/** Who asks: an account, and whether a person signed in to the Hub speaks for it or an API key. */
record Caller(String account, boolean isPerson) {}
