-- What settling an unknown call by the carrier's log needs to know and has to tell.

-- Since when the attempt's process is known to be dead, by its operating system; null while it reported, or may be alive.
ALTER TABLE attempt ADD COLUMN dead_since timestamptz;

-- What is to be settled, oldest first. Partial, so it stays as small as the trouble.
CREATE INDEX outbox_entry_unknown ON outbox_entry (sent_at) WHERE state = 'UNKNOWN';

-- What the last look at an unknown call found, so that an operator is told what is not proved.
CREATE TABLE evidence (
    call    uuid        PRIMARY KEY REFERENCES call ON DELETE CASCADE,
    at      timestamptz NOT NULL DEFAULT ringback_now(),
    -- The configured carrier whose log was read; null where none carries the call's caller number.
    carrier text,
    finding text        NOT NULL,
    -- What is missing for a settlement, as stable words; empty once it is settled.
    missing text[]      NOT NULL DEFAULT '{}'
);
