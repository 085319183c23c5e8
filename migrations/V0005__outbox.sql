-- One write we owe the Hub. The row is narrow and carries all that the claim's gates ask of it.
CREATE TABLE outbox_entry (
    id          uuid        PRIMARY KEY,
    kind        text        NOT NULL CHECK (kind IN ('ORIGINATE')),
    call        uuid        NOT NULL REFERENCES call,
    person      text        NOT NULL REFERENCES person,
    -- What to send, as the kind's sender understands it.
    payload     jsonb       NOT NULL,
    state       text        NOT NULL,
    -- The fence: counts claims; only the claim that holds the newest may record.
    attempt     integer     NOT NULL DEFAULT 0,
    due_at      timestamptz NOT NULL,
    -- The last moment at which it may be claimed: the end of the lawful window or of the reason, less a margin.
    not_after   timestamptz NOT NULL,
    -- While sending: until when the request may leave, and by when its outcome must be recorded.
    dispatch_by timestamptz,
    answer_by   timestamptz,
    -- When it was last claimed: a ring may date from then.
    sent_at     timestamptz,
    -- Events that cancel it, as LIKE patterns over source:type; an undecided one holds it.
    cancel_on   text[]      NOT NULL DEFAULT '{}',
    -- What can pause it: 'all', 'account', 'agent:…', 'number:…', 'rule:…'.
    scopes      text[]      NOT NULL,
    -- Why it may not be claimed until a person releases it, or its rule is back; null if free.
    held        text,
    -- Set when its reason ended while it could not be taken back: if it was not placed, it ends cancelled.
    withdrawn   text,
    CONSTRAINT outbox_entry_state_known CHECK (state IN
        ('DUE', 'SENDING', 'DONE', 'REFUSED', 'CANCELLED', 'EXPIRED', 'UNKNOWN')),
    CONSTRAINT outbox_entry_deadlines_while_sending CHECK
        ((state = 'SENDING') = (answer_by IS NOT NULL) AND (answer_by IS NULL) = (dispatch_by IS NULL)),
    CONSTRAINT outbox_entry_claimed_before_unknown CHECK (state <> 'UNKNOWN' OR sent_at IS NOT NULL),
    CONSTRAINT outbox_entry_withdrawn_is_never_due CHECK (NOT (state = 'DUE' AND withdrawn IS NOT NULL))
);
-- The worker's list. Partial, so it stays as small as the backlog.
CREATE INDEX outbox_entry_due ON outbox_entry (due_at, id) WHERE state = 'DUE' AND held IS NULL;
CREATE INDEX outbox_entry_not_after ON outbox_entry (not_after) WHERE state = 'DUE';
CREATE INDEX outbox_entry_answer_by ON outbox_entry (answer_by) WHERE state = 'SENDING';
-- "Was this person rung lately, or may have been?"
CREATE INDEX outbox_entry_rung ON outbox_entry (person, sent_at) WHERE state IN ('SENDING', 'UNKNOWN', 'DONE');
CREATE INDEX outbox_entry_by_call ON outbox_entry (call);
-- What a change of the rules looks through.
CREATE INDEX outbox_entry_open ON outbox_entry (id) WHERE state IN ('DUE', 'SENDING', 'UNKNOWN');

-- One exchange with the Hub, from its claim on; finished_at stays null if nobody lived to tell.
CREATE TABLE attempt (
    entry          uuid        NOT NULL REFERENCES outbox_entry,
    attempt        integer     NOT NULL,
    worker         uuid        NOT NULL,
    claimed_at     timestamptz NOT NULL,
    finished_at    timestamptz,
    -- False is a proof; null means that nobody knows, which counts as true.
    may_have_left  boolean,
    outcome        text,
    detail         text,
    PRIMARY KEY (entry, attempt)
);

-- The processes that claim, so that one can later be proved dead by its operating system.
CREATE TABLE worker (
    id         uuid        PRIMARY KEY,
    host       text        NOT NULL,
    boot       text        NOT NULL,
    pid        bigint      NOT NULL,
    started_at timestamptz NOT NULL
);

-- What must not be sent just now. Resuming deletes the row; the audit keeps the history.
CREATE TABLE pause (
    scope  text        PRIMARY KEY,
    reason text        NOT NULL,
    who    text        NOT NULL,
    at     timestamptz NOT NULL DEFAULT ringback_now(),
    -- For 'account': a digest of the key the Hub refused; another key lifts the pause.
    api_key text
);

-- Refusals in a row by agent or number: three equal ones pause it.
CREATE TABLE strike (
    scope  text    PRIMARY KEY,
    status integer NOT NULL,
    count  integer NOT NULL
);

-- The Hub's budget. The row is the lock under which replicas claim; the requests are counted in sliding windows.
CREATE TABLE quota (
    only_row           boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    -- Until then no call fits under the tenant's caps, and why.
    dial_blocked_until timestamptz,
    dial_blocked_by    text,
    -- Until then the Hub refuses every request, reads included.
    held_until         timestamptz
);
INSERT INTO quota DEFAULT VALUES;

CREATE TABLE hub_request (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at              timestamptz NOT NULL DEFAULT ringback_now(),
    -- Set while it takes a place in flight; what the outbox sends is counted by its entries instead.
    in_flight_until timestamptz
);
CREATE INDEX hub_request_at ON hub_request (at);
CREATE INDEX hub_request_in_flight ON hub_request (in_flight_until) WHERE in_flight_until IS NOT NULL;
