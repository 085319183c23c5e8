-- A job replays events, or releases, cancels, settles or reopens calls. The version before goes on with each job that is
-- RUNNING, and takes it for a release. So only a release is stored as RUNNING; a job of any other kind is stored as OPEN.
ALTER TABLE job
    DROP CONSTRAINT job_kind_check,
    DROP CONSTRAINT job_state_check,
    DROP CONSTRAINT job_finished_at_when_done,
    -- What the act needs beside the filter, as its kind reads it; null: nothing.
    ADD COLUMN terms         jsonb,
    -- Decisions that a replay made.
    ADD COLUMN decisions     bigint NOT NULL DEFAULT 0,
    -- Items on which the act was not possible, and the first of them with the reason.
    ADD COLUMN failed        bigint NOT NULL DEFAULT 0,
    ADD COLUMN first_failure text,
    ADD CONSTRAINT job_kind_known CHECK (kind IN ('RELEASE', 'REPLAY', 'REOPEN', 'CANCEL', 'SETTLE')),
    ADD CONSTRAINT job_state_known CHECK (state IN ('RUNNING', 'OPEN', 'DONE', 'CANCELLED')),
    ADD CONSTRAINT job_running_is_a_release CHECK
        ((state <> 'RUNNING' OR kind = 'RELEASE') AND (state <> 'OPEN' OR kind <> 'RELEASE')),
    ADD CONSTRAINT job_finished_at_when_ended CHECK ((state IN ('DONE', 'CANCELLED')) = (finished_at IS NOT NULL)),
    ADD CONSTRAINT job_first_failure_when_any CHECK ((failed > 0) = (first_failure IS NOT NULL));
DROP INDEX job_running;
CREATE INDEX job_unfinished ON job (created_at, id) WHERE state IN ('RUNNING', 'OPEN');

-- The job that decided again; null: the event's first decision. The version before leaves it null.
ALTER TABLE decision ADD COLUMN replay uuid REFERENCES job;
