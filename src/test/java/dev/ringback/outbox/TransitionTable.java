package dev.ringback.outbox;

import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.OutboxEntry.State;

/** The outbox's real table, for the model checker; and the form in which a broken one is put in its place. */
public interface TransitionTable {
    /** As {@link EntryTransitions.Write}. */
    enum Write {
        DONE,
        REFUSED,
        UNKNOWN,
        AGAIN,
        SUPERSEDED
    }

    /** As {@link EntryTransitions.Rows}. */
    enum Rows {
        STAY,
        STARTED,
        UNKNOWN,
        RETRY_SAME_DRAFT,
        REBUILT,
        REFUSED
    }

    /** As {@link EntryTransitions.Step}. */
    record Step(Write write, Rows rows) {}

    Step after(Kind kind, Outcome outcome);

    /** {@link EntryTransitions#isNews}. */
    default boolean isNews(Kind kind, State state, Outcome outcome) {
        return EntryTransitions.isNews(kind, state, outcome);
    }

    /** {@link EntryTransitions#follows}. */
    default boolean follows(State row) {
        return EntryTransitions.follows(row);
    }

    /** The one that is in use. */
    TransitionTable REAL = (kind, outcome) -> {
        EntryTransitions.Step step = EntryTransitions.after(kind, outcome);
        return new Step(
                Write.valueOf(step.write().name()), Rows.valueOf(step.rows().name()));
    };
}
