-- A campaign is a schedule over calls: each person in it is a call as any other, with its entry in the outbox. The
-- campaign only says when they may go, which of them may share a draft, and whether it is paused or over.
CREATE TABLE campaign (
    id             uuid        PRIMARY KEY,
    name           text        NOT NULL,
    -- The rule that gathers its people; null for an upload.
    rule           text,
    rule_version   integer     REFERENCES rules_version,
    -- GATHERING: a rule's facts add people until its tick; DRAFT: an upload until it is confirmed; SCHEDULED: its dispatch
    -- is to come; RUNNING: its calls go; COMPLETED: none of them is open; STOPPED: a person ended it; FAILED: see reason.
    state          text        NOT NULL CHECK (state IN
        ('GATHERING', 'DRAFT', 'SCHEDULED', 'RUNNING', 'PAUSED', 'COMPLETED', 'STOPPED', 'FAILED')),
    -- Why it was skipped, stopped or has failed; null where there is nothing to say.
    reason         text,
    agent          text        NOT NULL,
    from_number    text        NOT NULL,
    purpose        text        NOT NULL CHECK (purpose IN ('INFORMATIONAL', 'MARKETING')),
    max_concurrent integer     NOT NULL CHECK (max_concurrent BETWEEN 1 AND 100),
    -- Cron in Quartz' form, read in the zone; null: once, at start_at.
    schedule       text,
    zone           text,
    -- The dispatch it is for; null while a draft has none yet.
    start_at       timestamptz,
    -- How late its dispatch may begin; a later one is skipped, and says so.
    grace          interval    NOT NULL DEFAULT interval '1 hour',
    -- The last moment for its calls.
    expires_at     timestamptz,
    -- Rows taken in.
    uploaded       integer     NOT NULL DEFAULT 0,
    created_by     text        NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT ringback_now(),
    -- When what its calls go by was last changed; those of an upload that are older follow. Null: never.
    changed_at     timestamptz,
    started_at     timestamptz,
    ended_at       timestamptz,
    CONSTRAINT campaign_knows_its_dispatch CHECK (state = 'DRAFT' OR start_at IS NOT NULL),
    CONSTRAINT campaign_ended_at_its_end CHECK ((state IN ('COMPLETED', 'STOPPED', 'FAILED')) = (ended_at IS NOT NULL))
);
-- Whatever the number of replicas, a tick of a rule is one dispatch.
CREATE UNIQUE INDEX campaign_one_dispatch_a_tick ON campaign (rule, start_at) WHERE rule IS NOT NULL AND start_at IS NOT NULL;
-- A rule gathers for one at a time; a person may have paused it.
CREATE UNIQUE INDEX campaign_gathers ON campaign (rule)
    WHERE rule IS NOT NULL AND started_at IS NULL AND state IN ('GATHERING', 'PAUSED');
-- What a round looks through.
CREATE INDEX campaign_open ON campaign (start_at) WHERE state IN ('GATHERING', 'SCHEDULED', 'RUNNING', 'PAUSED');

ALTER TABLE call ADD COLUMN campaign uuid REFERENCES campaign;
CREATE INDEX call_by_campaign ON call (campaign, id) WHERE campaign IS NOT NULL;
-- Whom a campaign has rung, or will.
CREATE INDEX call_in_campaign ON call (campaign, person) WHERE campaign IS NOT NULL;
-- Each person once in a campaign, which is looked at under the person's lock; here for calls still to come. What turns out
-- to have rung after all must be stored whatever else there is.
CREATE UNIQUE INDEX call_once_in_its_campaign ON call (campaign, person)
    WHERE campaign IS NOT NULL AND state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN');

-- The rows of an upload and what was wrong with each.
CREATE TABLE campaign_row (
    campaign  uuid    NOT NULL REFERENCES campaign,
    line      integer NOT NULL,
    number    text,
    variables jsonb   NOT NULL DEFAULT '{}',
    places    text[]  NOT NULL DEFAULT '{}',
    zone      text,
    -- A stable word; null: the row is good.
    rejected  text,
    detail    text,
    PRIMARY KEY (campaign, line)
);

-- A campaign of ours is a series of drafts at the Hub, of which one runs at a time.
ALTER TABLE draft
    ADD COLUMN series  text,
    -- How many rows the last reading of a running one showed as not dialled yet.
    ADD COLUMN pending integer;
CREATE INDEX draft_in_series ON draft (series) WHERE series IS NOT NULL AND state IN ('FORMING', 'READY', 'STARTED');
