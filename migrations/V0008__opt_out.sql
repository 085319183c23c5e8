-- Numbers that must never be rung. Whoever adds or removes one has locked the person's row, as claims and decisions do.
CREATE TABLE opt_out (
    number     text        PRIMARY KEY REFERENCES person,
    -- Time-ordered (UUIDv7): the list's order, and what the audit calls it by.
    id         uuid        NOT NULL UNIQUE,
    note       text,
    -- An API token's name; the Hub's agent has none.
    by_whom    text        NOT NULL,
    origin     text        NOT NULL CHECK (origin IN ('API', 'IMPORT', 'AGENT')),
    created_at timestamptz NOT NULL DEFAULT ringback_now()
);
-- A call that may be ringing by older data goes to the person of its newest fact if it was not placed.
CREATE INDEX call_by_next_person ON call ((next ->> 'person')) WHERE next IS NOT NULL;
