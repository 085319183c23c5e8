package dev.ringback.proofs.killloop;

/**
 * Who rings whom with what number. The load gives each thing a line of its own, so that a ring in the Hub's ledger, which
 * names no thing, still names exactly one call.
 */
record CallerLine(String number, String agent, String from) {}
