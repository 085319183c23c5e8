package dev.ringback.drafts;

import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.Sender.Move;
import dev.ringback.platform.Alarm;
import dev.ringback.platform.Alarms;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * What each step's move makes of its draft, and which step is owed next. In the transaction that moves the step, which
 * has locked the persons of all the draft's rows.
 */
@ApplicationScoped
class DraftCourse {
    private final DraftRepository drafts;
    private final Outbox outbox;
    private final DraftsConfig config;
    private final Alarms alarms;

    DraftCourse(DraftRepository drafts, Outbox outbox, DraftsConfig config, Alarms alarms) {
        this.drafts = drafts;
        this.outbox = outbox;
        this.config = config;
        this.alarms = alarms;
    }

    void moved(OutboxEntry step, Move move) {
        Draft draft = drafts.findById(step.draft());
        switch (step.kind()) {
            case CREATE -> created(draft, step, move);
            case START -> started(draft, step);
            case STOP -> stopped(draft, step);
            case DELETE -> deleted(draft, step);
            case ORIGINATE, CONTACT -> throw new IllegalArgumentException(step.kind() + " is no step of a draft");
        }
    }

    private void created(Draft draft, OutboxEntry create, Move move) {
        switch (create.state()) {
            case DONE -> {
                draft.hubId = move.receipt();
                draft.madeWith = drafts.madeWith();
                draft.state = Draft.State.READY;
                drafts.oweStart(draft, create, drafts.now());
            }
            // Should an attempt have made one nevertheless, the sweep finds it by its name.
            case REFUSED, CANCELLED, EXPIRED -> draft.state = Draft.State.GONE;
            case DUE, SENDING -> { // on its way
            }
            case STARTED, UNKNOWN -> throw new IllegalStateException("a create is never " + create.state());
        }
    }

    private void started(Draft draft, OutboxEntry start) {
        switch (start.state()) {
            case DONE -> run(draft);
            // Refused, given up or unsure: it shall never start, and an unsure one is fenced by this (DESIGN.md).
            case REFUSED, CANCELLED, EXPIRED, UNKNOWN -> drafts.oweDelete(draft, drafts.now());
            case DUE, SENDING -> { // on its way
            }
            case STARTED -> throw new IllegalStateException("a start is never STARTED");
        }
    }

    private void run(Draft draft) {
        draft.state = Draft.State.STARTED;
        draft.readAt = drafts.now().plus(config.firstReading());
    }

    private void stopped(Draft draft, OutboxEntry stop) {
        if (stop.state() == OutboxEntry.State.DONE && draft.state == Draft.State.STARTED) {
            draft.readAt = drafts.now();
        }
    }

    private void deleted(Draft draft, OutboxEntry delete) {
        switch (delete.state()) {
            case DONE -> {
                draft.state = Draft.State.GONE;
                outbox.resolveStart(draft.id, false);
            }
            case CANCELLED -> { // it had started
                run(draft);
                outbox.resolveStart(draft.id, true);
            }
            case DUE, SENDING, REFUSED, EXPIRED -> { // repeated until one of the two
            }
            case STARTED, UNKNOWN -> throw new IllegalStateException("a delete is never " + delete.state());
        }
    }

    /** An answer that came after its step had gone on is never dropped. */
    void answeredLate(OutboxEntry step, Optional<String> hubId) {
        Draft draft = drafts.findById(step.draft());
        switch (step.kind()) {
            case CREATE ->
                hubId.filter(id ->
                                drafts.find("hubId", id).firstResultOptional().isEmpty())
                        .ifPresent(id -> drafts.takeOver(id, draft.agent, draft.fromNumber, true));
            case START -> {
                if (draft.state == Draft.State.GONE) {
                    alarms.raise(
                            Alarm.DELETED_DRAFT_STARTED,
                            draft.hubId,
                            "campaign " + draft.hubId + " of draft " + draft.id + " started; it is stopped");
                    run(draft);
                }
            }
            case STOP, DELETE -> { // repeated anyway
            }
            case ORIGINATE, CONTACT -> throw new IllegalArgumentException(step.kind() + " is no step of a draft");
        }
    }
}
