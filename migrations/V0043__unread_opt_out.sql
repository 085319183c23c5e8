-- Opt-outs whose number could not be read. A person looks at each: somebody does not want to be rung.
CREATE TABLE unread_opt_out (
    -- Time-ordered (UUIDv7): the list's order.
    id         uuid        PRIMARY KEY,
    -- As it was typed, cut to 250 characters; region too.
    typed      text        NOT NULL,
    region     text,
    note       text,
    -- Why it cannot be read, without the number.
    why        text        NOT NULL,
    by_whom    text        NOT NULL,
    origin     text        NOT NULL CHECK (origin IN ('API', 'IMPORT', 'AGENT')),
    created_at timestamptz NOT NULL DEFAULT ringback_now(),
    -- How a person settled it: the opt-out's number, or a note on why it names nobody.
    settled_at timestamptz,
    settled_by text,
    number     text,
    settled_as text,
    CONSTRAINT unread_opt_out_settled_by_somebody CHECK
        ((settled_at IS NULL) = (settled_by IS NULL) AND (settled_at IS NULL) = (number IS NULL AND settled_as IS NULL))
);
-- A text that comes again is one opt-out to look at.
CREATE UNIQUE INDEX unread_opt_out_open ON unread_opt_out (typed, coalesce(region, '')) WHERE settled_at IS NULL;
