-- A person is a number. The row is what claims, cancels and opt-outs lock before they look.
CREATE TABLE person (
    number     text        PRIMARY KEY CHECK (number ~ '^\+[1-9][0-9]{6,14}$'),
    created_at timestamptz NOT NULL DEFAULT ringback_now()
);

CREATE TABLE call (
    id           uuid        PRIMARY KEY,
    source       text        NOT NULL,
    rule         text        NOT NULL,
    rule_version integer     NOT NULL REFERENCES rules_version,
    about        text        NOT NULL,
    person       text        NOT NULL REFERENCES person,
    agent        text        NOT NULL,
    from_number  text        NOT NULL,
    via          text        NOT NULL DEFAULT 'ORIGINATE',
    -- WAITING is shown as `due` from not_before on.
    state        text        NOT NULL,
    -- Why it is refused, cancelled, expired or unknown, or what it waits for; null where there is nothing to say.
    reason       text,
    -- The newest fact about the thing: the sender's time, its delivery (which breaks ties), its event.
    as_of        timestamptz NOT NULL,
    as_of_id     text        NOT NULL,
    event        uuid        NOT NULL,
    not_before   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    session_id   text,
    -- Events that end it, as LIKE patterns over source:type: its own version's and the active one's.
    cancel_on    text[]      NOT NULL DEFAULT '{}',
    -- A newer fact that came while it may be ringing: it counts if it turns out not to have been placed.
    next         jsonb,
    -- One call per thing that rang, may have, or may yet. Only a refusal, an expiry or the end of calls to a person
    -- (which a newer fact outlives) lets go of the thing. A ring proved after that may find the thing taken.
    holds_thing  boolean     NOT NULL DEFAULT true,
    created_at   timestamptz NOT NULL,
    CONSTRAINT call_state_known CHECK (state IN
        ('WAITING', 'SENDING', 'STARTED', 'PLACED', 'REFUSED', 'CANCELLED', 'EXPIRED', 'UNKNOWN')),
    CONSTRAINT call_via_known CHECK (via IN ('ORIGINATE', 'CAMPAIGN')),
    CONSTRAINT call_holds_its_thing_unless_it_cannot_have_rung CHECK
        (holds_thing OR state IN ('REFUSED', 'CANCELLED', 'EXPIRED', 'PLACED')),
    CONSTRAINT call_reason_when_ended_without_a_ring CHECK
        (state NOT IN ('REFUSED', 'CANCELLED', 'EXPIRED', 'UNKNOWN') OR reason IS NOT NULL)
);
CREATE UNIQUE INDEX call_holds_its_thing ON call (source, rule, about) WHERE holds_thing;
CREATE INDEX call_by_thing ON call (rule, about);
CREATE INDEX call_by_person ON call (person, id);
CREATE INDEX call_by_event ON call (event);
-- Counts by state, and the lists of what needs a person.
CREATE INDEX call_by_state ON call (state, id);
CREATE INDEX call_open_by_rule ON call (rule, rule_version) WHERE state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN');

-- The newest fact that asked for a call about a thing, whatever became of it: an older one that comes later asks in vain.
CREATE TABLE thing (
    source   text        NOT NULL,
    rule     text        NOT NULL,
    about    text        NOT NULL,
    as_of    timestamptz NOT NULL,
    as_of_id text        NOT NULL,
    PRIMARY KEY (rule, about, source)
);

-- What happened to a call, in the order it happened, written in the transactions that did it.
CREATE TABLE call_timeline (
    id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call   uuid        NOT NULL REFERENCES call,
    at     timestamptz NOT NULL DEFAULT ringback_now(),
    what   text        NOT NULL,
    detail text
);
CREATE INDEX call_timeline_by_call ON call_timeline (call, id);

-- Facts that end calls, kept because they may come before what they end.
-- ABOUT ends a thing for ever; TO ends a rule's calls to a person up to as_of; FAILED could not be read, so it holds
-- what it could have meant.
CREATE TABLE ending (
    id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind   text        NOT NULL CHECK (kind IN ('ABOUT', 'TO', 'FAILED')),
    rule   text        NOT NULL,
    -- The source whose calls it ends; null for all of the rule's, where the cancel comes from another source.
    source text,
    about  text,
    person text        REFERENCES person,
    as_of  timestamptz NOT NULL,
    event  uuid        NOT NULL,
    CONSTRAINT ending_names_what_it_ends CHECK ((kind = 'ABOUT') = (about IS NOT NULL) AND (kind = 'TO') = (person IS NOT NULL))
);
CREATE INDEX ending_about ON ending (rule, about) WHERE kind = 'ABOUT';
CREATE INDEX ending_to ON ending (rule, person, as_of) WHERE kind = 'TO';
CREATE INDEX ending_failed ON ending (rule, as_of) WHERE kind = 'FAILED';

-- What each rule said to each event. Never changed; a replay adds.
CREATE TABLE decision (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event        uuid        NOT NULL,
    rule         text        NOT NULL,
    rule_version integer     NOT NULL REFERENCES rules_version,
    verdict      text        NOT NULL CHECK (verdict IN ('CALL', 'SKIP', 'CANCEL', 'REFRESH')),
    reason       text,
    detail       text,
    call         uuid        REFERENCES call,
    decided_at   timestamptz NOT NULL DEFAULT ringback_now(),
    CONSTRAINT decision_skips_for_a_reason CHECK ((verdict = 'SKIP') = (reason IS NOT NULL))
);
CREATE INDEX decision_by_event ON decision (event, id);
CREATE INDEX decision_by_call ON decision (call) WHERE call IS NOT NULL;
