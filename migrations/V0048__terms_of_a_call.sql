-- The seller without whose consent the entry may not be sent, or '*' for any seller; null: no consent is needed. A
-- withdrawal counts from consent_at on; null: always.
ALTER TABLE outbox_entry
    ADD COLUMN consent_of text,
    ADD COLUMN consent_at timestamptz;

-- The terms of a call beside the law: the rule's own hours, the matter that it shares with other calls, and the seller whom
-- the person allowed to call. next_own_hours are of the newer fact in next, whose JSON the version before reads strictly.
ALTER TABLE call
    ADD COLUMN own_hours      text,
    ADD COLUMN next_own_hours text,
    ADD COLUMN matter         text,
    ADD COLUMN consent_of     text;

-- The newest that each person has said to each seller about sales calls.
CREATE TABLE consent (
    person  text        NOT NULL REFERENCES person,
    seller  text        NOT NULL,
    given   boolean     NOT NULL,
    -- When it was said; told_by is the sender's delivery, which breaks ties.
    at      timestamptz NOT NULL,
    told_by text        NOT NULL,
    basis   text,
    source  text,
    text    text,
    rule    text        NOT NULL,
    event   uuid        NOT NULL,
    PRIMARY KEY (person, seller),
    CONSTRAINT consent_basis_known CHECK (basis IN ('EXPRESS', 'WRITTEN', 'RELATIONSHIP'))
);

-- The most calls to one person in a period, by the active rules file.
CREATE TABLE call_limit (
    id      bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The scopes of one rule under all its names; null: calls of all rules and campaigns count, and all are limited.
    scopes  text[],
    calls   integer NOT NULL CHECK (calls > 0),
    seconds integer NOT NULL CHECK (seconds > 0)
);

-- The things that share a matter, of which one at a time has a call. The thing whose first fact is the earliest goes first.
CREATE TABLE matter_fact (
    sender      text        NOT NULL,
    matter      text        NOT NULL,
    rule        text        NOT NULL,
    about       text        NOT NULL,
    first_as_of timestamptz NOT NULL,
    first_id    text        NOT NULL,
    -- The newest fact about the thing, which is decided again when the matter is free.
    as_of       timestamptz NOT NULL,
    as_of_id    text        NOT NULL,
    event       uuid        NOT NULL,
    -- Whether another thing's call kept this one from being made: it is decided again once the matter is free.
    blocked     boolean     NOT NULL DEFAULT false,
    due         boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (sender, matter, rule, about)
);
CREATE INDEX matter_fact_due ON matter_fact (first_as_of) WHERE due;

-- Rules that an operator has set to observe, or to live, whatever the file says.
CREATE TABLE rule_switch (
    rule    text        PRIMARY KEY,
    observe boolean     NOT NULL,
    who     text        NOT NULL,
    at      timestamptz NOT NULL DEFAULT ringback_now()
);

-- What a version's names of agents and numbers stood for at the Hub when it was activated.
CREATE TABLE rules_hub_name (
    version integer NOT NULL REFERENCES rules_version,
    kind    text    NOT NULL CHECK (kind IN ('AGENT', 'NUMBER')),
    name    text    NOT NULL,
    value   text    NOT NULL,
    PRIMARY KEY (version, kind, name)
);
