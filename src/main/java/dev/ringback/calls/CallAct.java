package dev.ringback.calls;

import dev.ringback.jobs.Job;
import java.time.Duration;

/** An operator's act on many calls. */
public sealed interface CallAct {
    /** Frees held calls. */
    record Release() implements CallAct {}

    /** Takes open calls back. */
    record Cancel() implements CallAct {}

    /**
     * Settles unknown calls.
     *
     * @param placed whether the phones rang
     * @param force whether to settle also where an attempt may still be alive
     */
    record Settle(boolean placed, boolean force) implements CallAct {}

    /** @param expiresIn the time to the new expiry; null for that of each call's rule */
    record Reopen(Duration expiresIn) implements CallAct {}

    default Job.Kind kind() {
        return switch (this) {
            case Release release -> Job.Kind.RELEASE;
            case Cancel cancel -> Job.Kind.CANCEL;
            case Settle settle -> Job.Kind.SETTLE;
            case Reopen reopen -> Job.Kind.REOPEN;
        };
    }
}
