package dev.ringback.outbox;

import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.OutboxEntry.State;

/** The outbox's real table, for the exploration of what it allows; and the form in which a broken one is put in its place. */
public interface Courses {
    /** As {@link Course.Write}. */
    enum Write {
        DONE,
        REFUSED,
        UNKNOWN,
        AGAIN,
        MOOT
    }

    /** As {@link Course.Rows}. */
    enum Rows {
        STAY,
        STARTED,
        UNKNOWN,
        NOT_YET,
        REBUILT,
        REFUSED
    }

    /** As {@link Course.Step}. */
    record Step(Write write, Rows rows) {}

    Step after(Kind kind, Outcome outcome);

    /** {@link Course#isNews}. */
    default boolean isNews(Kind kind, State state, Outcome outcome) {
        return Course.isNews(kind, state, outcome);
    }

    /** {@link Course#follows}. */
    default boolean follows(State row) {
        return Course.follows(row);
    }

    /** The one that is in use. */
    Courses REAL = (kind, outcome) -> {
        Course.Step step = Course.after(kind, outcome);
        return new Step(
                Write.valueOf(step.write().name()), Rows.valueOf(step.rows().name()));
    };
}
