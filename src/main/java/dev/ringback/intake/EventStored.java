package dev.ringback.intake;

import java.util.UUID;

/** Fired in this process after an event's commit, so that its decision need not wait for the next poll. */
public record EventStored(UUID event) {}
