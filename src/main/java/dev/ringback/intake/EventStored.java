package dev.ringback.intake;

import java.util.UUID;

/** Notifies this process of an event after its commit, so that its decision need not wait for the next poll. */
public record EventStored(UUID event) {}
