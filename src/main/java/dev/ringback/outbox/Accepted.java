package dev.ringback.outbox;

import java.util.List;

/**
 * What a person's resume has accepted as this installation's.
 *
 * @param changes each change of database or Hub, in words; at least one
 * @param openCalls how many calls from before may still ring, or may be ringing
 */
public record Accepted(List<String> changes, long openCalls) {}
