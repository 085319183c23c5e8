package dev.ringback.outbox;

import java.util.List;

/**
 * The changes of database and Hub that a person's resume has accepted.
 *
 * @param changes each change in words; at least one change
 * @param openCalls the number of calls from before the change that may still ring, or may be ringing
 */
public record Accepted(List<String> changes, long openCalls) {}
