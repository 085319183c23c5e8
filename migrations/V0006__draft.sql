-- A campaign at the Hub as this installation makes, starts, stops, deletes and reads it. Its steps are outbox entries; a
-- call that goes through it is a row of it. Until its start it is harmless, and only the recorded hub_id is ever started.
CREATE TABLE draft (
    id             uuid        PRIMARY KEY,
    agent          text        NOT NULL,
    from_number    text        NOT NULL,
    max_concurrent integer     NOT NULL CHECK (max_concurrent BETWEEN 1 AND 100),
    -- FORMING: not created yet, as far as we know; READY: created; STARTED: it may dial; ENDED: the Hub says that it will
    -- dial no more; SETTLED: each of its rows is known or with a person; GONE: it is not at the Hub and never dialled.
    state          text        NOT NULL CHECK (state IN ('FORMING', 'READY', 'STARTED', 'ENDED', 'SETTLED', 'GONE')),
    -- The Hub's id of it, set once, by the create that was recorded.
    hub_id         text,
    -- A digest of the address and the key it was made with: a 404 under another proves nothing.
    made_with      text,
    -- The brake: by then nothing of it may dial any more.
    stop_at        timestamptz NOT NULL,
    -- When to read it next; null where there is nothing to read.
    read_at        timestamptz,
    readings       integer     NOT NULL DEFAULT 0,
    created_at     timestamptz NOT NULL DEFAULT ringback_now(),
    CONSTRAINT draft_is_at_the_hub CHECK (state IN ('FORMING', 'GONE') OR hub_id IS NOT NULL)
);
CREATE UNIQUE INDEX draft_by_hub_id ON draft (hub_id) WHERE hub_id IS NOT NULL;
CREATE INDEX draft_to_read ON draft (read_at) WHERE read_at IS NOT NULL;
CREATE INDEX draft_running ON draft (stop_at) WHERE state = 'STARTED';

-- Who was uploaded with it, for ever: a call leaves a draft that is not started, but a dial of it must find the call.
CREATE TABLE draft_row (
    draft       uuid NOT NULL REFERENCES draft,
    call        uuid NOT NULL REFERENCES call,
    number      text NOT NULL,
    -- What the Hub last showed of it.
    status      text,
    -- Since when the ended campaign shows it like that; a second reading later proves something.
    ended_since timestamptz,
    PRIMARY KEY (draft, call)
);
CREATE INDEX draft_row_by_call ON draft_row (call);

-- Steps of a draft are for no single call; a call's row in a draft is an entry of kind CONTACT.
ALTER TABLE outbox_entry
    ALTER COLUMN call DROP NOT NULL,
    ALTER COLUMN person DROP NOT NULL,
    ADD COLUMN draft uuid REFERENCES draft,
    -- What may share a draft: agent, caller number, names of variables. Null for what is sent by itself.
    ADD COLUMN lot text,
    -- Set when the Hub refused a draft of several rows: each is tried by itself, so that one cannot fail the others.
    ADD COLUMN alone boolean NOT NULL DEFAULT false,
    -- For a row: when its campaign has to be stopped, were it running then.
    ADD COLUMN stop_at timestamptz,
    DROP CONSTRAINT outbox_entry_kind_check,
    ADD CONSTRAINT outbox_entry_kind_known CHECK (kind IN
        ('ORIGINATE', 'CONTACT', 'CREATE', 'START', 'STOP', 'DELETE')),
    DROP CONSTRAINT outbox_entry_state_known,
    ADD CONSTRAINT outbox_entry_state_known CHECK (state IN
        ('DUE', 'SENDING', 'STARTED', 'DONE', 'REFUSED', 'CANCELLED', 'EXPIRED', 'UNKNOWN')),
    ADD CONSTRAINT outbox_entry_is_for_a_call_or_a_draft CHECK (CASE
        WHEN kind = 'ORIGINATE' THEN call IS NOT NULL AND person IS NOT NULL AND draft IS NULL
        WHEN kind = 'CONTACT' THEN call IS NOT NULL AND person IS NOT NULL AND lot IS NOT NULL AND stop_at IS NOT NULL
        ELSE draft IS NOT NULL AND call IS NULL AND person IS NULL END),
    -- A row dials only with its draft: what is being started is in one.
    ADD CONSTRAINT outbox_entry_row_in_its_draft CHECK
        (kind <> 'CONTACT' OR state NOT IN ('SENDING', 'STARTED') OR draft IS NOT NULL),
    ADD CONSTRAINT outbox_entry_only_rows_start CHECK (state <> 'STARTED' OR kind = 'CONTACT'),
    -- A write that dials nobody is repeated, never unknown.
    ADD CONSTRAINT outbox_entry_only_dials_are_unknown CHECK
        (state <> 'UNKNOWN' OR kind IN ('ORIGINATE', 'CONTACT', 'START'));

-- Each step of a draft is one entry: a second start of it cannot even be written down.
CREATE UNIQUE INDEX outbox_entry_step ON outbox_entry (draft, kind) WHERE kind IN ('CREATE', 'START', 'STOP', 'DELETE');
CREATE INDEX outbox_entry_rows ON outbox_entry (draft) WHERE kind = 'CONTACT' AND draft IS NOT NULL;
CREATE INDEX outbox_entry_due_step ON outbox_entry (due_at) WHERE state = 'DUE' AND call IS NULL;
-- What is to be put into drafts. (outbox_entry_due serves the version before this one; a later migration drops it.)
CREATE INDEX outbox_entry_due_row ON outbox_entry (due_at, id)
    WHERE state = 'DUE' AND held IS NULL AND kind = 'CONTACT' AND draft IS NULL;
-- "Was this person rung lately, or may have been?" now counts rows of running campaigns too.
CREATE INDEX outbox_entry_may_have_rung ON outbox_entry (person, sent_at)
    WHERE state IN ('SENDING', 'STARTED', 'UNKNOWN', 'DONE');
DROP INDEX outbox_entry_rung;
