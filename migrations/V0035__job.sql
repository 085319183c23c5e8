-- What an operator asked to be done to many calls at once. It is done in batches, each a transaction that locks the job's
-- row: any replica goes on with it, also after a restart.
CREATE TABLE job (
    id          uuid        PRIMARY KEY,
    kind        text        NOT NULL CHECK (kind IN ('RELEASE')),
    state       text        NOT NULL CHECK (state IN ('RUNNING', 'DONE')),
    -- The parameters of the list that name the calls, as they were given.
    filter      jsonb       NOT NULL,
    reason      text        NOT NULL,
    -- How many calls there were when it was posted, and how many it has acted on.
    total       bigint      NOT NULL,
    done        bigint      NOT NULL DEFAULT 0,
    -- Calls up to this id have been looked at; null before the first batch.
    after       uuid,
    created_by  text        NOT NULL,
    created_at  timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT job_finished_at_when_done CHECK ((state = 'DONE') = (finished_at IS NOT NULL))
);
CREATE INDEX job_running ON job (created_at) WHERE state = 'RUNNING';
