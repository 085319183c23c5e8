package dev.ringback.outbox.drafts;

import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.Sender.Move;
import dev.ringback.platform.Alarm;
import dev.ringback.platform.Alarms;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Applies each step's transition to its draft, and enqueues the next step. Runs in the transaction that moves the step,
 * which has locked the persons of all the draft's rows.
 */
@ApplicationScoped
class DraftLifecycle {
    private final DraftRepository drafts;
    private final Outbox outbox;
    private final DraftsConfig config;
    private final Alarms alarms;

    DraftLifecycle(DraftRepository drafts, Outbox outbox, DraftsConfig config, Alarms alarms) {
        this.drafts = drafts;
        this.outbox = outbox;
        this.config = config;
        this.alarms = alarms;
    }

    void moved(OutboxEntry step, Move move) {
        Draft draft = drafts.findById(step.draft());
        switch (DraftTransition.of(step.kind(), step.state())) {
            case CREATED -> created(draft, step, move.receipt());
            case ABANDONED -> draft.state = Draft.State.GONE;
            case STARTED -> run(draft);
            case DELETE_OWED -> drafts.enqueueDelete(draft, drafts.now());
            case STOPPED -> readNow(draft);
            case DELETED -> {
                draft.state = Draft.State.GONE;
                outbox.resolveStart(draft.id, false);
            }
            case STARTED_AFTER_ALL -> {
                run(draft);
                outbox.resolveStart(draft.id, true);
            }
            case NOTHING -> { // no effect on the draft
            }
        }
    }

    private void created(Draft draft, OutboxEntry create, String hubId) {
        draft.hubId = hubId;
        draft.madeWith = drafts.madeWith();
        draft.state = Draft.State.READY;
        drafts.enqueueStart(draft, create, drafts.now());
    }

    private void run(Draft draft) {
        draft.state = Draft.State.STARTED;
        draft.readAt = drafts.now().plus(config.firstReading());
    }

    private void readNow(Draft draft) {
        if (draft.state == Draft.State.STARTED) {
            draft.readAt = drafts.now();
        }
    }

    /** Applies an answer that came late: a surplus campaign is deleted; a deleted one that started is read and stopped. */
    void answeredLate(OutboxEntry step, Optional<String> hubId) {
        Draft draft = drafts.findById(step.draft());
        switch (step.kind()) {
            case CREATE ->
                hubId.filter(id ->
                                drafts.find("hubId", id).firstResultOptional().isEmpty())
                        .ifPresent(id -> drafts.enqueueDelete(
                                drafts.takeOver(id, draft.agent, draft.fromNumber, true), drafts.now()));
            case START -> {
                if (draft.state == Draft.State.GONE) {
                    alarms.raise(
                            Alarm.DELETED_DRAFT_STARTED,
                            draft.hubId,
                            "campaign " + draft.hubId + " of draft " + draft.id + " started; it is stopped");
                    run(draft);
                }
            }
            case STOP, DELETE -> { // these steps are repeated anyway
            }
            case ORIGINATE, CONTACT -> throw new IllegalArgumentException(step.kind() + " is no step of a draft");
        }
    }
}
