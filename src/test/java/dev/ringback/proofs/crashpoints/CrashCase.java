package dev.ringback.proofs.crashpoints;

import dev.ringback.outbox.CrashPoint;

/** One way to go down: at which crash point of which write, how, and what the Hub does with that write. */
record CrashCase(CrashScene scene, CrashPoint at, Mode mode, HubFault fault) {
    /** How a process stops being there. */
    enum Mode {
        /** {@code Runtime.halt}: no exception, no finally, no shutdown hook. */
        HALT,
        /** SIGSTOP until its lease and its answer_by are long over and the other has gone on; then it goes on as well. */
        FREEZE,
        /** The same, but it goes on once the other has given it up, before that has done anything about it. */
        NAP
    }

    /** A connection that the Hub refuses never stands, so nobody is ever asked on it. */
    boolean isReachable() {
        return !(at == CrashPoint.AT_THE_WIRE && fault.refusesConnections());
    }

    @Override
    public String toString() {
        return "%-11s %-20s %-6s %s".formatted(scene, at, mode, fault.name());
    }
}
