-- The newest fact that a lookup of the rules file heard about each thing of a person. The event's body is read when the Hub's
-- agent asks.
CREATE TABLE fact_of_person (
    lookup   text        NOT NULL,
    person   text        NOT NULL CHECK (person ~ '^\+[1-9][0-9]{6,14}$'),
    about    text        NOT NULL,
    as_of    timestamptz NOT NULL,
    -- The delivery, which breaks ties of as_of.
    as_of_id text        NOT NULL,
    event    uuid        NOT NULL,
    PRIMARY KEY (person, lookup, about)
);

-- What the Hub's agent says came of a call. The newest row counts.
CREATE TABLE call_outcome (
    id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call    uuid        NOT NULL REFERENCES call,
    at      timestamptz NOT NULL DEFAULT ringback_now(),
    outcome text        NOT NULL CHECK (outcome ~ '^[a-z0-9_]{1,40}$'),
    note    text        CHECK (length(note) BETWEEN 1 AND 500)
);
CREATE INDEX call_outcome_by_call ON call_outcome (call, id);

-- callback_of is the call in which the person asked for this one. callback_about is the thing of the first call of the chain,
-- whose ends end this call too; about is unique, since the first call holds the thing. The version before reads neither.
ALTER TABLE call
    ADD COLUMN callback_of    uuid REFERENCES call,
    ADD COLUMN callback_about text,
    -- NOT VALID: every row has the defaults, so the check has nothing to read while the table is locked.
    ADD CONSTRAINT call_back_has_the_thing_of_its_first_call
        CHECK ((callback_of IS NULL) = (callback_about IS NULL)) NOT VALID;
